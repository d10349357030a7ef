"""Polynomials of every degree on noisy points of a sine: too stiff, just right, too eager.

Run it alone: python -m app.demos.foundations.polynomial_fit --preset overfitting
"""

from math import nan

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, result

DEGREES = range(1, 16)


class P(Params):
    degree: int = Slider(15, 1, 15, step=1, title="Degree of the polynomial")
    samples: int = Slider(20, 20, 200, step=5, title="Training samples")
    noise: float = Slider(0.2, 0.1, 0.3, step=0.05, title="Noise (standard deviation)")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="polynomial-fit",
    title="Fitting polynomials",
    topic="foundations",
    summary="How flexible a model should be, shown by polynomials through noisy points.",
    params=P,
    auto="cpu",
)


def truth(x):
    return torch.sin(torch.pi * x)


def powers(x, degree):
    """Legendre polynomials up to the degree: they span the same curves as 1, x, x², …, and are kinder to rounding."""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns[: degree + 1], -1)


def errors(p, device, sets=60):
    """Median training and test error for each degree over many data sets, and the first set itself."""
    where = "cpu" if device.type == "mps" else device  # high degrees need 64-bit numbers, which MPS does not have
    torch.manual_seed(p.seed)
    x = torch.linspace(-1, 1, p.samples, dtype=torch.float64, device=where).repeat(sets, 1)
    new_x = 2 * torch.rand(sets, 200, dtype=torch.float64).to(where) - 1
    y, new_y = (truth(each) + p.noise * torch.randn(each.shape, dtype=torch.float64).to(where) for each in (x, new_x))
    training, test, weights = {}, {}, {}
    for degree in DEGREES:
        w = torch.linalg.lstsq(powers(x, degree), y[..., None]).solution  # least squares: min ‖Xw − y‖²
        training[degree] = ((powers(x, degree) @ w)[..., 0] - y).square().mean(1).median().item()
        test[degree] = ((powers(new_x, degree) @ w)[..., 0] - new_y).square().mean(1).median().item()
        weights[degree] = w[0, :, 0]
        yield Step(degree, len(DEGREES), {"training error": training[degree], "test error": test[degree]})
    return training, test, weights, x[0], y[0]


def pictures(p, other, found):
    """The fit of the chosen degree beside another, and both errors for every degree."""
    training, test, weights, x, y = found
    grid = torch.linspace(-1, 1, 301, dtype=torch.float64)
    marks = [Points("data", x, y)]
    for degree in dict.fromkeys((p.degree, other)):
        curve = (powers(grid, degree) @ weights[degree].cpu()).tolist()
        marks.append(Line(f"degree {degree}", grid, [value if abs(value) < 2 else nan for value in curve]))
    marks.append(Line("truth", grid, truth(grid), dashed=True))
    text = f"Degree {p.degree} and degree {other} through the same {p.samples} points of a sine with noise."
    yield Figure("One data set", marks, text, x="x", y="y")
    lines = [Line("training", DEGREES, training.values()), Line("test", DEGREES, test.values())]
    best = min(test, key=test.get)
    text = f"The training error falls with every degree; the test error is lowest at degree {best} and then rises."
    yield Figure(
        "Error by degree", [*lines, Level("noise", p.noise**2)], text, x="degree", y="mean squared error", log_y=True
    )


# ----------------------------------------------------------------------------------------- overfitting: by heart


@demo.shows(
    "overfitting",
    Predict(
        "20 noisy points. From degree 3 to degree 15 the training error falls. The error on new points …",
        {"falls with it": 0.5, "stays": 1, "grows several times": 6},
        measured="test_growth",
    ),
)
def by_heart(p, device):
    """A model with too much freedom learns the noise of its samples by heart and fails on new ones."""
    found = yield from errors(p, device)
    yield from pictures(p, 3, found)
    training, test, *_ = found
    yield result(
        training=training[p.degree] / p.noise**2,
        gap=test[p.degree] / training[p.degree],
        test_growth=test[p.degree] / test[3],
    )


@demo.claim(
    "The training error lies below 0.6 times the noise, and the test error is more than five times as large",
    about="overfitting",
    breaks={"samples": 200},
    when=lambda p: p.degree >= 13,
)
def fits_the_noise(p, r):
    yield Check.below(r["training"], 0.6, label="training error by noise")
    yield Check.above(r["gap"], 5, label="test by training error")


# ------------------------------------------------------------------------------------------ underfitting: too stiff


@demo.shows(
    "underfitting",
    Predict(
        "A straight line is fitted to 40 points of a sine. Beside the noise, its error on these very points is …",
        {"smaller": 0.5, "about as large": 1, "several times as large": 5},
        measured="training",
    ),
    degree=1,
    samples=40,
)
def too_stiff(p, device):
    """A model without the freedom to follow the pattern misses it everywhere, on old and on new points."""
    found = yield from errors(p, device)
    yield from pictures(p, 5, found)
    training, test, *_ = found
    noise = p.noise**2
    yield result(training=training[p.degree] / noise, test=test[p.degree] / noise, flexible=training[5] / noise)


@demo.claim(
    "Training and test error both exceed twice the noise; degree 5 brings the training error below 1.3 times",
    about="underfitting",
    breaks={"degree": 5},
    when=lambda p: p.degree in (1, 5),
)
def misses_the_pattern(p, r):
    yield Check.above(r["training"], 2, label="training error by noise")
    yield Check.above(r["test"], 2, label="test error by noise")
    yield Check.below(r["flexible"], 1.3, label="with degree 5")


if __name__ == "__main__":
    demo.main()
