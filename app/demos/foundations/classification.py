"""Classification: two classes or more, and how close a learned boundary comes to the best one there is.

Run it alone: python -m app.demos.foundations.classification --preset multi-class-classification
"""

from math import erf, pi
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
    Points,
    Predict,
    Regions,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    distance: float = Slider(
        2, 1, 4, step=0.25, title="Distance between the classes", shown_for=["binary-classification"]
    )
    labels: Literal["true", "shuffled"] = Choice("true", title="Labels", shown_for=["binary-classification"])
    third: bool = Switch(True, title="Show the third class in training", shown_for=["multi-class-classification"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Classification",
    topic="foundations",
    summary="Learning which class a sample belongs to.",
    params=P,
    auto="cpu",
)


def softmax_regression(x, labels, classes, steps=150, rate=0.5):
    """Weights for (x₁, x₂, 1) and each class, by gradient descent on the cross-entropy."""
    x, targets = with_one(x), torch.nn.functional.one_hot(labels, classes).float()
    w = torch.zeros(3, classes, device=x.device)
    for _ in range(steps):
        p = torch.softmax(x @ w, 1)
        w = w - rate * x.T @ (p - targets) / len(x)  # ∂L/∂w = mean x (p − y)
    return w


def with_one(x):
    return torch.cat([x, torch.ones_like(x[:, :1])], 1)


def share_right(answers, labels):
    return (answers == labels).float().mean().item()


def picture(title, answers, x, labels, reach, text):
    """The regions of the answers, and samples of each class."""
    n = round(len(answers) ** 0.5)
    marks = [Regions("class", answers.reshape(n, n).float(), (-reach, reach), (-reach, reach))]
    marks += [Points(f"class {k}", *x[labels == k][:120].T, group=k) for k in range(int(labels.max()) + 1)]
    return Figure(title, marks, text, x="x₁", y="x₂")


def plane(reach, device, n=101):
    side = torch.linspace(-reach, reach, n, device=device)
    return torch.cartesian_prod(side, side).flip(1)


# ------------------------------------------------------------------------------- binary: one of two, and the Bayes rate


def two_classes(n, p, device):
    y = torch.arange(n) % 2
    x = torch.randn(n, 2)
    x[:, 0] += p.distance * (y - 0.5)  # the classes lie side by side along x₁
    return x.to(device), y.to(device)


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
    w = softmax_regression(x, labels, 2)
    accuracy = share_right((with_one(new_x) @ w).argmax(1), new_y)
    bayes = 0.5 * (1 + erf(p.distance / 2 / 2**0.5))  # Φ(d / 2): the boundary halfway between the centres
    yield Step(1, 1, {"share right": accuracy, "best possible": bayes})
    text = f"The learned boundary gets {accuracy:.1%} of new samples right; the best possible is {bayes:.1%}."
    scores = torch.softmax(with_one(plane(4, device)) @ w, 1)[:, 1]
    yield picture("The learned boundary", scores, new_x, new_y, 4, text)
    at = torch.linspace(-4, 4, 161)
    bells = [torch.exp(-((at - side * p.distance / 2) ** 2) / 2) / (2 * pi) ** 0.5 for side in (-1, 1)]
    lines = [
        Line("class 0", at, bells[0]),
        Line("class 1", at, bells[1]),
        Line("both", at, torch.minimum(*bells), dashed=True),
    ]
    text = "Where the two bells overlap, samples of both classes occur, and some must be answered wrongly."
    yield Figure("Where mistakes cannot be avoided", lines, text, x="x₁", y="density")
    yield result(accuracy=accuracy, bayes=bayes)


@demo.claim(
    "The share of new samples right lies within 1.5 points of the best possible, Φ(d/2)",
    about="binary-classification",
    breaks={"labels": "shuffled", "seed": 1},
)
def near_bayes(p, r):
    return Check.near(r["accuracy"], r["bayes"], within=0.015, label="share right")


# ---------------------------------------------------------------------------------------- multi-class: one of several

CENTRES = torch.tensor([[0.0, 2.0], [-1.75, -1.0], [1.75, -1.0]])


def three_classes(n, device):
    y = torch.arange(n) % 3
    return (CENTRES[y] + torch.randn(n, 2)).to(device), y.to(device)


@demo.shows(
    "multi-class-classification",
    Predict(
        "Three equally frequent classes. Somebody who only guesses gets right …",
        {"a half": 0.5, "a third": 1 / 3, "a ninth": 1 / 9},
        measured="guessing",
    ),
)
def one_of_three(p, device):
    """Softmax regression gives each class a score, and the largest score wins its region."""
    torch.manual_seed(p.seed)
    x, y = three_classes(600, device)
    new_x, new_y = three_classes(20_000, device)
    known = (y < 3) if p.third else (y < 2)
    w = softmax_regression(x[known], y[known], 3)
    accuracy = share_right((with_one(new_x) @ w).argmax(1), new_y)
    bayes = share_right(torch.cdist(new_x, CENTRES.to(device)).argmin(1), new_y)  # best possible: the nearest centre
    guessing = share_right(torch.randint(3, (20_000,)).to(device), new_y)
    yield Step(1, 1, {"share right": accuracy, "best possible": bayes})
    text = f"Three regions with straight borders; {accuracy:.1%} of new samples lie in their own."
    answers = (with_one(plane(4.5, device)) @ w).argmax(1)
    yield picture("Three regions", answers, new_x, new_y, 4.5, text)
    bars = Bars("share right", ["learned", "best possible", "guessing"], [accuracy, bayes, guessing])
    text = f"Learned {accuracy:.1%}, best possible {bayes:.1%}, guessing {guessing:.1%}."
    yield Figure("How good it is", [bars, Level("one third", 1 / 3)], text, y="new samples right")
    yield result(accuracy=accuracy, bayes=bayes, guessing=guessing)


@demo.claim(
    "The share of new samples right lies within two points of the best possible; guessing gets 33 ± 3 %",
    about="multi-class-classification",
    breaks={"third": False},
)
def near_the_best(p, r):
    yield Check.near(r["accuracy"], r["bayes"], within=0.02, label="share right")
    yield Check.near(r["guessing"], 1 / 3, within=0.03, label="guessing")


if __name__ == "__main__":
    demo.main()
