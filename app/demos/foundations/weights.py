"""What a weight means: by how much the sum moves when its input moves by one.

Run it alone: python -m app.demos.foundations.weights --preset weights
"""

from typing import Literal

import torch

from app.demos.contract import (
    Bars,
    Check,
    Choice,
    Demo,
    Figure,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    result,
)

INPUTS = [1.0, 2.0, -1.0]
WEIGHTS = [0.5, -1.0, 1.0]  # the example: their products with the inputs sum to −2.5


class P(Params):
    bias: float = Slider(1, -5, 5, step=0.5, title="Bias b")
    activation: Literal["none", "sigmoid"] = Choice("none", title="Activation function")


demo = Demo(
    id="perceptron-neuron",
    title="Weights",
    topic="foundations",
    summary="A weight is the slope of the sum along one input.",
    params=P,
    auto="cpu",
)


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
