"""Mean absolute error: every unit of error costs the same, and the best single prediction is the median.

Run it alone: python -m app.demos.losses.mean_absolute_error --preset mean-absolute-error
"""

from typing import Literal

import torch
from torch.nn import functional

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    loss: Literal["absolute", "squared"] = Choice("absolute", title="Loss to minimise")
    skew: float = Slider(1, 0.9, 1.5, step=0.1, title="How skewed the samples are")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="regression-losses",
    title="Mean absolute error",
    topic="losses",
    summary="Every unit of error costs the same, and the best single prediction is the median.",
    params=P,
    auto="cpu",
)

LOSSES = {"absolute": lambda e: e.abs(), "squared": lambda e: e**2}


def descend(y, loss, steps=4000):
    """The constant with the lowest loss, by gradient descent with ever smaller steps."""
    c = y.max()
    for step in range(steps):
        slope = (c - y).sign().mean() if loss == "absolute" else 2 * (c - y).mean()  # d|e|/de = sign(e), de²/de = 2e
        c = c - 2 * 0.997**step * slope.clamp(-1, 1)
    return c.item()


@demo.shows(
    "mean-absolute-error",
    Predict(
        "Most samples are small, a few are large. The constant with the lowest mean absolute error lies …",
        {"below the mean": -1, "at the mean": 0, "above the mean": 1},
        measured="side",
    ),
)
def median_is_best(p, device):
    """Absolute errors all pull with the same force, so the best constant has half of the samples on each side."""
    where = "cpu" if device.type == "mps" else device  # MPS has no 64-bit numbers
    torch.manual_seed(p.seed)
    y = (p.skew * torch.randn(401, dtype=torch.float64)).exp().to(where)  # log-normal: like incomes
    best = descend(y, p.loss)
    yield Step(1, 2, {"best constant": best})
    median, mean = y.median().item(), y.mean().item()
    grid = torch.linspace(0, 2 * mean, 121, dtype=y.dtype, device=where)
    mae = torch.stack([(y - c).abs().mean() for c in grid])  # MAE = 1/n Σ |yᵢ − ŷᵢ|
    by_torch = torch.stack([functional.l1_loss(c.expand_as(y), y) for c in grid])
    yield Step(2, 2, {"median": median, "mean": mean})
    low, high = mae.min().item(), mae.max().item()
    seen = y[y < grid[-1]]
    marks = [Line("mean absolute error", grid, mae), Line("median", [median] * 2, [low * 0.9, high])]
    marks += [Line("mean", [mean] * 2, [low * 0.9, high]), Points("samples", seen, [low * 0.85] * len(seen))]
    text = f"The mean absolute error is lowest at the median, {median:.2f}; the mean, {mean:.2f}, lies above it."
    yield Figure("The best constant is the median", marks, text, x="constant prediction c", y="loss")
    errors = torch.linspace(-3, 3, 201)
    lines = [Line("absolute error", errors, errors.sign()), Line("squared error", errors, 2 * errors)]
    text = "The absolute error pulls with force 1 from either side; the squared error pulls harder the larger it is."
    yield Figure("How hard an error pulls", lines, text, x="error ŷ − y", y="gradient")
    side = (best - mean) / (mean - median)  # −1 at the median, 0 at the mean
    yield result(off=abs(best - median), apart=mean - median, side=side, torch_off=(mae - by_torch).abs().max())


@demo.claim(
    "The constant with the lowest mean absolute error is the median to 0.001, where the mean lies > 0.2 above it",
    about="mean-absolute-error",
    breaks={"loss": "squared"},
)
def median(p, r):
    yield Check.below(r["off"], 1e-3, label="off the median by")
    yield Check.above(r["apart"], 0.2, label="mean − median")
    yield Check.below(r["torch_off"], 1e-12, label="off torch by")


if __name__ == "__main__":
    demo.main()
