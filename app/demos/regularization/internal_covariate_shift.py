"""Internal covariate shift: while a layer learns, the layers before it move its inputs about.

Run it alone: python -m app.demos.regularization.internal_covariate_shift --preset internal-covariate-shift
"""

import torch
from torch import nn

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    rate: float = Slider(0.05, 0.03, 0.1, step=0.01, title="Learning rate η")
    batch_norm: bool = Switch(True, title="Batch norm in the second network")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="train-eval-layers",
    title="Internal covariate shift",
    topic="regularization",
    summary="While a layer learns, the layers before it move its inputs about.",
    params=P,
    auto="cpu",
)

STEPS = 100


class Network(nn.Module):
    """Two hidden layers; with `norm`, what enters the second one is normalised over the batch first."""

    def __init__(self, norm):
        super().__init__()
        self.first, self.second, self.last = nn.Linear(10, 32), nn.Linear(32, 32), nn.Linear(32, 1)
        self.norm = nn.BatchNorm1d(32, affine=False) if norm else nn.Identity()

    def enters_second(self, x):
        return self.norm(torch.relu(self.first(x)))

    def forward(self, x):
        return self.last(torch.relu(self.second(self.enters_second(x))))


@demo.shows(
    "internal-covariate-shift",
    Predict(
        "Without batch norm, the mean input of layer 2 moves in 100 steps by how many of its own standard deviations?",
        {"by less than 0.01": 0, "by a few tenths": 0.3, "by more than 3": 4},
        measured="plain",
    ),
)
def moving_target(p, device):
    """Each layer has to learn from inputs that shift under it; batch norm holds their mean and spread in place."""
    torch.manual_seed(p.seed)
    x = (1 + torch.randn(512, 10)).to(device)
    y = (3 + torch.sin(2 * x[:, :1].cpu()) + x[:, 1:2].cpu() * x[:, 2:3].cpu()).to(device)
    drifts, losses = {}, {}
    for name, norm in (("without", False), ("with batch norm", p.batch_norm)):
        torch.manual_seed(p.seed)  # the same weights to start from
        network = Network(norm).to(device)
        weights = list(network.parameters())
        start = network.enters_second(x).detach()
        where, wide = start.mean(0), start.std(0).clamp(min=0.1)
        drift, curve = [], []
        for step in range(1, STEPS + 1):
            loss = (network(x) - y).square().mean()
            with torch.no_grad():
                for w, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                    w -= p.rate * gradient
            moved = (network.enters_second(x).detach().mean(0) - where).abs() / wide
            drift.append(moved.mean().item())  # |mean now − mean at first| in standard deviations at first
            curve.append(loss.item())
            if step % 10 == 0:
                yield Step(step + STEPS * len(drifts), 2 * STEPS, {"drift": drift[-1], "loss": curve[-1]})
        drifts[name], losses[name] = drift, curve
    steps = range(1, STEPS + 1)
    lines = [Line(name, steps, each) for name, each in drifts.items()]
    text = f"Without batch norm the inputs' means drift by up to {max(drifts['without']):.2f} standard deviations."
    yield Figure("How far the inputs of layer 2 drift", lines, text, x="step", y="drift of the means")
    lines = [Line(name, steps, each) for name, each in losses.items()]
    without, with_norm = (each[-1] for each in losses.values())
    text = f"After 100 steps the loss is {without:.2f} without and {with_norm:.2f} with batch norm."
    yield Figure("The loss meanwhile", lines, text, x="step", y="loss", log_y=True)
    yield result(plain=max(drifts["without"]), normalised=max(drifts["with batch norm"]))


@demo.claim(
    "In 100 steps the mean input of layer 2 drifts by > 0.1 of its spread, and by < 0.01 with batch norm before it",
    about="internal-covariate-shift",
    breaks={"batch_norm": False},
)
def held_in_place(p, r):
    yield Check.above(r["plain"], 0.1, label="without")
    yield Check.below(r["normalised"], 0.01, label="with batch norm")


if __name__ == "__main__":
    demo.main()
