"""Nesterov's momentum: look where the ball is about to be, and brake in time.

Run it alone: python -m app.demos.optimizers.nesterov --preset nesterov-accelerated-gradient
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, Switch, result


class P(Params):
    rate: float = Slider(0.1, 0.02, 0.3, step=0.01, title="Learning rate η")
    beta: float = Slider(0.9, 0.8, 0.95, step=0.01, title="Momentum β")
    look_ahead: bool = Switch(True, title="Look ahead")


demo = Demo(
    id="optimizers",
    title="Nesterov's accelerated gradient",
    topic="optimizers",
    summary="The gradient is taken where momentum leads, not where it started.",
    params=P,
    auto="cpu",
)


def slope(w):
    return w  # the bowl ½ w²: its slope at w is w, its minimum is at 0


def roll(w, p, steps, look_ahead):
    """The path of w, and that of the points looked at."""
    v, path, looked = 0.0, [], []
    for _ in range(steps + 1):
        ahead = w - p.rate * p.beta * v if look_ahead else w  # where the velocity alone would lead
        path.append(w.item())
        looked.append(ahead.item())
        v = p.beta * v + slope(ahead)  # v ← β v + ∇L(w − η β v)
        w = w - p.rate * v  # w ← w − η v
    return path, looked


def by_torch(w, p, steps):
    w = w.clone().requires_grad_()
    optimizer, path = torch.optim.SGD([w], lr=p.rate, momentum=p.beta, nesterov=True), []
    for _ in range(steps + 1):
        path.append(w.item())
        w.grad = slope(w.detach())
        optimizer.step()
    return path


@demo.shows(
    "nesterov-accelerated-gradient",
    Predict(
        "Both roll into a bowl. How far does Nesterov's overshoot the minimum, compared with plain momentum?",
        {"about half as far or less": 0.4, "as far": 1, "twice as far": 2},
        measured="share",
    ),
)
def brakes_in_time(p, device, steps=100):
    """The gradient from a look ahead slows the ball down before it passes the minimum."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    start = torch.ones(1, dtype=torch.float64, device=where)
    plain, _ = roll(start, p, steps, False)
    yield Step(1, 2, {"momentum overshoots by": -min(plain)})
    nesterov, looked = roll(start, p, steps, p.look_ahead)
    yield Step(2, 2, {"Nesterov's overshoots by": -min(nesterov)})
    lines = [Line("momentum", range(61), plain[:61]), Line("Nesterov", range(61), nesterov[:61])]
    text = f"Momentum swings to {min(plain):.2f}, Nesterov's to {min(nesterov):.2f}, and it settles sooner."
    yield Figure("Into the bowl", [*lines, Level("minimum", 0)], text, x="step", y="weight")
    lines = [
        Line(name, range(steps + 1), [max(1e-9, abs(w)) for w in path])
        for name, path in (("momentum", plain), ("Nesterov", nesterov))
    ]
    text = "The distance to the minimum: both oscillate, and Nesterov's shrinks faster."
    yield Figure("The error", lines, text, x="step", y="distance to the minimum", log_y=True)
    # torch keeps the point looked at instead of w itself: one gradient then does for both.
    off = max(abs(a - b) for a, b in zip(looked, by_torch(start, p, steps), strict=True))
    yield result(off=off, share=min(nesterov) / min(plain))


@demo.claim(
    "The points looked at are torch's SGD(nesterov=True) to 10⁻⁶, and it overshoots less than 0.9 times as far as "
    "plain momentum",
    about="nesterov-accelerated-gradient",
    breaks={"look_ahead": False},
)
def overshoots_less(p, r):
    yield Check.below(r["off"], 1e-6, label="off torch's by")
    yield Check.below(r["share"], 0.9, label="overshoot, by momentum's")


if __name__ == "__main__":
    demo.main()
