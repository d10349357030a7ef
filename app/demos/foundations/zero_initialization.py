"""Why weights must not all start at one value: equal units stay equal.

Run it alone: python -m app.demos.foundations.zero_initialization --preset zero-initialization
"""

import torch

from app.demos.contract import (
    Bars,
    Check,
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
    constant: float = Slider(0.5, 0, 1, step=0.1, title="First value of all weights")
    noise: float = Slider(0, 0, 1, step=0.1, title="Random part added to it")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="signal-propagation",
    title="Zero initialization",
    topic="foundations",
    summary="Random weights break the symmetry between the units of a layer.",
    params=P,
    auto="cpu",
)


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
