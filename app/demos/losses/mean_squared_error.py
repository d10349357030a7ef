"""Mean squared error: large errors count most, and the best single prediction is the mean.

Run it alone: python -m app.demos.losses.mean_squared_error --preset mean-squared-error
"""

from typing import Literal

import torch
from torch.nn import functional

from app.demos.contract import Bars, Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    power: Literal["2", "1"] = Choice("2", title="Power of the error")
    samples: int = Slider(50, 25, 500, step=25, title="Samples")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="regression-losses",
    title="Mean squared error",
    topic="losses",
    summary="Large errors count most, and the best single prediction is the mean.",
    params=P,
    auto="cpu",
)


def cost(error, power):
    return error.abs() ** int(power)  # e² for power 2


def best_constant(y, power, steps=80):
    """The constant with the lowest loss, by ternary search: the loss has one valley."""
    low, high = y.min(), y.max()
    for _ in range(steps):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if cost(y - a, power).mean() < cost(y - b, power).mean():
            high = b
        else:
            low = a
    return ((low + high) / 2).item()


@demo.shows(
    "mean-squared-error",
    Predict(
        "One prediction is off by 2, another by 10. Into the mean squared error the second puts …",
        {"5 times as much": 5, "25 times as much": 25, "100 times as much": 100},
        measured="times",
    ),
)
def mean_is_best(p, device):
    """Squared errors make the largest ones count most, and they are smallest in total around the mean."""
    where = "cpu" if device.type == "mps" else device  # MPS has no 64-bit numbers
    torch.manual_seed(p.seed)
    y = (-torch.rand(p.samples, dtype=torch.float64).log() * 4).to(where)  # skewed: many small, few large
    best = best_constant(y, p.power)
    yield Step(1, 2, {"best constant": best})
    predicted = torch.linspace(0, 12, 121, dtype=y.dtype, device=where)
    mse = torch.stack([cost(y - c, p.power).mean() for c in predicted])  # MSE = 1/n Σ (yᵢ − ŷᵢ)²
    by_torch = torch.stack([functional.mse_loss(c.expand_as(y), y) for c in predicted])
    two, ten = cost(torch.tensor([2.0, 10.0]), p.power).tolist()
    yield Step(2, 2, {"mean": y.mean().item()})
    text = f"The error of 2 costs {two:g}; the error of 10, five times as large, costs {ten:g}."
    names = ["error 2", "error 10"]
    bars = [Bars("size", names, [2, 10]), Bars(f"size to the power {p.power}", names, [two, ten])]
    yield Figure("What two errors cost", bars, text, y="cost")
    top = mse.max().item()
    lines = [Line("loss", predicted, mse), Line("by torch's mse_loss", predicted, by_torch, dashed=True)]
    lines += [Line("mean", [y.mean()] * 2, [0, top]), Line("median", [y.quantile(0.5)] * 2, [0, top])]
    text = f"The loss of always predicting c is lowest at c = {best:.3f}; the mean is {y.mean():.3f}."
    yield Figure("Which constant is best", lines, text, x="constant prediction c", y="mean loss")
    off = (mse / by_torch - 1).abs().max()
    yield result(times=ten / two, two=two, ten=ten, from_mean=abs(best - y.mean()), torch_off=off)


@demo.claim(
    "Errors of 2 and 10 cost 4 and 100, the best constant is the mean to 0.001, and F.mse_loss agrees to 10⁻⁷",
    about="mean-squared-error",
    breaks={"power": "1"},
)
def squares(p, r):
    yield Check.exactly(r["two"], 4, label="error 2 costs")
    yield Check.exactly(r["ten"], 100, label="error 10 costs")
    yield Check.below(r["from_mean"], 1e-3, label="best constant off the mean by")
    yield Check.below(r["torch_off"], 1e-7, label="off torch by")


if __name__ == "__main__":
    demo.main()
