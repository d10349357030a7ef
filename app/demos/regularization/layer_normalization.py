"""Layer normalization: each sample is judged by itself, whatever company it comes in.

Run it alone: python -m app.demos.regularization.layer_normalization --preset layer-normalization
"""

from typing import Literal

import torch
from torch import nn

from app.demos.contract import (
    Bars,
    Check,
    Choice,
    Demo,
    Figure,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    over: Literal["features", "batch"] = Choice("features", title="Mean and variance over")
    features: int = Slider(16, 8, 64, step=8, title="Features")
    batch: int = Slider(8, 4, 64, step=4, title="Samples in the batch")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="train-eval-layers",
    title="Layer normalization",
    topic="regularization",
    summary="Each sample is judged by itself.",
    params=P,
    auto="cpu",
)

EPS = 1e-5


def normalize(x, axis):
    mean, variance = x.mean(axis, keepdim=True), x.var(axis, correction=0, keepdim=True)
    return (x - mean) / (variance + EPS).sqrt()  # (x − μ) / √(σ² + ε)


@demo.shows(
    "layer-normalization",
    Predict(
        "The same sample comes in two different batches. What layer norm makes of it differs by …",
        {"nothing": 0, "about a tenth": 0.1, "about 1": 1},
        measured="change",
    ),
)
def by_itself(p, device):
    """A sample's own features give its mean and variance, so it comes out the same alone or in any batch."""
    torch.manual_seed(p.seed)
    one = torch.randn(1, p.features).to(device)
    company = [(1 + 2 * torch.randn(p.batch - 1, p.features)).to(device) for _ in range(2)]
    batches = [torch.cat([one, others]) for others in company]
    axis = 1 if p.over == "features" else 0
    layer, alone = [normalize(x, axis)[0] for x in batches], normalize(one, axis)[0]
    yield Step(1, 2)
    batch = [normalize(x, 0)[0] for x in batches]
    by_torch = nn.LayerNorm(p.features, eps=EPS).to(device)(batches[0]).detach()
    yield Step(2, 2)
    names = [f"{k + 1}" for k in range(8)]
    for title, (a, b) in (("Layer norm: one sample in two batches", layer), ("Batch norm: the same", batch)):
        bars = [Bars("in the first batch", names, a[:8]), Bars("in the second", names, b[:8])]
        text = f"{title}. Its outputs differ by at most {(a - b).abs().max():.2g} between the batches."
        yield Figure(title, bars, text, x="feature", y="output")
    yield result(
        torch_off=(normalize(batches[0], axis) - by_torch).abs().max(),
        change=max((layer[0] - layer[1]).abs().max().item(), (layer[0] - alone).abs().max().item()),
        batch_change=(batch[0] - batch[1]).abs().max(),
    )


@demo.claim(
    "Equals nn.LayerNorm to 10⁻⁵; a sample comes out the same alone or in any batch (10⁻⁶), not so under batch norm",
    about="layer-normalization",
    breaks={"over": "batch"},
)
def same_in_any_company(p, r):
    yield Check.below(r["torch_off"], 1e-5, label="off torch by")
    yield Check.below(r["change"], 1e-6, label="layer norm differs by")
    yield Check.above(r["batch_change"], 0.01, label="batch norm by")


if __name__ == "__main__":
    demo.main()
