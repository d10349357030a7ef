"""AdamW: the weights shrink by themselves, outside of what Adam rescales.

Run it alone: python -m app.demos.optimizers.adamw --preset adamw
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, Switch, result

WEIGHTS = [0.5, 1.0, 4.0]


class P(Params):
    rate: float = Slider(0.01, 0.005, 0.02, step=0.001, title="Learning rate η")
    decay: float = Slider(0.1, 0.01, 1, title="Weight decay λ")
    decoupled: bool = Switch(True, title="Decouple the decay (AdamW)")


demo = Demo(
    id="optimizers",
    title="AdamW",
    topic="optimizers",
    summary="Adam divides every gradient by its size; a decay that passes through it loses its own.",
    params=P,
    auto="cpu",
)


def train(w, rate, decay, decoupled, steps, b1=0.9, b2=0.999):
    """The weights when the loss has no gradient at all: what moves them is the decay alone."""
    m = v = torch.zeros_like(w)
    path = [w]
    for t in range(1, steps + 1):
        g = torch.zeros_like(w)
        if decoupled:
            w = w - rate * decay * w  # AdamW: w ← (1 − η λ) w, beside Adam's own step
        else:
            g = g + decay * w  # Adam + L2: λ w is part of the gradient, and is divided by its own size below
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        w = w - rate * (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + 1e-8)
        path.append(w)
    return torch.stack(path)


def by_torch(w, rate, decay, steps):
    w = w.clone().requires_grad_()
    optimizer, path = torch.optim.AdamW([w], lr=rate, weight_decay=decay), [w.detach().clone()]
    for _ in range(steps):
        w.grad = torch.zeros_like(w)
        optimizer.step()
        path.append(w.detach().clone())
    return torch.stack(path)


@demo.shows(
    "adamw",
    Predict(
        "With Adam and an L2 penalty, λ becomes ten times larger. The penalty's first step becomes …",
        {"no longer": 1, "about three times as long": 3.2, "ten times as long": 10},
        measured="with_ten_times",
    ),
)
def shrinks_in_proportion(p, device, steps=50):
    """AdamW shrinks every weight by the same share; Adam with an L2 penalty moves all by the same distance."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    start = torch.tensor(WEIGHTS, dtype=torch.float64, device=where)
    ours = train(start, p.rate, p.decay, p.decoupled, steps)
    yield Step(1, 3, {"share left after a step": (ours[1] / ours[0]).mean().item()})
    penalty = train(start, p.rate, p.decay, False, steps)
    ten_times = train(start, p.rate, 10 * p.decay, False, steps)
    yield Step(2, 3, {"L2: first step": (penalty[0] - penalty[1]).mean().item()})
    torchs = by_torch(start, p.rate, p.decay, steps)
    yield Step(3, 3)
    names = [f"weight {w:g}" for w in WEIGHTS]
    text = "In 50 steps AdamW has taken the same share of each weight, and an L2 penalty about the same length."
    bars = [Bars(name, names, path[0] - path[-1]) for name, path in (("AdamW", ours), ("Adam + L2", penalty))]
    yield Figure("How far the weights have moved", bars, text, y="moved towards zero")
    decays = torch.logspace(-2, 0, 9)
    lines = [
        Line(name, decays, [(1 - train(start, p.rate, decay, kind, 1)[1, 1]) / p.rate for decay in decays.tolist()])
        for name, kind in (("AdamW", True), ("Adam + L2", False))
    ]
    text = "AdamW's step grows with λ; through Adam an L2 penalty makes the same step whatever λ is."
    yield Figure(
        "What λ does to the weight 1", lines, text, x="weight decay λ", y="first step, by η", log_x=True, log_y=True
    )
    shares = ours[1:] / ours[:-1]  # of each weight, after each step
    moves = (penalty[0] - penalty[1]) / p.rate
    yield result(
        off=(shares - (1 - p.rate * p.decay)).abs().max(),
        off_torch=(ours - torchs).abs().max(),
        least_move=moves.min(),
        most_move=moves.max(),
        with_ten_times=((ten_times[0] - ten_times[1]) / (penalty[0] - penalty[1])).mean(),
    )


@demo.claim(
    "Without a gradient AdamW scales each weight by exactly 1 − ηλ per step (10⁻⁶) as torch does; Adam + L2 moves each "
    "by η",
    about="adamw",
    breaks={"decoupled": False},
)
def same_share(p, r):
    yield Check.below(r["off"], 1e-6, label="off 1 − ηλ by")
    yield Check.below(r["off_torch"], 1e-6, label="off torch's by")
    yield Check.near(r["least_move"], 1, within=0.01, label="L2 moves by η times")
    yield Check.near(r["most_move"], 1, within=0.01, label="at most")


if __name__ == "__main__":
    demo.main()
