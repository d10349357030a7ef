"""Squared bias, variance and noise, measured one by one, add up to the test error.

Run it alone: python -m app.demos.foundations.bias_variance --preset bias-variance-tradeoff
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, Switch, result

DEGREES = range(1, 10)


class P(Params):
    samples: int = Slider(30, 20, 100, step=5, title="Training samples")
    noise: float = Slider(0.3, 0.1, 0.5, step=0.1, title="Noise (standard deviation)")
    fresh: bool = Switch(True, title="Test on new samples")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="polynomial-fit",
    title="Bias and variance",
    topic="foundations",
    summary="Two ways to be wrong: in the same way every time, or differently every time.",
    params=P,
    auto="cpu",
)


def truth(x):
    return torch.sin(torch.pi * x)[:, None]


def powers(x, degree):
    """Legendre polynomials up to the degree, which span the same curves as 1, x, x², …"""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns, -1)


@demo.shows(
    "bias-variance-tradeoff",
    Predict(
        "Polynomials of degree 1 to 9 are fitted to 30 noisy points of a sine. The lowest test error has degree …",
        {"1": 1, "about 4": 4, "9": 9},
        measured="best",
    ),
)
def add_up(p, device, sets=500):
    """Flexible models trade bias for variance; squared bias, variance and noise add up to the test error."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    x, grid = (torch.linspace(-1, 1, n, dtype=torch.float64, device=where) for n in (p.samples, 201))
    bias2, variance, measured = [], [], []
    for degree in DEGREES:
        y, new_y = (truth(at) + p.noise * torch.randn(len(at), sets, dtype=at.dtype).to(where) for at in (x, grid))
        w = torch.linalg.lstsq(powers(x, degree), y).solution  # 500 fits, each to its own noise
        fits = powers(grid, degree) @ w
        bias2.append((fits.mean(1) - truth(grid)[:, 0]).square().mean().item())  # (average fit − truth)²
        variance.append(fits.var(1).mean().item())  # how far single fits lie from the average one
        errors = fits - new_y if p.fresh else powers(x, degree) @ w - y
        measured.append(errors.square().mean().item())
        yield Step(degree, len(DEGREES), {"squared bias": bias2[-1], "variance": variance[-1]})
    sums = [b + v + p.noise**2 for b, v in zip(bias2, variance, strict=True)]  # bias² + variance + σ²
    best = DEGREES[measured.index(min(measured))]
    lines = [Line("bias²", DEGREES, bias2), Line("variance", DEGREES, variance)]
    lines.append(Line("test error − noise", DEGREES, [error - p.noise**2 for error in measured]))
    text = f"The squared bias falls with the degree, the variance rises; the test error is lowest at degree {best}."
    yield Figure("Bias against variance", lines, text, x="degree", y="mean squared error", log_y=True)
    names = [f"{degree}" for degree in DEGREES]
    bars = [Bars("bias² + variance + noise", names, sums), Bars("measured", names, measured)]
    text = "The three parts add up to the measured error for every degree."
    yield Figure("The sum and the measured error", bars, text, x="degree", y="mean squared error")
    yield result(off=max(abs(got / want - 1) for got, want in zip(measured, sums, strict=True)), best=best)


@demo.claim(
    "Squared bias + variance + noise equals the measured test error within 5 % for every degree from 1 to 9",
    about="bias-variance-tradeoff",
    breaks={"fresh": False},
)
def sum_of_parts(p, r):
    return Check.below(r["off"], 0.05, label="largest relative difference")


if __name__ == "__main__":
    demo.main()
