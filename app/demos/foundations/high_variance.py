"""High variance: every data set gives another curve.

Run it alone: python -m app.demos.foundations.high_variance --preset high-variance
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    samples: int = Slider(30, 20, 100, step=5, title="Training samples")
    noise: float = Slider(0.3, 0.1, 0.5, step=0.1, title="Noise (standard deviation)")
    degree: int = Slider(9, 2, 9, step=1, title="Degree of the flexible model")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="polynomial-fit",
    title="High variance",
    topic="foundations",
    summary="Wrong in another way on every data set.",
    params=P,
    auto="cpu",
)


def powers(x, degree):
    """Legendre polynomials up to the degree, which span the same curves as 1, x, x², …"""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns, -1)


def many_fits(p, degree, samples, grid, sets=500):
    """The curves of many fits on the grid, each fitted to its own noise."""
    x = torch.linspace(-1, 1, samples, dtype=grid.dtype, device=grid.device)
    y = torch.sin(torch.pi * x)[:, None] + p.noise * torch.randn(samples, sets, dtype=grid.dtype).to(grid.device)
    return powers(grid, degree) @ torch.linalg.lstsq(powers(x, degree), y).solution


@demo.shows(
    "high-variance",
    Predict(
        "A polynomial of degree 9 gets four times the samples. The variance of its predictions …",
        {"stays as it is": 1, "halves": 0.5, "falls to about a quarter": 0.25},
        measured="with_more",
    ),
)
def different_every_time(p, device):
    """A flexible model follows the noise of each data set, so its predictions scatter from set to set."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    grid = torch.linspace(-1, 1, 201, dtype=torch.float64, device=where)
    torch.manual_seed(p.seed)
    stiff, flexible = (many_fits(p, degree, p.samples, grid) for degree in (1, p.degree))
    yield Step(1, 2, {"variance": flexible.var(1).mean().item()})
    with_more = many_fits(p, p.degree, 4 * p.samples, grid)
    yield Step(2, 2, {"with four times the samples": with_more.var(1).mean().item()})
    truth = torch.sin(torch.pi * grid)
    lines = [Line("truth", grid, truth)] + [Line(f"fit {i + 1}", grid, flexible[:, i], dashed=True) for i in range(3)]
    text = "Three fits to different samples of the same truth: each follows the noise of its own samples."
    yield Figure(f"Degree {p.degree}: every data set another curve", lines, text, x="x", y="y")
    lines = [Line("degree 1", grid, stiff.std(1)), Line(f"degree {p.degree}", grid, flexible.std(1))]
    lines.append(Line(f"degree {p.degree}, 4 × samples", grid, with_more.std(1)))
    text = "The scatter of the fits is larger for the flexible model, largest at the ends, and halved by more samples."
    marks = [*lines, Level("noise", p.noise)]
    yield Figure("Scatter of 500 fits", marks, text, x="x", y="standard deviation")
    # Var f̂(x), as a mean over x: how far single fits lie from the average one.
    variance = [curves.var(1).mean() for curves in (stiff, flexible, with_more)]
    yield result(times=variance[1] / variance[0], with_more=variance[2] / variance[1])


@demo.claim(
    "The variance of degree 9 is more than three times that of degree 1",
    about="high-variance",
    breaks={"degree": 2},
    when=lambda p: p.degree in (2, 9),
)
def flexible_scatters(p, r):
    return Check.above(r["times"], 3, label="times")


if __name__ == "__main__":
    demo.main()
