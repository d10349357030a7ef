"""Batch normalization: the batch's own mean and variance in training, remembered ones in use.

Run it alone: python -m app.demos.regularization.batch_normalization --preset batch-normalization
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
    Line,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    momentum: float = Slider(0.1, 0.05, 0.5, step=0.05, title="Momentum of the running values")
    divisor: Literal["n − 1", "n"] = Choice("n − 1", title="Running variance divides by")
    batches: int = Slider(60, 20, 200, step=10, title="Batches of 16 seen")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="train-eval-layers",
    title="Batch normalization",
    topic="regularization",
    summary="The batch's own statistics in training, remembered ones in use.",
    params=P,
    auto="cpu",
)

BATCH, FEATURES, EPS = 16, 4, 1e-5


class ByHand:
    """Batch normalization as nn.BatchNorm1d does it, with scale γ and shift β."""

    def __init__(self, p, device):
        self.p = p
        self.mean, self.variance = torch.zeros(FEATURES, device=device), torch.ones(FEATURES, device=device)
        self.gamma, self.beta = torch.ones(FEATURES, device=device), torch.zeros(FEATURES, device=device)

    def train(self, x):
        mean, variance = x.mean(0), x.var(0, correction=0)
        kept = x.var(0, correction=1) if self.p.divisor == "n − 1" else variance  # torch remembers the unbiased one
        self.mean = (1 - self.p.momentum) * self.mean + self.p.momentum * mean  # a running average over batches
        self.variance = (1 - self.p.momentum) * self.variance + self.p.momentum * kept
        return self._normalize(x, mean, variance)

    def eval(self, x):
        return self._normalize(x, self.mean, self.variance)

    def _normalize(self, x, mean, variance):
        return self.gamma * (x - mean) / (variance + EPS).sqrt() + self.beta  # y = γ (x − μ) / √(σ² + ε) + β


@demo.shows(
    "batch-normalization",
    Predict(
        "The first batch has mean 5, and the running mean starts at 0 with momentum 0.1. After this batch it is …",
        {"0.5": 0.1, "2.5": 0.5, "5": 1},
        measured="first_share",
    ),
)
def remembers(p, device):
    """In training every batch is judged by itself; in use, by the averages that training has gathered."""
    torch.manual_seed(p.seed)
    ours, theirs = ByHand(p, device), nn.BatchNorm1d(FEATURES, eps=EPS, momentum=p.momentum).to(device)
    centre, spread = torch.tensor([5.0, -3, 1, 0]), torch.tensor([2.0, 1, 3, 0.5])
    means, variances, train_off, eval_off = [], [], 0.0, 0.0
    for batch in range(1, p.batches + 1):
        x = (centre + spread * torch.randn(BATCH, FEATURES)).to(device)
        theirs.train()
        train_off = max(train_off, (ours.train(x) - theirs(x).detach()).abs().max().item())
        theirs.eval()
        eval_off = max(eval_off, (ours.eval(x) - theirs(x).detach()).abs().max().item())
        means.append(ours.mean.tolist())
        variances.append(ours.variance.tolist())
        if batch == 1:
            first_share = (ours.mean / x.mean(0))[0].item()
        yield Step(batch, p.batches, {"off torch in training": train_off, "in use": eval_off})
    steps = range(1, p.batches + 1)
    lines = [Line(f"feature {k + 1}", steps, [each[k] for each in means]) for k in range(FEATURES)]
    text = "The running means move from 0 to the features' own means, 5, −3, 1 and 0, and go on trembling a little."
    yield Figure("The running means settle", lines, text, x="batches seen", y="running mean")
    new = (centre + spread * torch.randn(1000, FEATURES)).to(device)
    names = [f"feature {k + 1}" for k in range(FEATURES)]
    out = ours.eval(new)
    bars = [Bars("mean before", names, new.mean(0)), Bars("mean after", names, out.mean(0))]
    bars += [Bars("spread before", names, new.std(0)), Bars("spread after", names, out.std(0))]
    text = "In use, new samples come out with means near 0 and standard deviations near 1, by the remembered values."
    yield Figure("1,000 new samples, before and after", bars, text)
    yield result(train_off=train_off, eval_off=eval_off, first_share=first_share)


@demo.claim(
    "The hand-written layer equals nn.BatchNorm1d to 10⁻⁵ in training, and in use with its running statistics",
    about="batch-normalization",
    breaks={"divisor": "n"},
)
def as_torch_does(p, r):
    yield Check.below(r["train_off"], 1e-5, label="in training")
    yield Check.below(r["eval_off"], 1e-5, label="in use")


if __name__ == "__main__":
    demo.main()
