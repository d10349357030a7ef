"""Local minima: gradient descent stops in the first hollow, momentum may roll on.

Run it alone: python -m app.demos.optimizers.local_minimum --preset local-minimum
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    start: float = Slider(1.8, 1.7, 2, step=0.05, title="Start")
    tilt: float = Slider(0.3, 0.25, 0.4, step=0.05, title="Tilt of the ground")
    momentum: float = Slider(0.9, 0, 0.95, step=0.05, title="Momentum β")


demo = Demo(
    id="gradient-descent-variants",
    title="Local minima",
    topic="optimizers",
    summary="Flat ground is where gradient descent stops, whether or not it is the lowest.",
    params=P,
    auto="cpu",
)


def height(x, tilt):
    return (x**2 - 1) ** 2 + tilt * x  # two hollows near −1 and 1; the tilt makes the left one deeper


def slope(x, tilt):
    return 4 * x * (x**2 - 1) + tilt


def roll(x, p, momentum, steps=200, rate=0.01):
    velocity, path = 0.0, []
    for _ in range(steps + 1):
        path.append(x.item())
        velocity = momentum * velocity + slope(x, p.tilt)  # v ← β v + f′(x); with β = 0 the slope alone
        x = x - rate * velocity  # x ← x − η v
    return path


@demo.shows(
    "local-minimum",
    Predict(
        "Right of a shallow hollow, gradient descent without momentum starts. It ends …",
        {"in the shallow hollow": 1, "on the ridge between": 0, "in the deep one": -1},
        measured="plain",
    ),
)
def two_hollows(p, device):
    """The gradient knows only the ground underfoot: descent ends in the first hollow, unless it has momentum."""
    start = torch.tensor(p.start, device=device)
    plain = roll(start, p, 0)
    yield Step(1, 2, {"without momentum": plain[-1]})
    with_momentum = roll(start, p, p.momentum)
    yield Step(2, 2, {"with momentum": with_momentum[-1]})
    grid = torch.linspace(-2.1, 2.1, 4201)
    heights = height(grid, p.tilt)
    right = grid > 0.3
    shallow, deep = grid[right][heights[right].argmin()].item(), grid[~right][heights[~right].argmin()].item()
    paths = [("plain", plain), (f"momentum {p.momentum:g}", with_momentum)]
    shown = (grid > -1.7) & (grid < p.start)
    marks = [Line("loss", grid[shown][::20], heights[shown][::20])]
    marks += [
        Points(name, path[:60:3], height(torch.tensor(path[:60:3]), p.tilt), group=k)
        for k, (name, path) in enumerate(paths)
    ]
    text = f"Without momentum the path ends at {plain[-1]:.2f}, with momentum at {with_momentum[-1]:.2f}."
    yield Figure("Two hollows", marks, text, x="weight", y="loss")
    lines = [Line(name, range(201), path) for name, path in paths]
    lines += [Level("deep hollow", deep), Level("shallow hollow", shallow)]
    yield Figure("Step by step", lines, "The two paths over time, and the two hollows.", x="step", y="weight")
    yield result(plain=plain[-1], to_shallow=abs(plain[-1] - shallow), to_deep=abs(with_momentum[-1] - deep))


@demo.claim(
    "From one start, gradient descent stops in the shallow hollow and momentum ends in the deep one (within 0.05)",
    about="local-minimum",
    breaks={"momentum": 0},
)
def rolls_over(p, r):
    yield Check.below(r["to_shallow"], 0.05, label="to the shallow one")
    yield Check.below(r["to_deep"], 0.05, label="with momentum, to the deep one")


if __name__ == "__main__":
    demo.main()
