"""The forward pass, number by number, with every multiplication counted.

Run it alone: python -m app.demos.foundations.forward_pass --preset forward-pass
"""

from math import tanh

import torch
from torch import nn

from app.demos.contract import (
    Bars,
    Check,
    Demo,
    Edge,
    Figure,
    Graph,
    Node,
    Params,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    hidden: int = Slider(3, 1, 5, step=1, title="Hidden neurons")
    bend: bool = Switch(True, title="Apply tanh in the hidden layer")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="backpropagation",
    title="Forward pass",
    topic="foundations",
    summary="From the inputs to the output, one layer after the other.",
    params=P,
    auto="cpu",
)


def layer(inputs, weights, biases, bend):
    """One layer in plain Python: its outputs, and how often it multiplied."""
    outputs, count = [], 0
    for row, bias in zip(weights, biases, strict=True):
        z = bias
        for w, x in zip(row, inputs, strict=True):
            z += w * x  # z = Σ wᵢ xᵢ + b
            count += 1
        outputs.append(tanh(z) if bend else z)  # a = tanh z
    return outputs, count


@demo.shows(
    "forward-pass",
    Predict(
        "A network has 2 inputs, 3 hidden neurons and 1 output. One forward pass multiplies a weight how often?",
        {"6 times": 6, "9 times": 9, "13 times": 13},
        measured="multiplications",
    ),
)
@torch.no_grad()
def by_numbers(p, device):
    """Values flow from the inputs to the output; each weight is used once for each sample."""
    torch.manual_seed(p.seed)
    first, last = nn.Linear(2, p.hidden), nn.Linear(p.hidden, 1)
    first.weight *= 2
    model = nn.Sequential(first, nn.Tanh(), last)
    x, off = torch.randn(100, 2), 0.0
    for number, sample in enumerate(x.tolist(), 1):
        h, used_first = layer(sample, first.weight.tolist(), first.bias.tolist(), p.bend)
        answer, used_last = layer(h, last.weight.tolist(), last.bias.tolist(), bend=False)
        off = max(off, abs(answer[0] - model(torch.tensor(sample)).item()))
        if number % 25 == 0:
            yield Step(number, 100, {"largest difference": off})
    nodes = [
        Node(f"{value:.2f}", 0, (0.5 - i) * max(1.0, p.hidden - 1), above=f"x{'₁₂'[i]}")
        for i, value in enumerate(sample)
    ]
    nodes += [Node(f"{value:.2f}", 1, (p.hidden - 1) / 2 - j) for j, value in enumerate(h)]
    nodes += [Node(f"{answer[0]:.2f}", 2, 0, above="output")]
    edges = [Edge(i, 2 + j, w, f"{w:.1f}") for j, row in enumerate(first.weight.tolist()) for i, w in enumerate(row)]
    edges += [Edge(2 + j, 2 + p.hidden, w, f"{w:.1f}") for j, w in enumerate(last.weight[0].tolist())]
    text = f"The values of one sample in every neuron; the output is {answer[0]:.2f}. Numbers on arrows are weights."
    yield Figure("One sample on its way", [Graph("value", nodes, edges)], text)
    names = [f"{i}" for i in range(1, 9)]
    hand = [layer(layer(s, first.weight.tolist(), first.bias.tolist(), p.bend)[0],
                  last.weight.tolist(), last.bias.tolist(), bend=False)[0][0] for s in x[:8].tolist()]  # fmt: skip
    bars = [Bars("number by number", names, hand), Bars("model(x)", names, model(x)[:8, 0])]
    text = f"Eight outputs by plain loops and by torch; over 100 samples they differ by {off:.1g} at most."
    yield Figure("The same by torch", bars, text, x="sample", y="output")
    yield result(off=off, multiplications=used_first + used_last)


@demo.claim(
    "Number by number gives model(x) to 10⁻⁶, with one multiplication per weight: Σ inputs × outputs",
    about="forward-pass",
    breaks={"bend": False},
)
def one_per_weight(p, r):
    yield Check.below(r["off"], 1e-6, label="largest difference")
    yield Check.exactly(r["multiplications"], 2 * p.hidden + p.hidden, label="multiplications")


if __name__ == "__main__":
    demo.main()
