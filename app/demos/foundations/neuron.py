"""What one artificial neuron computes: it weighs, adds and bends.

Run it alone: python -m app.demos.foundations.neuron --preset artificial-neuron
"""

from math import exp

import torch
from torch import nn

from app.demos.contract import (
    Check,
    Demo,
    Edge,
    Figure,
    Graph,
    Line,
    Node,
    Params,
    Points,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)

INPUTS = [1.0, 2.0, -1.0]
WEIGHTS = [0.5, -1.0, 1.0]  # the example: their products with the inputs sum to −2.5


class P(Params):
    bias: float = Slider(1, -5, 5, step=0.5, title="Bias b")
    with_bias: bool = Switch(True, title="Add the bias in the hand-written loop")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="perceptron-neuron",
    title="Artificial neuron",
    topic="foundations",
    summary="A weighted sum, a bias, a bend: that is all one neuron does.",
    params=P,
    auto="cpu",
)


def neuron(inputs, weights, bias):
    """Without any tensor."""
    z = bias
    for x, w in zip(inputs, weights, strict=True):
        z += w * x  # z = w₁x₁ + w₂x₂ + … + b
    return 1 / (1 + exp(-z))  # a = f(z), here the sigmoid


@demo.shows(
    "artificial-neuron",
    Predict(
        "The weighted inputs sum to −2.5. With the bias of the settings and a sigmoid, the output is nearest to …",
        {"0.2": 0.2, "0.5": 0.5, "0.8": 0.8},
        measured="output",
    ),
)
def weigh_add_bend(p, device):
    """A neuron weighs its inputs, adds a bias, and bends the sum with its activation function."""
    z = sum(w * x for w, x in zip(WEIGHTS, INPUTS, strict=True)) + p.bias
    output = neuron(INPUTS, WEIGHTS, p.bias)
    nodes = [Node(f"{x:g}", 0, 2 - i, above=f"x{'₁₂₃'[i]}") for i, x in enumerate(INPUTS)]
    nodes += [Node("1", 0, -1, above="always"), Node(f"{z:g}", 1, 0.5, above="sum z"), Node("", 2, 0.5, "output a")]
    nodes[-1] = Node(f"{output:.2f}", 2, 0.5, above="output a")
    edges = [Edge(i, 4, w, f"{w:g}") for i, w in enumerate([*WEIGHTS, p.bias])] + [Edge(4, 5, 1, "σ")]
    text = f"Each input times its weight, plus the bias {p.bias:g}, gives {z:g}; the sigmoid makes {output:.2f} of it."
    yield Figure("One neuron", [Graph("value", nodes, edges)], text)
    grid = torch.linspace(-8, 8, 161)
    marks = [Line("sigmoid", grid, torch.sigmoid(grid)), Points("this neuron", [z], [output], group=1)]
    text = f"The sum {z:g} lies on the sigmoid at {output:.2f}."
    yield Figure("The last step: the bend", marks, text, x="sum z", y="output a")
    torch.manual_seed(p.seed)
    layer, x = nn.Linear(5, 1), torch.randn(1000, 5)
    by_torch = torch.sigmoid(layer.to(device)(x.to(device)))[:, 0].tolist()
    weights, bias = layer.weight[0].tolist(), layer.bias.item() if p.with_bias else 0.0
    by_hand = [neuron(row, weights, bias) for row in x.tolist()]
    yield Step(1, 1, {"neurons compared": len(by_hand)})
    off = max(abs(a - b) for a, b in zip(by_hand, by_torch, strict=True))
    yield result(output=output, off=off)


@demo.claim(
    "A plain loop over 5 inputs matches nn.Linear and a sigmoid to 10⁻⁶ on 1,000 random inputs",
    about="artificial-neuron",
    breaks={"with_bias": False},
)
def loop_is_linear(p, r):
    return Check.below(r["off"], 1e-6, label="largest difference")


if __name__ == "__main__":
    demo.main()
