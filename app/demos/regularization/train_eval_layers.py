"""Normalization layers: the same two steps, along one axis of the batch or along the other.

Run it alone: python -m app.demos.regularization.train_eval_layers --preset normalization-layers
"""

import torch
from torch import nn

from app.demos.contract import (
    Bars,
    Check,
    Demo,
    Figure,
    Heatmap,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    log_eps: float = Slider(-5, -7, 0, step=1, title="ε, as a power of ten")
    samples: int = Slider(32, 16, 128, step=16, title="Samples in the batch")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="train-eval-layers",
    title="Layers that work differently in training",
    topic="regularization",
    summary="Dropout and normalization: what they do in training, and what in use.",
    params=P,
    auto="cpu",
)

FEATURES = 24


def normalize(x, axis, eps):
    mean, variance = x.mean(axis, keepdim=True), x.var(axis, correction=0, keepdim=True)
    return (x - mean) / (variance + eps).sqrt()  # (x − μ) / √(σ² + ε): only the axis differs


@demo.shows(
    "normalization-layers",
    Predict(
        "Batch norm makes every feature's mean over the batch 0. A single sample's mean over its features is then …",
        {"0 as well": 0, "off by about a half": 0.5, "off by about 5": 5},
        measured="rows_after_batch",
    ),
)
def two_axes(p, device):
    """Batch norm looks down each column of a batch, layer norm along each row, and each evens out its own axis only."""
    torch.manual_seed(p.seed)
    scale, offset = 1 + 2 * torch.rand(FEATURES), 4 * torch.randn(FEATURES)  # some features are large or far from 0
    own = 1.2 * torch.randn(p.samples, 1)  # and some samples are brighter than others
    x = (offset + scale * (torch.randn(p.samples, FEATURES) + own)).to(device)
    eps = 10**p.log_eps
    by_batch, by_layer = normalize(x, 0, eps), normalize(x, 1, eps)
    yield Step(1, 2)
    by_torch = (
        nn.BatchNorm1d(FEATURES, eps=eps, affine=False).to(device)(x),
        nn.LayerNorm(FEATURES, eps=eps).to(device)(x),
    )
    torch_off = max(
        (ours - theirs).abs().max().item() for ours, theirs in zip((by_batch, by_layer), by_torch, strict=True)
    )
    yield Step(2, 2, {"off torch by": torch_off})
    for name, z in (("As it comes", x), ("After batch norm", by_batch), ("After layer norm", by_layer)):
        limit = 8 if z is x else 2.5
        cells = Heatmap("activation", z[:16], scale=(-limit, limit))
        text = f"{name}: means of columns reach {z.mean(0).abs().max():.1g}, of rows {z.mean(1).abs().max():.1g}."
        yield Figure(name, [cells], text, x="feature", y="sample")
    names = ["as it comes", "batch norm", "layer norm"]
    means = [[z.mean(axis).abs().mean().item() for z in (x, by_batch, by_layer)] for axis in (0, 1)]
    bars = [Bars("of a feature, over the batch", names, means[0]), Bars("of a sample, over features", names, means[1])]
    text = "Batch norm brings the means of features to zero, layer norm those of samples; neither does both."
    yield Figure("How far means lie from zero", bars, text, y="mean, without sign")
    yield result(
        mean_off=max(by_batch.mean(0).abs().max().item(), by_layer.mean(1).abs().max().item()),
        variance_off=max(
            (by_batch.var(0, correction=0) - 1).abs().max().item(),
            (by_layer.var(1, correction=0) - 1).abs().max().item(),
        ),
        rows_after_batch=by_batch.mean(1).abs().mean(),
        columns_after_layer=by_layer.mean(0).abs().mean(),
        torch_off=torch_off,
    )


@demo.claim(
    "Batch norm gives every feature mean 0 and variance 1 (to 10⁻³), layer norm every sample, and neither does both",
    about="normalization-layers",
    breaks={"log_eps": 0},
)
def one_axis_each(p, r):
    yield Check.below(r["mean_off"], 1e-3, label="means off by")
    yield Check.below(r["variance_off"], 1e-3, label="variances off by")
    yield Check.above(r["rows_after_batch"], 0.1, label="samples after batch norm")
    yield Check.above(r["columns_after_layer"], 0.1, label="features after layer norm")
    yield Check.below(r["torch_off"], 1e-4, label="off torch by")


if __name__ == "__main__":
    demo.main()
