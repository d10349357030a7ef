"""Batch size: the mean of more samples is a less noisy gradient, but four times as many only halve the noise.

Run it alone: python -m app.demos.foundations.batch_size --preset batch-size
"""

from math import log

import torch

from app.demos.contract import Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, Switch, result

SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256]


class P(Params):
    noise: float = Slider(1, 0.2, 3, step=0.2, title="Noise in the data")
    copies: bool = Switch(False, title="Fill each batch with copies of one sample")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="training-loop",
    title="Batch size",
    topic="foundations",
    summary="How noisy the gradient of a batch is.",
    params=P,
    auto="cpu",
)


@demo.shows(
    "batch-size",
    Predict(
        "A batch four times as large costs four times as much. The noise of its gradient is …",
        {"a quarter": 0.25, "half": 0.5, "the same": 1},
        measured="four_times_larger",
    ),
)
def noise_of_the_gradient(p, device, draws=2000):
    """A larger batch gives a gradient closer to that of all samples, with the square root of its size."""
    torch.manual_seed(p.seed)
    x = torch.randn(4096).to(device)
    y = 2 * x + p.noise * torch.randn(4096).to(device)
    each = 2 * (0 * x - y) * x  # ∂L/∂w of every sample for y ≈ w x, at w = 0
    spreads, clouds = [], {}
    for done, size in enumerate(SIZES, 1):
        chosen = torch.randint(4096, (draws, 1 if p.copies else size)).to(device)
        gradients = each[chosen].mean(1)  # the gradient of a batch: the mean over its samples
        spreads.append(gradients.std().item())
        clouds[size] = gradients[:40]
        yield Step(done, len(SIZES), {"standard deviation": spreads[-1]})
    ideal = [spreads[0] / size**0.5 for size in SIZES]  # σ / √B
    lines = [Line("measured", SIZES, spreads), Line("1/√B", SIZES, ideal, dashed=True)]
    text = (
        f"From batches of 1 to batches of 256 the standard deviation falls from {spreads[0]:.2g} to {spreads[-1]:.2g}."
    )
    yield Figure("Noise of the gradient", lines, text, x="batch size B", y="standard deviation", log_x=True, log_y=True)
    marks = [Points(f"batch of {size}", range(1, 41), clouds[size], group=k) for k, size in enumerate((1, 16, 256))]
    marks.append(Line("all samples", [1, 40], [each.mean()] * 2, dashed=True))
    text = "Forty gradients each: those of single samples scatter widely, those of 256 samples lie near the true one."
    yield Figure("Forty batches of each size", marks, text, x="batch", y="gradient")
    logs = torch.tensor([[log(size), log(spread)] for size, spread in zip(SIZES, spreads, strict=True)])
    centred = logs - logs.mean(0)
    slope = (centred[:, 0] * centred[:, 1]).sum() / (centred[:, 0] ** 2).sum()  # the line's slope, by least squares
    yield result(slope=slope, four_times_larger=spreads[4] / spreads[2])


@demo.claim(
    "The gradient's standard deviation falls as B to the power −0.5 ± 0.05",
    about="batch-size",
    breaks={"copies": True},
)
def square_root(p, r):
    return Check.near(r["slope"], -0.5, within=0.05, label="slope in the log-log plot")


if __name__ == "__main__":
    demo.main()
