"""Epochs and iterations, counted: how often each sample is used, and how often the weights move.

Run it alone: python -m app.demos.foundations.training_loop --preset epoch
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, Switch, result


class P(Params):
    samples: int = Slider(10_000, 1000, 20_000, step=1, title="Training samples")
    batch: int = Slider(100, 50, 1000, step=1, title="Batch size")
    replace: bool = Switch(False, title="Draw with replacement", shown_for=["epoch"])
    drop_last: bool = Switch(False, title="Drop the last, smaller batch", shown_for=["iteration"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="training-loop",
    title="The training loop",
    topic="foundations",
    summary="Training goes over the samples again and again, one batch at a time, and watches two losses.",
    params=P,
    auto="cpu",
)


def data(p, device):
    """Inputs x and targets y = 2x − 1 with noise."""
    torch.manual_seed(p.seed)
    x = torch.randn(p.samples)
    return x.to(device), (2 * x - 1 + 0.5 * torch.randn(p.samples)).to(device)


def batches(p, replace=False, drop_last=False):
    """The sample numbers of each batch of one epoch."""
    # Every sample once, in a new order; with replacement any may come twice, or not at all.
    order = torch.randint(p.samples, (p.samples,)) if replace else torch.randperm(p.samples)
    for start in range(0, p.samples, p.batch):
        batch = order[start : start + p.batch]
        if len(batch) == p.batch or not drop_last:
            yield batch


def train_epoch(x, y, line, numbers, rate=0.05):
    """One epoch of y ≈ w x + b: the loss of each iteration; `line` is changed in place."""
    for batch in numbers:
        error = line[0] * x[batch] + line[1] - y[batch]
        gradient = torch.stack([2 * (error * x[batch]).mean(), 2 * error.mean()])  # ∂L/∂w, ∂L/∂b
        line -= rate * gradient  # one iteration: w ← w − η ∂L/∂w
        yield (error**2).mean().item()


# -------------------------------------------------------------------------------- epoch: every sample exactly once


@demo.shows(
    "epoch",
    Predict(
        "Suppose an epoch drew its samples with replacement instead. Which share of them would it never see?",
        {"none": 0, "about a tenth": 0.1, "about a third": 0.37},
        measured="missed_with_replacement",
    ),
)
def every_sample_once(p, device):
    """An epoch is one pass over all samples in a new order: each is used exactly once."""
    x, y = data(p, device)
    line, losses, first_uses = torch.zeros(2, device=device), [], None
    for epoch in range(1, 4):
        uses = torch.zeros(p.samples, dtype=torch.long)
        numbers = list(batches(p, p.replace))
        for batch in numbers:
            uses += torch.bincount(batch, minlength=p.samples)
        losses.append(sum(train_epoch(x, y, line, numbers)) / len(numbers))
        first_uses = uses if first_uses is None else first_uses
        yield Step(epoch, 3, {"mean loss": losses[-1]})
    other = torch.bincount(torch.randint(p.samples, (p.samples,)), minlength=p.samples)
    names = ["never", "once", "twice", "more often"]
    shares = [[(u == k).float().mean() for k in range(3)] + [(u > 2).float().mean()] for u in (first_uses, other)]
    bars = [Bars("this epoch", names, shares[0]), Bars("drawn with replacement", names, shares[1])]
    text = f"In this epoch {shares[0][1]:.0%} of the samples are used once; with replacement only {shares[1][1]:.0%}."
    yield Figure("How often one epoch uses a sample", bars, text, y="share of samples")
    lines = [Line("mean loss", [1, 2, 3], losses), Level("noise in the data", 0.25)]
    yield Figure("Three epochs", lines, "The mean loss of each epoch.", x="epoch", y="loss")
    yield result(least=first_uses.min(), most=first_uses.max(), missed_with_replacement=shares[1][0])


@demo.claim("In one epoch every sample is used exactly once", about="epoch", breaks={"replace": True})
def exactly_once(p, r):
    yield Check.exactly(r["least"], 1, label="least")
    yield Check.exactly(r["most"], 1, label="most")


# ------------------------------------------------------------------------------ iteration: one batch, one update


@demo.shows(
    "iteration",
    Predict(
        "10,001 samples in batches of 100: how often do the weights move in one epoch?",
        {"100 times": 100, "101 times": 101, "10,001 times": 10_001},
        measured="updates",
    ),
    samples=10_001,
)
def one_batch_one_update(p, device):
    """An iteration is one batch and one update; the last batch of an epoch may be smaller."""
    x, y = data(p, device)
    line, losses, sizes = torch.zeros(2, device=device), [], []
    numbers = list(batches(p, drop_last=p.drop_last))
    for update, loss in enumerate(train_epoch(x, y, line, numbers), 1):
        losses.append(loss)
        sizes.append(len(numbers[update - 1]))
        if update % 20 == 0 or update == len(numbers):
            yield Step(update, len(numbers), {"loss": loss})
    lines = [Line("loss of the batch", range(1, len(losses) + 1), losses), Level("noise in the data", 0.25)]
    text = f"Within one epoch of {len(losses)} iterations the loss falls to the noise, with a new batch each time."
    yield Figure("One epoch, iteration by iteration", lines, text, x="iteration", y="loss")
    last = [f"{update}" for update in range(max(1, len(sizes) - 5), len(sizes) + 1)]
    text = f"The last batches of the epoch; the very last one has {sizes[-1]} samples."
    bars = [Bars("samples in the batch", last, sizes[-len(last) :]), Level("batch size", p.batch)]
    yield Figure("The last batches", bars, text, x="iteration", y="samples")
    yield result(updates=len(losses), seen=sum(sizes))


@demo.claim(
    "An epoch takes ⌈samples / batch size⌉ iterations, and they use every sample",
    about="iteration",
    breaks={"drop_last": True},
)
def rounded_up(p, r):
    yield Check.exactly(r["updates"], -(-p.samples // p.batch), label="iterations")
    yield Check.exactly(r["seen"], p.samples, label="samples used")


if __name__ == "__main__":
    demo.main()
