"""High bias: even the average of many fits misses the truth.

Run it alone: python -m app.demos.foundations.high_bias --preset high-bias
"""

from typing import Literal

import torch

from app.demos.contract import Bars, Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    samples: int = Slider(30, 20, 100, step=5, title="Training samples")
    noise: float = Slider(0.3, 0.1, 0.5, step=0.1, title="Noise (standard deviation)")
    truth: Literal["sine", "straight line"] = Choice("sine", title="The data follow a")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="polynomial-fit",
    title="High bias",
    topic="foundations",
    summary="Wrong in the same way on every data set.",
    params=P,
    auto="cpu",
)


def target(x, p):
    return torch.sin(torch.pi * x) if p.truth == "sine" else x


def powers(x, degree):
    """Legendre polynomials up to the degree, which span the same curves as 1, x, x², …"""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns, -1)


def many_fits(p, degree, samples, grid, sets=500):
    """The curves of many fits on the grid, each fitted to its own noise."""
    x = torch.linspace(-1, 1, samples, dtype=grid.dtype, device=grid.device)
    y = target(x, p)[:, None] + p.noise * torch.randn(samples, sets, dtype=grid.dtype).to(grid.device)
    return powers(grid, degree) @ torch.linalg.lstsq(powers(x, degree), y).solution


def squared_bias(curves, p, grid):
    return (curves.mean(1) - target(grid, p)).square().mean().item()  # (average fit − truth)², as a mean over x


def fan(title, p, grid, curves):
    """The truth, the average of all fits, and two single ones."""
    lines = [Line("truth", grid, target(grid, p)), Line("average of 500", grid, curves.mean(1))]
    lines += [Line(f"fit {i + 1}", grid, curves[:, i], dashed=True) for i in range(2)]
    text = "The truth, the average of 500 fits, and two fits to different samples of the same truth."
    return Figure(title, lines, text, x="x", y="y")


@demo.shows(
    "high-bias",
    Predict(
        "A straight line is fitted to a sine. With ten times the samples its squared bias …",
        {"falls to a tenth": 0.1, "halves": 0.5, "stays as it is": 1},
        measured="with_more",
    ),
)
def wrong_on_average(p, device):
    """Even the average of many fits misses the truth, and more data do not help."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    grid = torch.linspace(-1, 1, 201, dtype=torch.float64, device=where)
    torch.manual_seed(p.seed)
    stiff, flexible = (many_fits(p, degree, p.samples, grid) for degree in (1, 5))
    yield Step(1, 2, {"squared bias of degree 1": squared_bias(stiff, p, grid)})
    with_more = many_fits(p, 1, 10 * p.samples, grid)
    yield Step(2, 2, {"with ten times the samples": squared_bias(with_more, p, grid)})
    yield fan("Degree 1: the average misses the truth", p, grid, stiff)
    yield fan("Degree 5: the average meets it", p, grid, flexible)
    names = ["degree 1", "degree 1, 10 × samples", "degree 5"]
    bias = [squared_bias(curves, p, grid) for curves in (stiff, with_more, flexible)]
    text = f"Degree 1 has {bias[0]:.2g}, with ten times the samples {bias[1]:.2g}, degree 5 has {bias[2]:.1g}."
    yield Figure("Squared bias", [Bars("squared bias", names, bias)], text, y="squared bias")
    yield result(times=bias[0] / bias[2], with_more=bias[1] / bias[0])


@demo.claim(
    "The squared bias of degree 1 is more than ten times that of degree 5",
    about="high-bias",
    breaks={"truth": "straight line"},
)
def stiff_is_biased(p, r):
    return Check.above(r["times"], 10, label="times")


if __name__ == "__main__":
    demo.main()
