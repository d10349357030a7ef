"""What one artificial neuron computes, and what each of its weights means.

Run it alone: python -m app.demos.foundations.neuron --preset artificial-neuron
"""

from math import exp
from typing import Literal

import torch
from torch import nn

from app.demos.contract import (
    Bars,
    Check,
    Choice,
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

INPUTS, WEIGHTS = [1.0, 2.0, -1.0], [0.5, -1.0, 1.0]  # the example: their products sum to −2.5


class P(Params):
    bias: float = Slider(1, -5, 5, step=0.5, title="Bias b")
    with_bias: bool = Switch(True, title="Add the bias in the hand-written loop", shown_for=["artificial-neuron"])
    activation: Literal["none", "sigmoid"] = Choice("none", title="Activation function", shown_for=["weights"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed", shown_for=["artificial-neuron"])


demo = Demo(
    id="perceptron-neuron",
    title="Neuron and weights",
    topic="foundations",
    summary="A weighted sum, a bias, a bend: that is all one neuron does.",
    params=P,
    auto="cpu",
)


# ------------------------------------------------------------------------------ neuron: weigh, add, bend


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


# ------------------------------------------------------------------------------ weights: how much each input counts


def responses(weights, p, device, h=0.01):
    """By how much the output moves for each input that moves by one: (f(x + h) − f(x − h)) / 2h."""
    x = torch.tensor(INPUTS, device=device)
    w = torch.tensor(weights, device=device)
    bend = torch.sigmoid if p.activation == "sigmoid" else lambda z: z
    slopes = []
    for i in range(3):
        nudge = torch.zeros(3, device=device)
        nudge[i] = h
        slopes.append(((bend((x + nudge) @ w + p.bias) - bend((x - nudge) @ w + p.bias)) / (2 * h)).item())
    return slopes


@demo.shows(
    "weights",
    Predict(
        "The second weight is set to 0. Compared with before, moving the second input moves the output …",
        {"not at all": 0, "half as much": 0.5, "as much as before": 1},
        measured="share_left",
    ),
)
def how_much_each_counts(p, device):
    """A weight says by how much the sum moves when its input moves by one."""
    before = responses(WEIGHTS, p, device)
    yield Step(1, 2)
    without_second = [WEIGHTS[0], 0.0, WEIGHTS[2]]
    after = responses(without_second, p, device)
    yield Step(2, 2)
    names = ["input 1", "input 2", "input 3"]
    text = "Each input moves the output by its weight: " + ", ".join(f"{slope:.2f}" for slope in before) + "."
    yield Figure(
        "How far each input moves the output",
        [Bars("weight", names, WEIGHTS), Bars("measured", names, before)],
        text,
        y="output per input",
    )
    steps = torch.linspace(-3, 3, 61)
    z = sum(w * x for w, x in zip(WEIGHTS, INPUTS, strict=True)) + p.bias
    bend = torch.sigmoid if p.activation == "sigmoid" else lambda values: values
    lines = [Line(f"input {i + 1}, weight {w:g}", steps, bend(z + w * steps)) for i, w in enumerate(WEIGHTS)]
    text = "The output as one input at a time is moved: the weight is the slope of the line."
    yield Figure("A weight is a slope", lines, text, x="input moved by", y="output")
    off = max(abs(slope - w) for slope, w in zip(before, WEIGHTS, strict=True))
    yield result(off=off, zeroed=abs(after[1]), share_left=abs(after[1] / before[1]))


@demo.claim(
    "The measured response to each input is its weight, to 10⁻³, and 0 once the weight is 0",
    about="weights",
    breaks={"activation": "sigmoid"},
)
def slope_is_weight(p, r):
    yield Check.below(r["off"], 1e-3, label="off by")
    yield Check.below(r["zeroed"], 1e-6, label="with weight 0")


if __name__ == "__main__":
    demo.main()
