"""Momentum: a ball rolls through a narrow valley that gradient descent zigzags along.

Run it alone: python -m app.demos.optimizers.momentum --preset momentum
"""

from math import sqrt

import torch

from app.demos.contract import Check, Demo, Figure, Heatmap, Level, Line, Params, Predict, Slider, Step, Switch, result


class P(Params):
    condition: float = Slider(100, 50, 400, step=10, title="Condition number κ")
    momentum: bool = Switch(True, title="Use momentum")


demo = Demo(
    id="optimizers",
    title="Momentum",
    topic="optimizers",
    summary="Steps add up where gradients agree, and cancel where they alternate.",
    params=P,
    auto="cpu",
)


def roll(start, curvature, eta, beta, steps):
    w, v, path = start, torch.zeros_like(start), [start]
    for _ in range(steps):
        v = beta * v + curvature * w  # v ← β v + ∇L(w), with ∇L = λᵢ wᵢ on the bowl ½ Σ λᵢ wᵢ²
        w = w - eta * v  # w ← w − η v
        path.append(w)
    return torch.stack(path)


def roll_by_torch(start, curvature, eta, beta, steps):
    w = start.clone().requires_grad_()
    optimizer, path = torch.optim.SGD([w], lr=eta, momentum=beta), [start]
    for _ in range(steps):
        w.grad = curvature * w.detach()
        optimizer.step()
        path.append(w.detach().clone())
    return torch.stack(path)


def steps_until(distance, limit=1e-6):
    """The first step after which the path stays within the limit."""
    outside = (distance > limit).nonzero()
    return int(outside[-1]) + 1


@demo.shows(
    "momentum",
    Predict(
        "A valley is 100 times as steep as long. Both tuned, momentum needs … of the steps of gradient descent.",
        {"all": 1, "about half": 0.5, "about an eighth": 0.125},
        measured="share",
    ),
)
def through_the_valley(p, device, steps=6000):
    """A velocity gathers along the valley and averages out across it: far fewer steps than plain descent."""
    where = "cpu" if device.type == "mps" else device  # an error of 10⁻⁶ takes 64 bits, which MPS does not have
    low, high = 1.0, p.condition
    curvature = torch.tensor([low, high], dtype=torch.float64, device=where)
    start = torch.tensor([-1.0, 0.1], dtype=torch.float64, device=where)
    tuned = {"gradient descent": (2 / (low + high), 0.0)}  # the best rate: η = 2 / (l + L)
    # Polyak's best: η = 4 / (√l + √L)², β = ((√κ − 1) / (√κ + 1))²
    polyak = 4 / (sqrt(low) + sqrt(high)) ** 2, ((sqrt(high / low) - 1) / (sqrt(high / low) + 1)) ** 2
    tuned["momentum" if p.momentum else "the same again"] = polyak if p.momentum else tuned["gradient descent"]
    paths, needed = {}, {}
    for name, (eta, beta) in tuned.items():
        paths[name] = roll(start, curvature, eta, beta, steps)
        needed[name] = steps_until(paths[name].norm(dim=1))
        yield Step(len(paths), 2, {f"steps of {name}": needed[name]})
    plain, other = needed
    off = (roll_by_torch(start, curvature, *polyak, 300) - roll(start, curvature, *polyak, 300)).abs().max()
    grid = torch.cartesian_prod(torch.linspace(-0.4, 0.4, 40), torch.linspace(-1.1, 0.4, 40)).flip(-1)
    heights = (grid**2 @ torch.tensor([low, high])).reshape(40, 40) / 2
    marks = [Heatmap("loss", heights, x=(-1.1, 0.4), y=(-0.4, 0.4), contours=True)]
    marks += [Line(name, *path[:41].T) for name, path in paths.items()]
    text = "After 40 steps gradient descent still zigzags half-way; with momentum it has come to rest at the end."
    yield Figure("The first 40 steps", marks, text, x="w₁", y="w₂")
    lines = [Line(name, range(n + 1), paths[name][: n + 1].norm(dim=1)) for name, n in needed.items()]
    text = f"To an error of 10⁻⁶, {plain} takes {needed[plain]} steps and {other} {needed[other]}."
    marks = [*lines, Level("10⁻⁶", 1e-6)]
    yield Figure("The error", marks, text, x="step", y="distance to the minimum", log_y=True)
    yield result(share=needed[other] / needed[plain], off=off)


@demo.claim(
    "Tuned momentum reaches an error of 10⁻⁶ in less than a third of the steps of tuned gradient descent, and equals "
    "torch's SGD(momentum) to 10⁻⁶",
    about="momentum",
    breaks={"momentum": False},
)
def a_third_of_the_steps(p, r):
    yield Check.below(r["share"], 1 / 3, label="share of the steps")
    yield Check.below(r["off"], 1e-6, label="off torch's by")


if __name__ == "__main__":
    demo.main()
