"""Where data enter a network: one place for each feature.

Run it alone: python -m app.demos.foundations.input_layer --preset input-layer
"""

import torch
from torch import nn

from app.demos.contract import Bars, Check, Demo, Figure, Params, Predict, Slider, Step, Switch, result


class P(Params):
    features: int = Slider(5, 2, 12, step=1, title="Input features")
    columns_too: bool = Switch(True, title="Move the weight columns with the features")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="mlp-anatomy",
    title="Input layer",
    topic="foundations",
    summary="The network knows a feature by its place only.",
    params=P,
    auto="cpu",
)


@demo.shows(
    "input-layer",
    Predict(
        "The features of every sample change places. The network is as before. Its outputs …",
        {"stay the same": 0, "change": 1},
        measured="changed",
    ),
)
@torch.no_grad()
def places(p, device):
    """Each input belongs to one column of the first weights; the network knows features by their place only."""
    torch.manual_seed(p.seed)
    model = nn.Sequential(nn.Linear(p.features, 16), nn.Tanh(), nn.Linear(16, 1)).to(device)
    x = torch.randn(200, p.features).to(device)
    before = model(x)[:, 0]
    order = torch.arange(p.features).roll(1)  # the last feature comes first
    moved = model(x[:, order])[:, 0]
    yield Step(1, 2, {"largest change": (moved - before).abs().max().item()})
    if p.columns_too:
        model[0].weight.copy_(model[0].weight[:, order])  # column i of W₁ is read by feature i
    both = model(x[:, order])[:, 0]
    yield Step(2, 2, {"after moving the columns": (both - before).abs().max().item()})
    samples = [f"{i}" for i in range(1, 9)]
    text = "Moving the features changes the outputs; moving the columns of the first weights with them does not."
    bars = [Bars("as they were", samples, before[:8]), Bars("features moved", samples, moved[:8])]
    bars += [Bars("columns moved too" if p.columns_too else "columns left", samples, both[:8])]
    yield Figure("Outputs of eight samples", bars, text, x="sample", y="output")
    alone, together = (moved - before).abs().max(), (both - before).abs().max()
    yield result(alone=alone, together=together, changed=float(alone > 0.01))


@demo.claim(
    "Moving the features alone changes outputs by more than 0.01; with the weight columns moved too, by less than 10⁻⁶",
    about="input-layer",
    breaks={"columns_too": False},
)
def columns_belong_to_features(p, r):
    yield Check.above(r["alone"], 0.01, label="features alone")
    yield Check.below(r["together"], 1e-6, label="with their columns")


if __name__ == "__main__":
    demo.main()
