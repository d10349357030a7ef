"""Multi-class classification: a score for each class, and the largest wins.

Run it alone: python -m app.demos.foundations.multi_class --preset multi-class-classification
"""

import torch

from app.demos.contract import (
    Bars,
    Check,
    Demo,
    Figure,
    Level,
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
    third: bool = Switch(True, title="Show the third class in training")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Multi-class classification",
    topic="foundations",
    summary="Deciding which of several classes a sample belongs to.",
    params=P,
    auto="cpu",
)


CENTRES = torch.tensor([[0.0, 2.0], [-1.75, -1.0], [1.75, -1.0]])


def three_classes(n, device):
    """Round classes around three centres, as (x₁, x₂, 1)."""
    y = torch.arange(n) % 3
    return torch.cat([CENTRES[y] + torch.randn(n, 2), torch.ones(n, 1)], 1).to(device), y.to(device)


def softmax_regression(x, labels, steps=150, rate=0.5):
    """A column of weights for (x₁, x₂, 1) and each of three classes."""
    w, targets = torch.zeros(3, 3, device=x.device), torch.nn.functional.one_hot(labels, 3).float()
    for _ in range(steps):
        p = torch.softmax(x @ w, 1)  # P(y = k | x) = eᶻᵏ / Σⱼ eᶻʲ with zₖ = wₖ · x
        w = w - rate * x.T @ (p - targets) / len(x)  # ∂L/∂w = mean x (p − y), for the cross-entropy
    return w


def share_right(answers, labels):
    return (answers == labels).float().mean().item()


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
    w = softmax_regression(x[known], y[known])
    accuracy = share_right((new_x @ w).argmax(1), new_y)
    bayes = share_right(
        torch.cdist(new_x[:, :2], CENTRES.to(device)).argmin(1), new_y
    )  # best possible: the nearest centre
    guessing = share_right(torch.randint(3, (20_000,)).to(device), new_y)
    yield Step(1, 1, {"share right": accuracy, "best possible": bayes})
    side = torch.linspace(-4.5, 4.5, 101, device=device)
    plane = torch.cartesian_prod(side, side).flip(1)  # row by row from below
    answers = (plane @ w[:2] + w[2]).argmax(1).reshape(101, 101)
    marks = [Regions("class", answers, (-4.5, 4.5), (-4.5, 4.5))]
    marks += [Points(f"class {k}", *new_x[new_y == k][:120, :2].T, group=k) for k in range(3)]
    text = f"Three regions with straight borders; {accuracy:.1%} of new samples lie in their own."
    yield Figure("Three regions", marks, text, x="x₁", y="x₂")
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
