"""Bias and variance: the error of the average fit, and how much single fits scatter around it.

Run it alone: python -m app.demos.foundations.bias_variance --preset bias-variance-tradeoff
"""

from typing import Literal

import torch

from app.demos.contract import (
    Bars,
    Check,
    Choice,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)

DEGREES = range(1, 10)
SETS = 500


class P(Params):
    samples: int = Slider(30, 20, 100, step=5, title="Training samples")
    noise: float = Slider(0.3, 0.1, 0.5, step=0.1, title="Noise (standard deviation)")
    fresh: bool = Switch(True, title="Test on new samples", shown_for=["bias-variance-tradeoff"])
    truth: Literal["sine", "straight line"] = Choice("sine", title="The data follow a", shown_for=["high-bias"])
    degree: int = Slider(9, 2, 9, step=1, title="Degree of the flexible model", shown_for=["high-variance"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="polynomial-fit",
    title="Bias and variance",
    topic="foundations",
    summary="Two ways to be wrong: in the same way every time, or differently every time.",
    params=P,
    auto="cpu",
)

GRID = torch.linspace(-1, 1, 201, dtype=torch.float64)


def target(x, p):
    return torch.sin(torch.pi * x) if p.truth == "sine" else x


def powers(x, degree):
    """Legendre polynomials up to the degree, which span the same curves as 1, x, x², …"""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns, -1)


def many_fits(p, degree, samples):
    """500 fits, each to its own noise: the curves on the grid, and the error on the samples they were fitted to."""
    x = torch.linspace(-1, 1, samples, dtype=torch.float64)
    y = target(x, p)[:, None] + p.noise * torch.randn(samples, SETS, dtype=torch.float64)
    w = torch.linalg.lstsq(powers(x, degree), y).solution
    return powers(GRID, degree) @ w, (powers(x, degree) @ w - y).square().mean().item()


def decompose(curves, p):
    """Squared bias, variance, and the error on new samples, each as a mean over the grid."""
    f = target(GRID, p)
    bias2 = (curves.mean(1) - f).square().mean().item()  # (average fit − truth)²
    variance = curves.var(1).mean().item()  # how far single fits lie from the average one
    new = f[:, None] + p.noise * torch.randn(len(GRID), SETS, dtype=torch.float64)
    return bias2, variance, (curves - new).square().mean().item()


def fan(title, p, degree, curves):
    """The truth, the average of all fits, and two single ones."""
    lines = [Line("truth", GRID, target(GRID, p)), Line("average of 500", GRID, curves.mean(1))]
    lines += [Line("single fits" if i == 0 else f"fit {i + 1}", GRID, curves[:, i], dashed=True) for i in range(2)]
    text = f"Fits of degree {degree} to different samples of the same truth, with their average."
    return Figure(title, lines, text, x="x", y="y")


# ------------------------------------------------------------------- bias-variance trade-off: they add up to the error


@demo.shows(
    "bias-variance-tradeoff",
    Predict(
        "Polynomials of degree 1 to 9 are fitted to 30 noisy points of a sine. The lowest test error has degree …",
        {"1": 1, "about 4": 4, "9": 9},
        measured="best",
    ),
)
def add_up(p, device):
    """Flexible models trade bias for variance; squared bias, variance and noise add up to the test error."""
    torch.manual_seed(p.seed)
    parts, measured = {}, {}
    for degree in DEGREES:
        curves, on_training = many_fits(p, degree, p.samples)
        bias2, variance, test = decompose(curves, p)
        parts[degree], measured[degree] = (bias2, variance), test if p.fresh else on_training
        yield Step(degree, len(DEGREES), {"squared bias": bias2, "variance": variance})
    sums = {degree: bias2 + variance + p.noise**2 for degree, (bias2, variance) in parts.items()}
    lines = [Line(name, DEGREES, [pair[i] for pair in parts.values()]) for i, name in enumerate(["bias²", "variance"])]
    lines.append(Line("test error − noise", DEGREES, [error - p.noise**2 for error in measured.values()]))
    best = min(measured, key=measured.get)
    text = f"The squared bias falls with the degree, the variance rises; the test error is lowest at degree {best}."
    yield Figure("Bias against variance", lines, text, x="degree", y="mean squared error", log_y=True)
    names = [f"{degree}" for degree in DEGREES]
    bars = [Bars("bias² + variance + noise", names, sums.values()), Bars("measured", names, measured.values())]
    text = "The three parts add up to the measured error for every degree."
    yield Figure("The sum and the measured error", bars, text, x="degree", y="mean squared error")
    yield result(off=max(abs(measured[d] / sums[d] - 1) for d in DEGREES), best=best)


@demo.claim(
    "Squared bias + variance + noise equals the measured test error within 5 % for every degree from 1 to 9",
    about="bias-variance-tradeoff",
    breaks={"fresh": False},
)
def sum_of_parts(p, r):
    return Check.below(r["off"], 0.05, label="largest relative difference")


# ---------------------------------------------------------------------------------- high bias: wrong on average


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
    torch.manual_seed(p.seed)
    curves = {degree: many_fits(p, degree, p.samples)[0] for degree in (1, 5)}
    bias = {degree: decompose(each, p)[0] for degree, each in curves.items()}
    yield Step(1, 2, {"squared bias of degree 1": bias[1]})
    more = decompose(many_fits(p, 1, 10 * p.samples)[0], p)[0]
    yield Step(2, 2, {"with ten times the samples": more})
    yield fan("Degree 1: the average misses the truth", p, 1, curves[1])
    yield fan("Degree 5: the average meets it", p, 5, curves[5])
    names = ["degree 1", "degree 1, 10 × samples", "degree 5"]
    text = (
        f"Squared bias {bias[1]:.2g} for degree 1, {more:.2g} with ten times the samples, {bias[5]:.1g} for degree 5."
    )
    yield Figure("Squared bias", [Bars("squared bias", names, [bias[1], more, bias[5]])], text, y="squared bias")
    yield result(times=bias[1] / bias[5], with_more=more / bias[1])


@demo.claim(
    "The squared bias of degree 1 is more than ten times that of degree 5",
    about="high-bias",
    breaks={"truth": "straight line"},
)
def stiff_is_biased(p, r):
    return Check.above(r["times"], 10, label="times")


# ------------------------------------------------------------------------------ high variance: different every time


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
    torch.manual_seed(p.seed)
    curves = {degree: many_fits(p, degree, p.samples)[0] for degree in (1, p.degree)}
    variance = {degree: decompose(each, p)[1] for degree, each in curves.items()}
    yield Step(1, 2, {"variance": variance[p.degree]})
    more = decompose(many_fits(p, p.degree, 4 * p.samples)[0], p)[1]
    yield Step(2, 2, {"with four times the samples": more})
    yield fan(f"Degree {p.degree}: every data set another curve", p, p.degree, curves[p.degree])
    lines = [Line(f"degree {d}", GRID, each.std(1)) for d, each in curves.items()]
    text = "The scatter of the fits is larger for the flexible model, and largest at the ends."
    yield Figure("Scatter of the fits", [*lines, Level("noise", p.noise)], text, x="x", y="standard deviation")
    yield result(times=variance[p.degree] / variance[1], with_more=more / variance[p.degree])


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
