"""Gradients on their way back through many layers: they vanish through sigmoids, and explode through large weights.

Run it alone: python -m app.demos.foundations.deep_gradients --preset vanishing-gradients
"""

from itertools import pairwise
from math import log10
from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    activation: Literal["sigmoid", "ReLU"] = Choice(
        "sigmoid", title="Activation function", shown_for=["vanishing-gradients"]
    )
    scale: float = Slider(3, 1, 3, step=0.25, title="Weights, in He's", shown_for=["exploding-gradients"])
    depth: int = Slider(20, 5, 25, step=1, title="Layers")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="signal-propagation",
    title="Vanishing and exploding gradients",
    topic="foundations",
    summary="A gradient passes every layer on its way back, and every layer multiplies it.",
    params=P,
)


def gradient_norms(activation, scale, p, device, width=128):
    """The norm of the gradient that arrives at each layer's sums, from the first layer to the last."""
    torch.manual_seed(p.seed)
    h, sums = torch.randn(64, width).to(device).requires_grad_(), []
    for _ in range(p.depth):
        gain = 2 if activation == "ReLU" else 1  # He's variance for ReLU, Xavier's for the sigmoid
        w = (scale * (gain / width) ** 0.5 * torch.randn(width, width)).to(device)
        sums.append(h @ w.T)  # z = W h
        h = sums[-1].clamp(min=0) if activation == "ReLU" else torch.sigmoid(sums[-1])
    direction = torch.randn(64, width).to(device)  # the same gradient comes from the loss, whatever the weights
    deltas = torch.autograd.grad((h * direction).mean(), sums)  # δₖ = Wₖ₊₁ᵀ δₖ₊₁ · f′(zₖ): a factor for every layer
    return [d.cpu().double().norm().item() for d in deltas]  # in 64 bits: squares of small numbers vanish in 32


def figure(title, curves, text):
    lines = [Line(name, range(1, len(norms) + 1), norms) for name, norms in curves.items()]
    return Figure(title, lines, text, x="layer, from the input", y="norm of the gradient", log_y=True)


@demo.shows(
    "vanishing-gradients",
    Predict(
        "20 sigmoid layers. Beside the last layer's gradient, the first layer's is smaller by a factor of about …",
        {"ten": -1, "a thousand": -3, "a billion or more": -12},
        measured="exponent",
    ),
)
def vanishing(p, device):
    """Each sigmoid passes at most a quarter of the gradient; many of them leave nothing for the first layers."""
    curves = {}
    for name in ("sigmoid", "ReLU"):
        curves[name] = gradient_norms(name, 1, p, device)
        yield Step(len(curves), 2, {f"first by last, {name}": curves[name][0] / curves[name][-1]})
    ratios = {name: norms[0] / norms[-1] for name, norms in curves.items()}
    text = f"First by last layer: {ratios['sigmoid']:.1g} with sigmoids and {ratios['ReLU']:.1g} with ReLU."
    yield figure("Gradient that arrives at each layer", curves, text)
    pieces = [a / b for a, b in pairwise(curves["sigmoid"])]
    marks = [Line("layer k by layer k + 1", range(1, p.depth), pieces), Level("largest slope of a sigmoid", 0.25)]
    text = "Going back by one layer leaves about a quarter of the gradient, which is the sigmoid's largest slope."
    yield Figure("What one sigmoid layer leaves", marks, text, x="layer k", y="ratio of gradients")
    exponent = log10(ratios[p.activation])
    yield result(exponent=exponent, relu_exponent=log10(ratios["ReLU"]))


@demo.claim(
    "Through sigmoids the first layer gets less than 10⁻⁶ of the last layer's gradient, through ReLU more than 10⁻²",
    about="vanishing-gradients",
    breaks={"activation": "ReLU"},
    when=lambda p: p.depth >= 18,
)
def nothing_left(p, r):
    yield Check.below(r["exponent"], -6, label="power of ten")
    yield Check.above(r["relu_exponent"], -2, label="with ReLU")


@demo.shows(
    "exploding-gradients",
    Predict(
        "In a ReLU network of 20 layers all weights are made 3 times as large. The first layer's gradient becomes …",
        {"3 times as large": 0.5, "60 times as large": 1.8, "a billion times as large": 9},
        measured="exponent",
    ),
)
def exploding(p, device):
    """Weights a little too large multiply the gradient once in every layer."""
    curves = {}
    for name, scale in (("He's weights", 1.0), (f"{p.scale:g} times as large", p.scale)):
        curves[name] = gradient_norms("ReLU", scale, p, device)
        yield Step(len(curves), 2, {"first layer": curves[name][0]})
    before, after = curves["He's weights"], list(curves.values())[-1]
    growth = after[0] / before[0]
    text = f"With weights {p.scale:g} times as large the first layer's gradient is {growth:.2g} times as large."
    yield figure("Gradient that arrives at each layer", curves, text)
    depths = range(1, p.depth + 1)
    steps = torch.tensor([1.1, 1.5, 2.0, 3.0])
    lines = [Line(f"{step:.1f} times", depths, step ** (torch.tensor(depths) - 1.0)) for step in steps]
    text = "The growth is the factor to the power of the layers that follow: 1.1 is harmless, 3 is not."
    yield Figure("Growth for other factors", lines, text, x="layers", y="growth", log_y=True)
    yield result(exponent=log10(growth), growth=growth)


@demo.claim(
    "The first layer's gradient grows by the factor to the power of (layers − 1), more than 10⁸-fold",
    about="exploding-gradients",
    breaks={"scale": 1},
    when=lambda p: p.depth >= 19 and p.scale in {1.0, 3.0},
)
def power_of_layers(p, r):
    yield Check.near(r["growth"] / p.scale ** (p.depth - 1), 1, within=0.01, label="by the power")
    yield Check.above(r["exponent"], 8, label="power of ten")


if __name__ == "__main__":
    demo.main()
