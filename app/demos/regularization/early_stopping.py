"""Early stopping: keep the weights that did best on validation samples, and stop when they no longer improve.

Run it alone: python -m app.demos.regularization.early_stopping --preset early-stopping
"""

from itertools import pairwise

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, result

FEATURES, STEPS = 50, 400


class P(Params):
    samples: int = Slider(60, 50, 1000, step=10, title="Training samples")
    noise: float = Slider(1, 0.8, 1.4, step=0.1, title="Noise in the targets")
    patience: int = Slider(30, 10, 60, step=10, title="Patience, in steps")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="training-loop",
    title="Early stopping",
    topic="regularization",
    summary="Keep the weights that did best on validation samples.",
    params=P,
    auto="cpu",
)


def samples(n, p, truth, device):
    """Ten strong features that matter, forty weak ones that do not, and targets with noise."""
    x = torch.randn(n, FEATURES)
    x[:, 10:] *= 0.4
    return x.to(device), (x @ truth + p.noise * torch.randn(n)).to(device)


def loss(x, y, w):
    return (x @ w - y).square().mean()


@demo.shows(
    "early-stopping",
    Predict(
        "The training loss falls in all of 400 steps. The loss on new samples is lowest …",
        {"in the first fifth": 0.1, "half way": 0.5, "at the end": 1},
        measured="where",
    ),
)
def best_so_far(p, device):
    """Training learns the pattern first and the noise later; the validation loss tells when to stop."""
    torch.manual_seed(p.seed)
    truth = torch.zeros(FEATURES)
    truth[:10] = 0.6 * torch.randn(10)
    (x, y), (val_x, val_y), (test_x, test_y) = (samples(n, p, truth, device) for n in (p.samples, 200, 5000))
    rate = 0.1 / torch.linalg.matrix_norm(x.T @ x / len(y), 2)  # slow enough to watch
    w = torch.zeros(FEATURES, device=device)
    kept, best, stopped, curves = w, loss(val_x, val_y, w).item(), None, []
    since = 0
    for step in range(1, STEPS + 1):
        w = w - rate * 2 * x.T @ (x @ w - y) / len(y)  # w ← w − η ∇L
        curves.append([loss(*data, w).item() for data in ((x, y), (val_x, val_y), (test_x, test_y))])
        since += 1
        if curves[-1][1] < best:
            kept, best, since = w, curves[-1][1], 0  # the checkpoint: the best weights so far
        if since >= p.patience and stopped is None:
            stopped = step  # here training would end; it goes on only to show what is spared
        if step % 10 == 0:
            yield Step(step, STEPS, {"training": curves[-1][0], "validation": curves[-1][1]})
    steps = range(1, STEPS + 1)
    training, validation, test = zip(*curves, strict=True)
    lines = [Line("training", steps, training), Line("validation", steps, validation)]
    low, high = min(training), max(validation)
    if stopped is not None:
        lines.append(Line("stop here", [stopped] * 2, [low, high]))
    text = f"The validation loss is lowest at step {validation.index(min(validation)) + 1}, then it rises again."
    yield Figure("When to stop", lines, text, x="step", y="mean squared error", log_x=True)
    ends = {"best checkpoint": kept, "after 400 steps": w}
    errors = {name: [loss(*data, each).item() for data in ((x, y), (test_x, test_y))] for name, each in ends.items()}
    bars = [
        Bars(name, list(ends), [each[k] for each in errors.values()]) for k, name in enumerate(("training", "test"))
    ]
    text = f"The checkpoint has test loss {errors['best checkpoint'][1]:.2f}, the last weights {test[-1]:.2f}."
    yield Figure("The best checkpoint and the last weights", bars, text, y="mean squared error")
    yield result(
        ratio=errors["best checkpoint"][1] / test[-1],
        training_falls=all(after <= before for before, after in pairwise(training)),
        where=(test.index(min(test)) + 1) / STEPS,
    )


@demo.claim(
    "The best checkpoint has a test loss > 10 % below that of the last weights, though the training loss only falls",
    about="early-stopping",
    breaks={"samples": 1000},
)
def better_than_last(p, r):
    yield Check.below(r["ratio"], 0.9, label="test loss by that of the last weights")
    yield Check.exactly(r["training_falls"], 1, label="training loss only falls")


if __name__ == "__main__":
    demo.main()
