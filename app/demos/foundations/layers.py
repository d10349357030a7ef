"""Layers are functions applied one after the other: their order counts, and so does every number in them.

Run it alone: python -m app.demos.foundations.layers --preset layer
"""

from itertools import pairwise

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
    width: int = Slider(4, 2, 6, step=1, title="Neurons in each hidden layer")
    same: bool = Switch(False, title="Both hidden layers have the same weights")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="mlp-anatomy",
    title="Layers",
    topic="foundations",
    summary="A network is its layers, one after the other.",
    params=P,
    auto="cpu",
)


def drawing(sizes, model):
    """The network as circles and arrows; thick arrows are large weights, dashed ones negative."""
    nodes, edges, first = [], [], [0]
    for layer, size in enumerate(sizes):
        name = {0: "inputs", len(sizes) - 1: "outputs"}.get(layer, f"hidden {layer}")
        nodes += [Node("", layer, (size - 1) / 2 - i, above="" if i else name) for i in range(size)]
        first.append(len(nodes))
    for layer, weights in enumerate(module.weight for module in model if isinstance(module, nn.Linear)):
        for end, row in enumerate(weights.tolist()):
            edges += [Edge(first[layer] + i, first[layer + 1] + end, weight) for i, weight in enumerate(row)]
    return Graph("weight", nodes, edges)


@demo.shows(
    "layer",
    Predict(
        "The two hidden layers are just as wide. They change places, with their weights. The output …",
        {"stays the same": 0, "changes": 1},
        measured="changed",
    ),
)
@torch.no_grad()
def one_after_the_other(p, device):
    """A network is its layers applied in order; swap two of them and it is another network."""
    torch.manual_seed(p.seed)
    sizes = [3, p.width, p.width, p.width, 2]
    linear = [nn.Linear(n_in, n_out) for n_in, n_out in pairwise(sizes)]
    if p.same:
        linear[2] = linear[1]
    first, second, third, last = linear
    model = nn.Sequential(first, nn.Tanh(), second, nn.Tanh(), third, nn.Tanh(), last).to(device)
    x = torch.randn(100, 3).to(device)
    h = x
    for layer in (first, second, third):
        h = torch.tanh(h @ layer.weight.T + layer.bias)  # hₖ = f(Wₖ hₖ₋₁ + bₖ): the next layer reads this one
    by_hand = h @ last.weight.T + last.bias
    yield Step(1, 2)
    swapped = nn.Sequential(first, nn.Tanh(), third, nn.Tanh(), second, nn.Tanh(), last)
    change = (swapped(x) - model(x)).abs().max().item()
    yield Step(2, 2, {"change after the swap": change})
    text = "Three inputs, three hidden layers and two outputs: every neuron reads all neurons of the layer before."
    yield Figure("The layers", [drawing(sizes, model)], text)
    names = ["hidden 1", "hidden 2", "hidden 3", "output"]
    formula = [(n_in + 1) * n_out for n_in, n_out in pairwise(sizes)]  # (n_in + 1) · n_out
    counts = [sum(w.numel() for w in layer.parameters()) for layer in linear]
    text = "Each layer has a weight per input and neuron, and a bias per neuron: " + ", ".join(map(str, counts)) + "."
    bars = [Bars("counted", names, counts), Bars("(inputs + 1) × neurons", names, formula)]
    yield Figure("Parameters of each layer", bars, text, y="parameters")
    samples = [f"sample {i}" for i in range(1, 6)]
    bars = [Bars("in order", samples, model(x)[:5, 0]), Bars("layers swapped", samples, swapped(x)[:5, 0])]
    text = f"Swapping hidden layers 2 and 3 changes the outputs by up to {change:.2g}."
    yield Figure("The order counts", bars, text, y="first output")
    off = (by_hand - model(x)).abs().max()
    yield result(off=off, swap=change, changed=float(change > 0.01), surplus=sum(counts) - sum(formula))


@demo.claim(
    "Layer by layer gives model(x) to 10⁻⁶, swapping two hidden layers changes it by more than 0.01, "
    "and the parameters number Σ (inputs + 1) × neurons",
    about="layer",
    breaks={"same": True},
)
def order_counts(p, r):
    yield Check.below(r["off"], 1e-6, label="difference")
    yield Check.above(r["swap"], 0.01, label="after the swap")
    yield Check.exactly(r["surplus"], 0, label="parameters too many")


if __name__ == "__main__":
    demo.main()
