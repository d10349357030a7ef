"""Where to start: Xavier's compromise between the two directions, and why not at zero.

Run it alone: python -m app.demos.foundations.initialization --preset zero-initialization
"""

from itertools import pairwise
from typing import Literal

import torch
from torch import nn

from app.demos.contract import (
    Bars,
    Check,
    Choice,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    init: Literal["Xavier", "N(0, 1)"] = Choice("Xavier", title="First weights", shown_for=["xavier-initialization"])
    constant: float = Slider(0.5, 0, 1, step=0.1, title="First value of all weights", shown_for=["zero-initialization"])
    noise: float = Slider(0, 0, 1, step=0.1, title="Random part added to it", shown_for=["zero-initialization"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="signal-propagation",
    title="Initialization",
    topic="foundations",
    summary="The first weights decide whether a network can learn at all.",
    params=P,
    auto="cpu",
)

# ---------------------------------------------------------------------- Xavier: between too small and saturated

SIZES = [300, 200] * 5 + [300]  # layers of changing width, so that inputs and outputs differ in number


def start(n_in, n_out, init):
    if init == "Xavier":
        bound = (6 / (n_in + n_out)) ** 0.5  # uniform in ±√(6 / (n_in + n_out)): variance 2 / (n_in + n_out)
        return (2 * torch.rand(n_out, n_in) - 1) * bound
    return torch.randn(n_out, n_in)


@demo.shows(
    "xavier-initialization",
    Predict(
        "Ten tanh layers start with weights from N(0, 1). Of the last activations, how many are saturated, |a| > 0.99?",
        {"hardly any": 0, "about half": 0.5, "most": 0.85},
        measured="saturated_by_ones",
    ),
)
def unsaturated(p, device):
    """A variance of 2/(inputs + outputs) keeps tanh units out of saturation, forwards and backwards."""
    saturated, last, variances = {}, {}, []
    for init in (p.init, "N(0, 1)"):
        torch.manual_seed(p.seed)
        h, shares = torch.randn(200, SIZES[0]).to(device), []
        for n_in, n_out in pairwise(SIZES):
            w = start(n_in, n_out, init).to(device)
            if init == p.init:
                variances.append((w.var() * (n_in + n_out) / 2).item())
            h = torch.tanh(h @ w.T)
            shares.append((h.abs() > 0.99).float().mean().item())
        saturated[init], last[init] = shares, h.flatten()
        yield Step(len(saturated), 2, {"saturated": shares[-1]})
    lines = [Line(init, range(1, 11), shares) for init, shares in saturated.items()]
    text = (
        ", ".join(f"{init} {shares[-1]:.0%}" for init, shares in saturated.items()) + " are saturated after ten layers."
    )
    yield Figure("Saturated units, |a| > 0.99", lines, text, x="layer", y="share of units")
    names = [f"{(2 * i - 10) / 10:g}" for i in range(10)]
    bars = [Bars(init, names, torch.histc(values.cpu(), 10, -1, 1) / len(values)) for init, values in last.items()]
    text = "With N(0, 1) nearly all activations lie at −1 and 1, where tanh is flat."
    yield Figure("Activations of the tenth layer", bars, text, x="activation, from", y="share of units")
    by_torch = nn.init.xavier_uniform_(torch.empty(300, 200)).var() * 500 / 2
    yield result(
        variance=sum(variances) / len(variances),
        by_torch=by_torch,
        saturated=saturated[p.init][-1],
        saturated_by_ones=saturated["N(0, 1)"][-1],
    )


@demo.claim(
    "The variance is 2/(inputs + outputs) within 2 %, as torch's; after ten tanh layers under 5 % of units are "
    "saturated, with N(0, 1) over 80 %",
    about="xavier-initialization",
    breaks={"init": "N(0, 1)"},
)
def stays_open(p, r):
    yield Check.near(r["variance"], 1, within=0.02, label="variance × (inputs + outputs) / 2")
    yield Check.near(r["by_torch"], 1, within=0.02, label="torch's")
    yield Check.below(r["saturated"], 0.05, label="saturated")
    yield Check.above(r["saturated_by_ones"], 0.8, label="with N(0, 1)")


# ------------------------------------------------------------------------- zero initialization: all units the same


def train(w1, w2, x, y, done, steps=200, rate=0.2):
    """The first weight of each hidden unit after every step of gradient descent."""
    path = [w1[0].tolist()]
    for step in range(steps):
        w1, w2 = w1.detach().requires_grad_(), w2.detach().requires_grad_()
        loss = ((torch.tanh(x @ w1) @ w2 - y) ** 2).mean()
        g1, g2 = torch.autograd.grad(loss, [w1, w2])
        w1, w2 = w1 - rate * g1, w2 - rate * g2  # equal weights get equal gradients, so they stay equal
        path.append(w1[0].tolist())
        if step % 50 == 49:
            yield Step(done + step + 1, 2 * steps, {"loss": loss.item()})
    return w1.detach(), path, loss.item()


@demo.shows(
    "zero-initialization",
    Predict(
        "All weights start at one and the same value. After 200 steps the 8 hidden units are … different units.",
        {"one": 1, "a few": 4, "eight": 8},
        measured="different",
    ),
)
def same_for_ever(p, device):
    """Units that start equal get equal gradients and stay equal; random weights break the symmetry."""
    torch.manual_seed(p.seed)
    x = torch.randn(200, 3).to(device)
    y = torch.sin(2 * x[:, 0]) - torch.sin(2 * x[:, 1])
    noise = p.noise * torch.randn(4, 8).to(device)
    equal = p.constant + noise[:3], p.constant + noise[3]
    random = torch.randn(3, 8).to(device), torch.randn(8).to(device) / 8**0.5
    w1, path, loss = yield from train(*equal, x, y, done=0)
    other, other_path, other_loss = yield from train(*random, x, y, done=200)
    for title, values in (("All weights start equal", path), ("Random weights", other_path)):
        lines = [Line(f"unit {unit + 1}", range(len(values)), [row[unit] for row in values]) for unit in range(4)]
        text = f"The first weight of four hidden units over 200 steps. {title}."
        yield Figure(title, lines, text, x="step", y="weight")
    text = f"The loss ends at {loss:.2f} from equal weights and at {other_loss:.2f} from random ones."
    bars = Bars("loss", ["equal start", "random start"], [loss, other_loss])
    yield Figure("Loss after 200 steps", [bars, Level("nothing learned", y.var())], text, y="loss")
    spread, other_spread = (weights.std(1).max().item() for weights in (w1, other))
    different = len({tuple(round(value, 4) for value in unit) for unit in w1.T.tolist()})
    yield result(spread=spread, random_spread=other_spread, different=different)


@demo.claim(
    "After 200 steps hidden units that started equal still differ by less than 10⁻⁶; random ones differ by over 0.1",
    about="zero-initialization",
    breaks={"noise": 0.5},
)
def symmetry_stays(p, r):
    yield Check.below(r["spread"], 1e-6, label="equal start")
    yield Check.above(r["random_spread"], 0.1, label="random start")


if __name__ == "__main__":
    demo.main()
