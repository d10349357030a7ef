"""Mini-batches: many steps per epoch, and little noise in each.

Run it alone: python -m app.demos.optimizers.mini_batch --preset mini-batch-gradient-descent
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, result

SAMPLES = 512


class P(Params):
    batch: int = Slider(16, 1, SAMPLES, step=1, title="Batch size")
    rate: float = Slider(0.06, 0.05, 0.08, step=0.01, title="Learning rate η")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="gradient-descent-variants",
    title="Mini-batch gradient descent",
    topic="optimizers",
    summary="Between one sample and all of them lies what nearly everybody uses.",
    params=P,
    auto="cpu",
)


def train(x, y, size, rate, epochs):
    """The loss on all samples after every step."""
    w = torch.zeros(x.shape[1], device=x.device)
    for _ in range(epochs):
        for batch in torch.randperm(len(y)).to(x.device).split(size):
            error = x[batch] @ w - y[batch]
            w = w - rate * (x[batch].T @ error) / len(batch)  # w ← w − η · mean of the batch's gradients
            yield ((x @ w - y) ** 2).mean().item() / 2


@demo.shows(
    "mini-batch-gradient-descent",
    Predict(
        "After 5 epochs at one learning rate, the loss of batches of 16 is … the full batch's.",
        {"less than half of": 0.2, "about the same as": 1, "more than twice": 3},
        measured="by_full",
    ),
)
def in_between(p, device, epochs=5):
    """A mini-batch costs a fraction of the full batch and is far less noisy than a single sample."""
    torch.manual_seed(p.seed)
    x = torch.randn(SAMPLES, 5).to(device)
    y = x @ torch.tensor([2.0, -1, 1.5, -2, 1], device=device) + torch.randn(SAMPLES).to(device)
    runs = {}
    for name, size in (("one sample", 1), (f"batches of {p.batch}", p.batch), ("all samples", SAMPLES)):
        runs.setdefault(name, list(train(x, y, size, p.rate, epochs)))
        yield Step(len(runs), 3, {f"loss with {name}": runs[name][-1]})
    single, mini, full = runs["one sample"], runs[f"batches of {p.batch}"], runs["all samples"]
    begin = (y**2).mean().item() / 2
    lines = [
        Line(name, [i * epochs / len(losses) for i in range(len(losses) + 1)], [begin, *losses])
        for name, losses in runs.items()
    ]
    text = (
        f"In {epochs} epochs the full batch makes {epochs} steps and hardly moves; single samples arrive, and tremble."
    )
    yield Figure("For the same samples read", lines, text, x="epoch", y="loss", log_y=True)
    # How unsteady the last epoch is: the variance of the loss from one step to the next.
    tremble = {
        name: torch.tensor(losses[-len(losses) // epochs - 1 :]).diff().var(correction=0)
        for name, losses in runs.items()
    }
    shown = [Line(name, range(100), runs[name][-100:]) for name in runs if len(runs[name]) >= 100]
    if len(shown) < 2:
        shown = [Line("one sample", range(100), single[-100:])]
    yield Figure("The last steps", shown, "The loss of the last steps, up to a hundred.", x="step", y="loss")
    text = "Steps per epoch: the smaller the batch, the more often the weights move for the same work."
    bars = [Bars("steps", list(runs), [len(losses) / epochs for losses in runs.values()])]
    yield Figure("Steps per epoch", bars, text, y="steps")
    yield result(by_full=mini[-1] / full[-1], tremble=tremble[f"batches of {p.batch}"] / tremble["one sample"])


@demo.claim(
    "After 5 epochs its loss is below half the full batch's, and its last steps vary less than a fifth as much as "
    "single samples'",
    about="mini-batch-gradient-descent",
    breaks={"batch": SAMPLES},
)
def best_of_both(p, r):
    yield Check.below(r["by_full"], 0.5, label="loss, by the full batch's")
    yield Check.below(r["tremble"], 0.2, label="variance, by single samples'")


if __name__ == "__main__":
    demo.main()
