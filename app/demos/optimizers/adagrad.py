"""Adagrad: every step is divided by all that came before.

Run it alone: python -m app.demos.optimizers.adagrad --preset adagrad
"""

from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    rate: float = Slider(0.1, 0.01, 1, step=0.01, title="Learning rate η")
    gradient: float = Slider(1, 0.01, 100, title="Size of the gradient")
    collects: Literal["sum", "moving average"] = Choice("sum", title="Squared gradients are kept as")


demo = Demo(
    id="optimizers",
    title="Adagrad",
    topic="optimizers",
    summary="The more a weight has moved, the smaller its steps become, for ever.",
    params=P,
    auto="cpu",
)


def steps_of(gradients, p):
    """The lengths of Adagrad's steps."""
    collected = torch.zeros_like(gradients[0])
    keep, add = (1, 1) if p.collects == "sum" else (0.99, 0.01)
    for g in gradients:
        collected = keep * collected + add * g**2  # G ← G + g²
        yield (p.rate * g / (collected.sqrt() + 1e-10)).abs().item()  # Δw = η g / √G


def steps_by_torch(gradients, p):
    w = torch.zeros_like(gradients[:1], requires_grad=True)
    optimizer = torch.optim.Adagrad([w], lr=p.rate)
    for g in gradients:
        before = w.item()
        w.grad = g.reshape(1).clone()
        optimizer.step()
        yield abs(w.item() - before)


@demo.shows(
    "adagrad",
    Predict(
        "The gradient stays the same. How long is Adagrad's 100th step, compared with its first?",
        {"as long": 1, "a tenth": 0.1, "a hundredth": 0.01},
        measured="hundredth",
    ),
)
def ever_shorter(p, device, count=1000):
    """Under a constant gradient the steps shrink like 1/√t, whatever the gradient's size."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    constant = p.gradient * torch.ones(count, dtype=torch.float64, device=where)
    steps = list(steps_of(constant, p))
    yield Step(1, 3, {"last step": steps[-1]})
    by_torch = list(steps_by_torch(constant, p))
    yield Step(2, 3)
    t = torch.arange(1, count + 1, device=where)
    lines = [
        Line("Adagrad", t, steps),
        Line("η / √t", t, p.rate / t.sqrt(), dashed=True),
        Line("SGD with that rate", t, p.rate * constant),
    ]
    text = f"Adagrad's steps fall from {steps[0]:.2g} to {steps[-1]:.2g} along η/√t; those of SGD stay as they are."
    yield Figure(
        "One gradient, again and again", lines, text, x="step t", y="length of the step", log_x=True, log_y=True
    )
    # Half-way the gradient becomes ten times smaller: the sum does not forget.
    changing = torch.cat([constant[:300], constant[:300] / 10])
    later = list(steps_of(changing, p))
    yield Step(3, 3, {"after the change": later[-1]})
    lines = [Line("gradient, by its first value", range(600), changing / p.gradient)]
    lines.append(Line("step, by η", range(600), [step / p.rate for step in later]))
    text = "When the gradient shrinks, the steps shrink with it, because the sum still holds the large ones."
    yield Figure("The sum does not forget", lines, text, x="step", y="relative size", log_y=True)
    off = max(abs(step / p.rate * (i + 1) ** 0.5 - 1) for i, step in enumerate(steps))
    off_torch = max(abs(a - b) for a, b in zip(steps, by_torch, strict=True))
    yield result(hundredth=steps[99] / steps[0], off=off, off_torch=off_torch)


@demo.claim(
    "Under a constant gradient step t has the length η/√t, to 10⁻⁴ of itself, and equals torch.optim.Adagrad's",
    about="adagrad",
    breaks={"collects": "moving average"},
)
def one_by_root_t(p, r):
    yield Check.below(r["off"], 1e-4, label="off η/√t by")
    yield Check.below(r["off_torch"], 1e-6, label="off torch's by")


if __name__ == "__main__":
    demo.main()
