"""Adam: a mean of the gradients, divided by their size, and both corrected for having started at zero.

Run it alone: python -m app.demos.optimizers.adam --preset adam
"""

from math import log10

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, Switch, result


class P(Params):
    rate: float = Slider(0.001, 0.0001, 0.1, title="Learning rate η")
    bias_correction: bool = Switch(True, title="Bias correction")


demo = Demo(
    id="optimizers",
    title="Adam",
    topic="optimizers",
    summary="The size of the gradient cancels, so every step is about as long as the learning rate.",
    params=P,
    auto="cpu",
)


def adam(gradients, rate, bias_correction=True, b1=0.9, b2=0.999, eps=1e-8):
    """Adam's steps for a stream of gradients."""
    m = v = torch.zeros_like(gradients[0])
    for t, g in enumerate(gradients, 1):
        m = b1 * m + (1 - b1) * g  # first moment: m ← β₁ m + (1 − β₁) g
        v = b2 * v + (1 - b2) * g**2  # second moment: v ← β₂ v + (1 − β₂) g²
        m_hat, v_hat = (m / (1 - b1**t), v / (1 - b2**t)) if bias_correction else (m, v)
        yield (rate * m_hat / (v_hat.sqrt() + eps)).item()  # Δw = η m̂ / (√v̂ + ε)


def by_torch(gradients, rate):
    w = torch.zeros_like(gradients[:1], requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=rate)
    for g in gradients:
        before = w.item()
        w.grad = g.reshape(1).clone()
        optimizer.step()
        yield before - w.item()


@demo.shows(
    "adam",
    Predict(
        "One gradient is a million times larger than another. Adam's first step with it is …",
        {"as long": 0, "1,000 times as long": 3, "a million times as long": 6},
        measured="spread",
    ),
)
def size_cancels(p, device):
    """The first step has the length of the learning rate, for small gradients and for large ones."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    sizes = torch.logspace(-3, 3, 25, dtype=torch.float64, device=where)
    first = torch.tensor([next(adam([g], p.rate, p.bias_correction)) for g in sizes])
    without = torch.tensor([next(adam([g], p.rate, False)) for g in sizes])
    yield Step(1, 3, {"first step by η": first[0].item() / p.rate})
    lines = [Line("Adam", sizes, first), Line("without bias correction", sizes, without, dashed=True)]
    lines.append(Line("SGD", sizes, p.rate * sizes))
    text = f"Adam's first step is {first[0]:.2g} for every gradient from 0.001 to 1,000; that of SGD grows with it."
    yield Figure("The first step", lines, text, x="gradient", y="length of the step", log_x=True, log_y=True)
    constant = torch.ones(200, dtype=torch.float64, device=where)
    with_it, without_it = list(adam(constant, p.rate, p.bias_correction)), list(adam(constant, p.rate, False))
    yield Step(2, 3)
    marks = [Line("Adam", range(1, 201), [s / p.rate for s in with_it])]
    marks.append(Line("without bias correction", range(1, 201), [s / p.rate for s in without_it], dashed=True))
    text = "With bias correction all steps have the learning rate's length; without it the early ones are too long."
    yield Figure("A constant gradient", [*marks, Level("η", 1)], text, x="step", y="length of the step, by η")
    torch.manual_seed(0)
    noisy = 0.1 + torch.randn(200, dtype=torch.float64).to(where)
    ours, theirs = list(adam(noisy, p.rate, p.bias_correction)), list(by_torch(noisy, p.rate))
    yield Step(3, 3)
    lines = [
        Line("gradient", range(1, 101), noisy[:100]),
        Line("Adam's step, by η", range(1, 101), [s / p.rate for s in ours[:100]]),
    ]
    text = "Where the gradients are mostly noise, they average out and Adam's steps become short."
    yield Figure("Noisy gradients", lines, text, x="step", y="relative size")
    off = max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / p.rate
    by_rate = first / p.rate
    yield result(
        least=by_rate.min(),
        most=by_rate.max(),
        uncorrected=without[-1] / p.rate,
        spread=log10(first[-1] / first[0]),
        off=off,
    )


@demo.claim(
    "The first step has the length η, within 0.1 %, for gradients from 10⁻³ to 10³; without bias correction 3.16 η; "
    "200 steps equal torch.optim.Adam's",
    about="adam",
    breaks={"bias_correction": False},
)
def length_of_eta(p, r):
    yield Check.near(r["least"], 1, within=1e-3, label="least")
    yield Check.near(r["most"], 1, within=1e-3, label="most")
    yield Check.near(r["uncorrected"], 10**0.5, within=0.01, label="without correction")
    yield Check.below(r["off"], 1e-6, label="off torch's by")


if __name__ == "__main__":
    demo.main()
