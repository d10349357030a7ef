"""RMSProp: steps in units of the recent gradients, of which the old ones are forgotten.

Run it alone: python -m app.demos.optimizers.rmsprop --preset rmsprop
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    alpha: float = Slider(0.99, 0.9, 0.9999, title="Memory α")
    rate: float = Slider(0.01, 0.001, 0.1, title="Learning rate η")
    gradient: float = Slider(1, 0.01, 100, title="Size of the gradient")


demo = Demo(
    id="optimizers",
    title="RMSProp",
    topic="optimizers",
    summary="Divided by their own recent size, all gradients make steps of about the learning rate.",
    params=P,
    auto="cpu",
)


def rmsprop(gradients, p):
    mean = torch.zeros_like(gradients[0])
    for g in gradients:
        mean = p.alpha * mean + (1 - p.alpha) * g**2  # E[g²] ← α E[g²] + (1 − α) g²
        yield (p.rate * g / (mean.sqrt() + 1e-8)).abs().item()  # Δw = η g / √E[g²]


def adagrad(gradients, p):
    total = torch.zeros_like(gradients[0])
    for g in gradients:
        total = total + g**2  # all of them, for ever
        yield (p.rate * g / total.sqrt()).abs().item()


def by_torch(gradients, p):
    w = torch.zeros_like(gradients[:1], requires_grad=True)
    optimizer = torch.optim.RMSprop([w], lr=p.rate, alpha=p.alpha)
    for g in gradients:
        before = w.item()
        w.grad = g.reshape(1).clone()
        optimizer.step()
        yield abs(w.item() - before)


@demo.shows(
    "rmsprop",
    Predict(
        "The gradient stays the same. After 1,000 steps, RMSProp's step is how many times as long as Adagrad's?",
        {"as long": 1, "about 30 times": 31.6, "about 1,000 times": 1000},
        measured="by_adagrad",
    ),
)
def forgets(p, device, count=1000):
    """A moving average of squared gradients lets the step settle at the learning rate instead of dying away."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    constant = p.gradient * torch.ones(count, dtype=torch.float64, device=where)
    ours, other = list(rmsprop(constant, p)), list(adagrad(constant, p))
    yield Step(1, 3, {"last step by η": ours[-1] / p.rate})
    off = max(abs(a - b) for a, b in zip(ours, by_torch(constant, p), strict=True))
    yield Step(2, 3)
    t = torch.arange(1, count + 1, device=where)
    marks = [
        Line("RMSProp", t, ours), Line("Adagrad", t, other), Level("learning rate", p.rate),
    ]  # fmt: skip
    text = f"RMSProp's step settles at {ours[-1]:.3g}, the learning rate; Adagrad's has fallen to {other[-1]:.2g}."
    yield Figure("One gradient, again and again", marks, text, x="step", y="length of the step", log_x=True, log_y=True)
    changing = torch.cat([constant[:300], constant[:600] / 10])
    lines = [
        Line(name, range(900), [step / p.rate for step in rule(changing, p)])
        for name, rule in (("RMSProp", rmsprop), ("Adagrad", adagrad))
    ]
    yield Step(3, 3)
    text = "At step 300 the gradient becomes ten times smaller; RMSProp's steps recover once the average has forgotten."
    yield Figure("After a change", lines, text, x="step", y="length of the step, by η", log_y=True)
    yield result(last=ours[-1] / p.rate, adagrad=other[-1] / p.rate, by_adagrad=ours[-1] / other[-1], off=off)


@demo.claim(
    "Under a constant gradient the step tends to η, within 1 % at step 1,000, where Adagrad's is η/31.6; torch agrees",
    about="rmsprop",
    breaks={"alpha": 0.9999},
)
def settles_at_the_rate(p, r):
    yield Check.near(r["last"], 1, within=0.01, label="step by η")
    yield Check.near(r["adagrad"], 1000**-0.5, within=1e-3, label="Adagrad's")
    yield Check.below(r["off"], 1e-6, label="off torch's by")


if __name__ == "__main__":
    demo.main()
