"""Dying ReLU: a unit that is closed for every sample gets no gradient, and so stays closed.

Run it alone: python -m app.demos.activations.dying_relu --preset dying-relu
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    bias: float = Slider(-10, -10, 0, step=0.5, title="Biases start at")
    slope: float = Slider(0.01, 0.01, 0.2, step=0.01, title="Slope of Leaky ReLU below zero")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="activation-in-training",
    title="Dying ReLU",
    topic="activations",
    summary="No input opens the unit, so no gradient reaches it, so nothing can ever open it.",
    params=P,
    auto="cpu",
)


def leaky(z, slope):
    return torch.where(z > 0, z, slope * z)  # ReLU is the case of slope 0


def train(start, slope, x, y, steps, rate=0.05):
    """Fit ŷ = v · f(w x + b); yields the loss, the share of dead units and the largest gradient of a unit's own."""
    w, b, v = parameters = [each.clone().requires_grad_() for each in start]
    m = squares = [torch.zeros_like(each) for each in parameters]
    for t in range(1, steps + 2):
        z = x[:, None] * w + b  # one row per sample, one column per unit
        loss = ((leaky(z, slope) @ v - y) ** 2).mean()
        gradients = torch.autograd.grad(loss, parameters)
        largest = max(g.abs().max().item() for g in gradients)
        dead = (torch.stack([g.abs() for g in gradients]).amax(0) == 0).float().mean().item()
        yield loss.item(), dead, largest, (leaky(z, slope) @ v).detach()
        m = [0.9 * old + 0.1 * g for old, g in zip(m, gradients, strict=True)]
        squares = [0.999 * old + 0.001 * g**2 for old, g in zip(squares, gradients, strict=True)]
        with torch.no_grad():
            for each, mean, square in zip(parameters, m, squares, strict=True):  # Adam's step
                each -= rate * (mean / (1 - 0.9**t)) / ((square / (1 - 0.999**t)).sqrt() + 1e-8)


@demo.shows(
    "dying-relu",
    Predict(
        "All biases start so low that every ReLU is closed. After 200 steps, how much of the loss is left?",
        {"nearly none": 0, "half": 0.5, "all of it": 1},
        measured="left",
    ),
)
def closed_for_ever(p, device, steps=200, units=16):
    """A ReLU that is closed for all samples gets zero gradient from each of them; a small slope keeps it alive."""
    torch.manual_seed(p.seed)
    x = torch.linspace(-2, 2, 100)
    y = x + 0.3 * torch.sin(4 * x)
    start = [torch.randn(units), torch.full((units,), p.bias), torch.randn(units) / units**0.5]
    x, y, *start = (each.to(device) for each in (x, y, *start))
    runs, first = {}, {}
    for name, slope in (("ReLU", 0.0), ("Leaky ReLU", p.slope)):
        rows = []
        for step, row in enumerate(train(start, slope, x, y, steps)):
            rows.append(row)
            if step % 20 == 0:
                yield Step(step + steps * len(runs), 2 * steps, {"loss": row[0], "dead units": row[1]})
        runs[name], first[name] = rows, rows[0]
    lines = [Line(name, range(steps + 1), [row[0] for row in rows]) for name, rows in runs.items()]
    left = {name: rows[-1][0] / rows[0][0] for name, rows in runs.items()}
    text = f"After {steps} steps ReLU has {left['ReLU']:.0%} of its loss left, Leaky ReLU {left['Leaky ReLU']:.0%}."
    yield Figure("Two hundred steps of training", lines, text, x="step", y="loss")
    marks = [Points("samples", x, y)] + [Line(name, x, rows[-1][3]) for name, rows in runs.items()]
    yield Figure("What was learned", marks, "The fits after training, over the samples.", x="x", y="y")
    times = ["at the start", "at the end"]
    bars = [Bars(name, times, [rows[0][1], rows[-1][1]]) for name, rows in runs.items()]
    text = (
        f"Units without any gradient: {runs['ReLU'][-1][1]:.0%} with ReLU, {runs['Leaky ReLU'][-1][1]:.0%} with leaky."
    )
    yield Figure("Dead units", bars, text, y="share of units")
    change = max(abs(row[0] - runs["ReLU"][0][0]) for row in runs["ReLU"])
    largest = max(row[2] for row in runs["ReLU"])
    yield result(largest=largest, change=change, left=left["ReLU"], left_leaky=left["Leaky ReLU"])


@demo.claim(
    "Closed ReLUs get exactly zero gradient and the loss stays; a small slope cuts it by more than half",
    about="dying-relu",
    breaks={"bias": 0},
)
def dead_stays_dead(p, r):
    yield Check.exactly(r["largest"], 0, label="largest gradient")
    yield Check.below(r["change"], 1e-9, label="the loss changes by")
    yield Check.below(r["left_leaky"], 0.5, label="left with the slope")


if __name__ == "__main__":
    demo.main()
