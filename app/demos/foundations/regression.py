"""Regression: a line through examples predicts new numbers.

Run it alone: python -m app.demos.foundations.regression --preset regression
"""

import torch

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Line,
    Params,
    Points,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    noise: float = Slider(0.5, 0.1, 1.5, step=0.1, title="Noise (standard deviation)")
    shuffled: bool = Switch(False, title="Shuffle the targets")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Regression",
    topic="foundations",
    summary="Learning to predict a number.",
    params=P,
    auto="cpu",
)


def examples(n, p, device):
    """x uniform on [−2, 2], y = 1.5 x + 0.5 with noise."""
    x = 4 * torch.rand(n) - 2
    return x.to(device), (1.5 * x + 0.5 + p.noise * torch.randn(n)).to(device)


def least_squares(x, y):
    """The line with the smallest squared error: its slope and intercept."""
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()  # w = cov(x, y) / var(x)
    return slope, y.mean() - slope * x.mean()


@demo.shows(
    "regression",
    Predict(
        "Somebody always predicts the mean of the targets. The share of the variance explained, R², is then about …",
        {"0": 0, "one half": 0.5, "1": 1},
        measured="r2_of_mean",
    ),
)
def a_line(p, device):
    """A fitted line predicts new numbers; R² says how much of their variance it explains."""
    torch.manual_seed(p.seed)
    x, y = examples(200, p, device)
    new_x, new_y = examples(5000, p, device)
    if p.shuffled:
        y = y[torch.randperm(200).to(device)]
    slope, intercept = least_squares(x, y)
    predicted = slope * new_x + intercept
    total = ((new_y - new_y.mean()) ** 2).sum()
    r2 = 1 - ((new_y - predicted) ** 2).sum() / total  # R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²
    r2_of_mean = 1 - ((new_y - y.mean()) ** 2).sum() / total
    best = 1 - p.noise**2 / (1.5**2 * 16 / 12 + p.noise**2)  # what the noise leaves to explain
    yield Step(1, 1, {"R²": r2.item()})
    ends = torch.tensor([-2.0, 2.0], device=device)
    marks = [Points("training samples", x, y), Line("fitted line", ends, slope * ends + intercept)]
    marks.append(Line("always the mean", ends, [y.mean()] * 2, dashed=True))
    text = f"The fitted line has slope {slope:.2f} and intercept {intercept:.2f}; the data were made with 1.5 and 0.5."
    yield Figure("The fitted line", marks, text, x="x", y="y")
    marks = [Points("new samples", new_y[:300], predicted[:300]), Line("exactly right", [-4, 5], [-4, 5], dashed=True)]
    text = f"Predictions beside the true values of new samples: R² is {r2:.3f}, and at best {best:.3f}."
    yield Figure("Predicted beside true", marks, text, x="true y", y="predicted y")
    yield result(r2=r2, r2_of_mean=r2_of_mean, best=best)


@demo.claim(
    "R² on new samples lies within 0.03 of the best that the noise allows; predicting the mean gives 0 ± 0.05",
    about="regression",
    breaks={"shuffled": True},
)
def explains(p, r):
    yield Check.near(r["r2"], r["best"], within=0.03, label="R²")
    yield Check.near(r["r2_of_mean"], 0, within=0.05, label="of the mean")


if __name__ == "__main__":
    demo.main()
