"""The exponential moving average: one number that remembers a whole past, fading.

Run it alone: python -m app.demos.optimizers.moving_average --preset exponential-moving-average
"""

from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    beta: float = Slider(0.9, 0.5, 0.98, step=0.01, title="Memory β")
    average: Literal["exponential", "of all so far"] = Choice("exponential", title="Average")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="optimizers",
    title="Exponential moving average",
    topic="optimizers",
    summary="Old values fade by the same share at every step.",
    params=P,
    auto="cpu",
)


def averaged(values, p):
    """The average after every value of each row."""
    m, out = torch.zeros_like(values[:, 0]), []
    for t, x in enumerate(values.T, 1):
        keep = p.beta if p.average == "exponential" else (t - 1) / t
        m = keep * m + (1 - keep) * x  # m ← β m + (1 − β) x
        out.append(m)
    return torch.stack(out, 1)


@demo.shows(
    "exponential-moving-average",
    Predict(
        "White noise goes through a moving average with β = 0.9. What is left of its variance?",
        {"a twentieth": 0.053, "half": 0.5, "nine tenths": 0.9},
        measured="variance",
    ),
)
def fading_past(p, device, rows=20_000, steps=300):
    """Each step keeps the share β of the past, so a value k steps ago still counts (1 − β) βᵏ."""
    where = "cpu" if device.type == "mps" else device  # weights of 10⁻⁶ and less take 64 bits, which MPS does not have
    impulses = torch.eye(steps, dtype=torch.float64).to(where)  # a single 1, once at every place
    weights = averaged(impulses, p)[:, -1].flip(0)  # what a value k steps ago adds to the average
    k = torch.arange(steps, device=where)
    formula = (1 - p.beta) * p.beta ** k.double()
    yield Step(1, 3, {"off by": (weights - formula).abs().max().item()})
    torch.manual_seed(p.seed)
    noise = torch.randn(rows, steps).to(where)
    variance = averaged(noise, p)[:, -1].var()  # of the last value, over all rows
    yield Step(2, 3, {"variance left": variance.item()})
    shown = range(60)
    lines = [Line("measured", shown, weights[:60]), Line("(1 − β) βᵏ", shown, formula[:60], dashed=True)]
    text = f"The newest value counts {weights[0]:.2g}, and each older one {p.beta:g} times the one after it."
    yield Figure("How much the past counts", lines, text, x="steps ago, k", y="weight")
    t = torch.arange(120)
    signal = (t >= 60).double()  # a step up, in noise
    noisy = signal + 0.4 * torch.randn(120, dtype=torch.float64)
    smooth = averaged(noisy[None], p)[0]
    yield Step(3, 3)
    marks = [Points("values", t, noisy), Line("moving average", t, smooth), Line("signal", t, signal, dashed=True)]
    text = "The moving average is smoother than the values, and follows a sudden change with a delay."
    yield Figure("Smoother, and later", marks, text, x="step", y="value")
    yield result(off=(weights - formula).abs().max(), variance=variance)


@demo.claim(
    "A value k steps ago counts (1 − β) βᵏ, to 10⁻⁶, and of white noise's variance (1 − β)/(1 + β) is left (within "
    "10 %)",
    about="exponential-moving-average",
    breaks={"average": "of all so far"},
)
def fades_by_beta(p, r):
    yield Check.below(r["off"], 1e-6, label="off by")
    yield Check.near(r["variance"] * (1 + p.beta) / (1 - p.beta), 1, within=0.1, label="variance, by the formula's")


if __name__ == "__main__":
    demo.main()
