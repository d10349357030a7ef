"""The bias: without it a neuron draws its boundary through the origin, and some gates are out of reach.

Run it alone: python -m app.demos.foundations.bias_term --preset bias-term
"""

import torch

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Heatmap,
    Line,
    Params,
    Points,
    Predict,
    Regions,
    Slider,
    Step,
    result,
)

ROWS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]  # the four inputs of a gate with two inputs
AND = [0, 0, 0, 1]


class P(Params):
    bias: float = Slider(-1.5, -3, 3, step=0.1, title="Bias b")


demo = Demo(
    id="perceptron-neuron",
    title="Bias term",
    topic="foundations",
    summary="The bias moves the boundary away from the origin.",
    params=P,
    auto="cpu",
)


@demo.shows(
    "bias-term",
    Predict(
        "AND is 1 only where both inputs are 1. Without a bias a neuron gets at most … of its four rows right.",
        {"two": 0.5, "three": 0.75, "four": 1},
        measured="best_without",
    ),
)
def every_weight(p, device):
    """The bias moves the boundary away from the origin; without it some gates are out of reach."""
    x, y = torch.tensor(ROWS, device=device), torch.tensor(AND, device=device)
    side = torch.linspace(-2, 2, 41, device=device)
    weights = torch.cartesian_prod(side, side).flip(1)  # every (w₁, w₂) of the grid, row by row from below
    shares, maps = [], []
    for bias in (p.bias, 0.0):
        answers = weights @ x.T + bias > 1e-6  # w·x + b > 0; sums that should be zero may round to less than 1e-6
        shares.append((answers == y.bool()).float().mean(1))
        yield Step(len(shares), 2, {f"best with bias {bias:g}": shares[-1].max().item()})
        title = "Every pair of weights, with bias" if not maps else "Every pair of weights, without bias"
        text = f"With bias {bias:g} the best of {len(weights)} weight pairs gets {shares[-1].max():.0%} of AND right."
        cells = Heatmap("share of rows right", shares[-1].reshape(41, 41), x=(-2, 2), y=(-2, 2), scale=(0.25, 1))
        maps.append(Figure(title, [cells], text, x="w₁", y="w₂"))
    w = weights[shares[0] == shares[0].max()].mean(0)  # the middle of the best ones
    plane = torch.cartesian_prod(torch.linspace(-0.5, 1.5, 81), torch.linspace(-0.5, 1.5, 81)).flip(1).to(device)
    marks = [Regions("answer", torch.sigmoid(8 * (plane @ w + p.bias)).reshape(81, 81), (-0.5, 1.5), (-0.5, 1.5))]
    marks += [Points("AND is 0", [0, 0, 1], [0, 1, 0], group=0), Points("AND is 1", [1], [1], group=1)]
    marks += [Line("same weights, no bias", [-0.5, 0.5], [0.5, -0.5], dashed=True)]
    text = f"With weights {w[0]:.1f} and {w[1]:.1f} and bias {p.bias:g} the boundary keeps away from the origin."
    yield Figure("The bias moves the boundary", marks, text, x="x₁", y="x₂")
    yield from maps
    yield result(best_with=shares[0].max(), best_without=shares[1].max())


@demo.claim(
    "With the bias some weights get all of AND right; without it none of 1,681 pairs gets more than three of four",
    about="bias-term",
    breaks={"bias": 0},
    when=lambda p: p.bias == 0 or -2.8 <= p.bias <= -0.2,  # outside, no weights of the grid reach far enough
)
def out_of_reach(p, r):
    yield Check.exactly(r["best_with"], 1, label="with bias")
    yield Check.below(r["best_without"], 0.76, label="without")


if __name__ == "__main__":
    demo.main()
