"""Binary classification: how close a learned boundary comes to the best one there is.

Run it alone: python -m app.demos.foundations.binary_classification --preset binary-classification
"""

from math import erf, pi
from typing import Literal

import torch

from app.demos.contract import (
    Check,
    Choice,
    Demo,
    Figure,
    Line,
    Params,
    Points,
    Predict,
    Regions,
    Slider,
    Step,
    result,
)


class P(Params):
    distance: float = Slider(2, 1, 4, step=0.25, title="Distance between the classes")
    labels: Literal["true", "shuffled"] = Choice("true", title="Labels")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Binary classification",
    topic="foundations",
    summary="Deciding which of two classes a sample belongs to.",
    params=P,
    auto="cpu",
)


def two_classes(n, p, device):
    """Round classes side by side along x₁, as (x₁, x₂, 1)."""
    y = torch.arange(n) % 2
    x = torch.randn(n, 2)
    x[:, 0] += p.distance * (y - 0.5)
    return torch.cat([x, torch.ones(n, 1)], 1).to(device), y.float().to(device)


def logistic_regression(x, y, steps=150, rate=0.5):
    w = torch.zeros(3, device=x.device)
    for _ in range(steps):
        p = torch.sigmoid(x @ w)  # P(y = 1 | x) = σ(w · x)
        w = w - rate * x.T @ (p - y) / len(x)  # ∂L/∂w = mean (p − y) x, for the binary cross-entropy
    return w


@demo.shows(
    "binary-classification",
    Predict(
        "The classes overlap: nobody gets more than 84 % right. Of new samples, 500 examples teach to get right …",
        {"two thirds": 0.67, "three quarters": 0.75, "nearly those 84 %": 0.84},
        measured="accuracy",
    ),
)
def one_of_two(p, device):
    """A learned boundary comes close to the best possible; where classes overlap, no one can get all right."""
    torch.manual_seed(p.seed)
    x, y = two_classes(500, p, device)
    new_x, new_y = two_classes(20_000, p, device)
    labels = y if p.labels == "true" else y[torch.randperm(500).to(device)]
    w = logistic_regression(x, labels)
    accuracy = ((new_x @ w > 0) == (new_y > 0.5)).float().mean().item()
    bayes = 0.5 * (1 + erf(p.distance / 2 / 2**0.5))  # Φ(d / 2): the boundary halfway between the centres
    yield Step(1, 1, {"share right": accuracy, "best possible": bayes})
    side = torch.linspace(-4, 4, 81, device=device)
    plane = torch.cartesian_prod(side, side).flip(1)  # row by row from below
    answer = torch.sigmoid(plane @ w[:2] + w[2]).reshape(81, 81)
    marks = [Regions("probability of class 1", answer, (-4, 4), (-4, 4))]
    marks += [Points(f"class {k}", *new_x[new_y == k][:150, :2].T, group=k) for k in (0, 1)]
    text = f"The learned boundary gets {accuracy:.1%} of new samples right; the best possible is {bayes:.1%}."
    yield Figure("The learned boundary", marks, text, x="x₁", y="x₂")
    at = torch.linspace(-4, 4, 161)
    bells = [torch.exp(-((at - side * p.distance / 2) ** 2) / 2) / (2 * pi) ** 0.5 for side in (-1, 1)]
    lines = [Line(f"class {k}", at, bell) for k, bell in enumerate(bells)]
    lines.append(Line("the smaller of the two", at, torch.minimum(*bells), dashed=True))
    text = "Where the two bells overlap, samples of both classes occur, and some must be answered wrongly."
    yield Figure("Where mistakes cannot be avoided", lines, text, x="x₁", y="density")
    yield result(accuracy=accuracy, bayes=bayes)


@demo.claim(
    "The share of new samples right lies within 1.5 points of the best possible, Φ(d/2)",
    about="binary-classification",
    breaks={"labels": "shuffled"},
)
def near_bayes(p, r):
    return Check.near(r["accuracy"], r["bayes"], within=0.015, label="share right")


if __name__ == "__main__":
    demo.main()
