"""Supervised learning: what the labels are worth.

Run it alone: python -m app.demos.foundations.learning_setups --preset supervised-learning
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Level, Params, Points, Predict, Regions, Slider, Step, result


class P(Params):
    shuffled: float = Slider(0, 0, 1, step=0.1, title="Share of labels shuffled")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Kinds of learning",
    topic="foundations",
    summary="What a learner is given decides what it can find: targets, labels, or nothing but the inputs.",
    params=P,
    auto="cpu",
)


def two_classes(n, device):
    """Two round classes around (−1.4, −1.4) and (1.4, 1.4), as (x₁, x₂, 1)."""
    y = torch.arange(n) % 2
    x = torch.randn(n, 2) + 1.4 * (2 * y[:, None] - 1)
    return torch.cat([x, torch.ones(n, 1)], 1).to(device), y.float().to(device)


def fit(x, labels, steps=100, rate=0.5):
    """Logistic regression by gradient descent, for several columns of labels at once: one weight column for each."""
    w = torch.zeros(x.shape[1], labels.shape[1], device=x.device)
    for _ in range(steps):
        p = torch.sigmoid(x @ w)
        w = w - rate * x.T @ (p - labels) / len(x)  # ∂L/∂w = mean (p − y) x
    return w


@demo.shows(
    "supervised-learning",
    Predict(
        "All labels of the training samples are shuffled. The share of new samples answered rightly is, on average, …",
        {"a half": 0.5, "three quarters": 0.75, "nearly all": 0.97},
        measured="without_labels",
    ),
)
def with_answers(p, device):
    """The labels are the teacher: with them the boundary is found, with shuffled ones there is nothing to learn."""
    torch.manual_seed(p.seed)
    x, y = two_classes(200, device)
    new_x, new_y = two_classes(2000, device)
    moved = torch.arange(200) < p.shuffled * 200
    labels = y.clone()
    labels[moved] = y[moved][torch.randperm(int(moved.sum()))]
    w = fit(x, labels[:, None])
    accuracy = ((new_x @ w > 0)[:, 0] == (new_y > 0.5)).float().mean().item()
    yield Step(1, 2, {"share of new samples right": accuracy})
    shuffles = torch.stack([y[torch.randperm(200)] for _ in range(300)], 1)  # 300 times all labels shuffled
    by_chance = ((new_x @ fit(x, shuffles) > 0) == (new_y[:, None] > 0.5)).float().mean().item()
    yield Step(2, 2, {"with shuffled labels": by_chance})
    side = torch.linspace(-4.5, 4.5, 81, device=device)
    plane = torch.cartesian_prod(side, side).flip(1)  # row by row from below
    answer = torch.sigmoid(plane @ w[:2] + w[2]).reshape(81, 81)
    marks = [Regions("probability of class 1", answer, (-4.5, 4.5), (-4.5, 4.5))]
    marks += [Points(f"label {k}", *x[labels == k][:, :2].T, group=k) for k in (0, 1)]
    text = f"The boundary learned from the labelled samples gets {accuracy:.0%} of new samples right."
    yield Figure("Learned from labels", marks, text, x="x₁", y="x₂")
    bars = Bars("share right", ["these labels", "all labels shuffled"], [accuracy, by_chance])
    text = f"With shuffled labels {by_chance:.0%} of new samples are right on average, which is guessing."
    yield Figure("What the labels are worth", [bars, Level("guessing", 0.5)], text, y="new samples right")
    yield result(accuracy=accuracy, without_labels=by_chance)


@demo.claim(
    "With true labels at least 95 % of new samples are right; with shuffled labels 50 ± 10 % on average",
    about="supervised-learning",
    breaks={"shuffled": 1},
)
def labels_teach(p, r):
    yield Check.above(r["accuracy"], 0.95, label="with labels")
    yield Check.near(r["without_labels"], 0.5, within=0.1, label="shuffled")


if __name__ == "__main__":
    demo.main()
