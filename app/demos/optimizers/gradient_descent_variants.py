"""Gradient descent: a step downhill, again and again, until the ground is flat.

Run it alone: python -m app.demos.optimizers.gradient_descent_variants --preset gradient-descent
"""

from math import log10

import torch

from app.demos.contract import Check, Demo, Figure, Heatmap, Level, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    rate: float = Slider(0.2, 0.01, 0.4, step=0.01, title="Learning rate η")
    slope: float = Slider(2, -3, 3, step=0.5, title="Slope in the data")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="gradient-descent-variants",
    title="Gradient descent and its variants",
    topic="optimizers",
    summary="Steps against the gradient, of all samples or of a few, short or long, and where they lead.",
    params=P,
    auto="cpu",
)


def samples(p, device, n=100):
    """A column of ones beside x, and y = slope · x + 1 with noise: to be fitted by ŷ = b + w x."""
    torch.manual_seed(p.seed)
    x = 1 + torch.randn(n)
    y = p.slope * x + 1 + 0.5 * torch.randn(n)
    return torch.stack([torch.ones(n), x], 1).to(device), y.to(device)


def loss(w, x, y):
    return ((x @ w - y) ** 2).mean() / 2  # L(w) = ½ mean (x·w − y)²


def gradient(w, x, y):
    return x.T @ (x @ w - y) / len(y)  # ∇L(w) = mean (x·w − y) x


def descend(start, rate, steps, x, y):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1], x, y))  # w ← w − η ∇L(w)
    return torch.stack(path)


@demo.shows(
    "gradient-descent",
    Predict(
        "Somebody mistypes the sign, w ← w + η ∇L. After 40 steps the loss is …",
        {"smaller than at the start": -1, "the same": 0, "more than 1,000 times larger": 5},
        measured="uphill",
    ),
)
def downhill(p, device, steps=300, shown=40):
    """Every step goes against the gradient, and on a bowl the steps end at the one lowest point."""
    x, y = samples(p, device)
    start = torch.tensor([5.0, -4.0], device=device)
    path = descend(start, p.rate, steps, x, y)
    yield Step(1, 2, {"loss": loss(path[-1], x, y).item()})
    away = descend(start, -p.rate, shown, x, y)  # the wrong sign
    yield Step(2, 2, {"with the wrong sign": loss(away[-1], x, y).item()})
    exact = torch.linalg.solve(x.T @ x, x.T @ y)  # where the gradient is zero: XᵀX w = Xᵀy
    across, up = torch.linspace(-6, 7, 60), torch.linspace(-6, 6, 60)
    grid = torch.cartesian_prod(up, across).flip(-1).to(device)
    heights = ((grid @ x.T - y) ** 2).mean(1).reshape(60, 60) / 2
    marks = [
        Heatmap("loss", heights, x=(-6, 7), y=(-6, 6), contours=True),
        Line("gradient descent", *path[: shown + 1].T),
        Points("least squares", exact[:1], exact[1:], group=0),
    ]
    text = (
        "The path starts across the lines of equal loss and bends into the valley, towards the least-squares solution."
    )
    yield Figure("Downhill on the loss", marks, text, x="intercept b", y="slope w")
    lines = [
        Line(name, range(shown + 1), [loss(w, x, y).item() for w in each[: shown + 1]])
        for name, each in (("against the gradient", path), ("along it", away))
    ]
    lowest = loss(exact, x, y).item()
    text = (
        f"Against the gradient the loss falls to the {lowest:.2g} of least squares; along it, it grows at every step."
    )
    yield Figure("The loss", [*lines, Level("lowest", lowest)], text, x="step", y="loss", log_y=True)
    uphill = torch.tensor(lines[1].y)
    yield result(
        off=(path[-1] - exact).abs().max(),
        least_growth=(uphill[1:] / uphill[:-1]).min(),
        uphill=log10(uphill[-1] / uphill[0]),
    )


@demo.claim(
    "300 steps end within 10⁻⁴ of the least-squares solution; with the wrong sign the loss grows at every step",
    about="gradient-descent",
    breaks={"rate": 0.01},
)
def finds_the_bottom(p, r):
    yield Check.below(r["off"], 1e-4, label="off by")
    yield Check.above(r["least_growth"], 1, label="wrong sign: smallest growth")


if __name__ == "__main__":
    demo.main()
