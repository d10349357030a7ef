"""Adadelta: the length of a step follows from the steps before, and no learning rate is needed.

Run it alone: python -m app.demos.optimizers.adadelta --preset adadelta
"""

from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    rho: float = Slider(0.9, 0.8, 0.98, step=0.01, title="Memory ρ")
    gradient: float = Slider(1, 0.1, 100, title="Size of the gradient")
    collects: Literal["moving average", "sum"] = Choice("moving average", title="Squared gradients are kept as")


demo = Demo(
    id="optimizers",
    title="Adadelta",
    topic="optimizers",
    summary="Steps are measured in steps: the recent ones set the scale of the next.",
    params=P,
    auto="cpu",
)


def steps_of(gradients, p, eps=1e-6):
    """The lengths of Adadelta's steps."""
    squares = steps = torch.zeros_like(gradients[0])
    keep, add = (p.rho, 1 - p.rho) if p.collects == "moving average" else (1, 1)  # Adagrad keeps all
    for g in gradients:
        squares = keep * squares + add * g**2  # E[g²] ← ρ E[g²] + (1 − ρ) g²
        step = (steps + eps).sqrt() / (squares + eps).sqrt() * g  # Δw = RMS(Δw) / RMS(g) · g
        steps = p.rho * steps + (1 - p.rho) * step**2  # E[Δw²] ← ρ E[Δw²] + (1 − ρ) Δw²
        yield step.abs().item()


def steps_by_torch(gradients, p):
    w = torch.zeros_like(gradients[:1], requires_grad=True)
    optimizer = torch.optim.Adadelta([w], lr=1.0, rho=p.rho)
    for g in gradients:
        before = w.item()
        w.grad = g.reshape(1).clone()
        optimizer.step()
        yield abs(w.item() - before)


@demo.shows(
    "adadelta",
    Predict(
        "The gradient stays the same. Compared with its 100th step, Adadelta's 1,000th step is …",
        {"a third as long": 0.316, "as long": 1, "several times as long": 3},
        measured="growth",
    ),
)
def never_dies(p, device, count=1000):
    """Under a constant gradient Adadelta's steps grow, where Adagrad's only shrink."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    constant = p.gradient * torch.ones(count, dtype=torch.float64, device=where)
    steps = list(steps_of(constant, p))
    yield Step(1, 3, {"last step": steps[-1]})
    by_torch = list(steps_by_torch(constant, p))
    yield Step(2, 3)
    t = torch.arange(1, count + 1, device=where)
    lines = [Line("Adadelta", t, steps), Line("Adagrad, η = 0.01", t, 0.01 / t.sqrt(), dashed=True)]
    text = f"Adadelta's steps grow from {steps[0]:.2g} to {steps[-1]:.2g}; Adagrad's fall like 1/√t."
    yield Figure("One gradient, again and again", lines, text, x="step", y="length of the step", log_x=True, log_y=True)
    larger = list(steps_of(100 * constant, p))
    yield Step(3, 3, {"with a gradient 100 times larger": larger[-1]})
    lines = [Line(f"gradient {p.gradient:g}", t, steps), Line(f"gradient {100 * p.gradient:g}", t, larger, dashed=True)]
    text = "A gradient a hundred times larger gives the same steps: its size cancels."
    yield Figure("The size of the gradient cancels", lines, text, x="step", y="length of the step")
    off = max(abs(a - b) for a, b in zip(steps, by_torch, strict=True))
    yield result(growth=steps[999] / steps[99], off=off)


@demo.claim(
    "Under a constant gradient step 1,000 is at least as long as step 100, and all steps are torch.optim.Adadelta's "
    "to 10⁻⁶",
    about="adadelta",
    breaks={"collects": "sum"},
)
def keeps_going(p, r):
    yield Check.above(r["growth"], 1, label="step 1,000 by step 100")
    yield Check.below(r["off"], 1e-6, label="off torch's by")


if __name__ == "__main__":
    demo.main()
