"""Learning rate scheduling: long steps to get there, short ones to come to rest.

Run it alone: python -m app.demos.optimizers.scheduling --preset learning-rate-scheduling
"""

from math import cos, pi

import torch

from app.demos.contract import Check, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    last: float = Slider(0, 0, 1, step=0.05, title="Last rate of the cosine, by the first")
    rate: float = Slider(0.2, 0.1, 0.4, step=0.05, title="First learning rate η")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="optimizers",
    title="Learning rate scheduling",
    topic="optimizers",
    summary="The rate that starts fastest is not the one that ends lowest.",
    params=P,
    auto="cpu",
)


def constant(t, steps, p):
    return p.rate


def step_wise(t, steps, p):
    return p.rate * 0.1 ** (t // (steps // 3))  # a tenth after every third of the steps


def cosine(t, steps, p):
    lowest = p.last * p.rate
    return lowest + (p.rate - lowest) * (1 + cos(pi * t / steps)) / 2  # η = η₀ ½ (1 + cos πt/T), down to the last rate


def rates_by_torch(make, p, steps):
    """The rates that one of torch's schedulers sets."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=p.rate)
    scheduler = make(optimizer)
    for _ in range(steps):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()


def noisy_sgd(schedule, p, steps, device, copies=500):
    """Mean loss of SGD on the bowl ½ w² with noisy gradients, over many copies."""
    torch.manual_seed(p.seed)
    w = 5 * torch.ones(copies, device=device)
    for t in range(steps):
        yield (w**2).mean().item() / 2
        g = w + torch.randn(copies).to(device)  # the gradient is w, and noise on it
        w = w - schedule(t, steps, p) * g


@demo.shows(
    "learning-rate-scheduling",
    Predict(
        "Noisy SGD, once with a constant rate, once with one that falls to 0. The latter's last loss is …",
        {"about the same": 1, "about half": 0.5, "about a tenth": 0.1},
        measured="share",
    ),
)
def large_then_small(p, device, steps=300):
    """With a constant rate, noise keeps the weights away from the minimum; a falling rate lets them settle."""
    schedules = {"constant": constant, "step": step_wise, "cosine": cosine}
    curves = {}
    for name, schedule in schedules.items():
        curves[name] = list(noisy_sgd(schedule, p, steps, device))
        yield Step(len(curves), 3, {f"last loss, {name}": curves[name][-1]})
    t = range(steps)
    lines = [Line(name, t, [schedule(k, steps, p) for k in t]) for name, schedule in schedules.items()]
    text = "The constant rate stays, the step schedule falls to a tenth twice, and the cosine glides down."
    yield Figure("Three schedules", lines, text, x="step", y="learning rate")
    lines = [Line(name, t, curve) for name, curve in curves.items()]
    ends = {name: curve[-1] for name, curve in curves.items()}
    text = (
        f"The loss ends at {ends['constant']:.2g} with the constant rate and at {ends['cosine']:.2g} with the cosine."
    )
    yield Figure("The loss of noisy SGD", lines, text, x="step", y="mean loss", log_y=True)
    scheduler = torch.optim.lr_scheduler
    off = {}
    for name, make in (
        ("step", lambda optimizer: scheduler.StepLR(optimizer, steps // 3, 0.1)),
        ("cosine", lambda optimizer: scheduler.CosineAnnealingLR(optimizer, steps, p.last * p.rate)),
    ):
        theirs = rates_by_torch(make, p, steps)
        off[name] = max(abs(rate - schedules[name](k, steps, p)) for k, rate in enumerate(theirs))
    yield result(step_off=off["step"], cosine_off=off["cosine"], share=curves["cosine"][-1] / curves["constant"][-1])


@demo.claim(
    "The step and cosine schedules equal torch's to 10⁻⁷, and a cosine down to 0 ends noisy SGD below a third of the "
    "constant rate's loss",
    about="learning-rate-scheduling",
    breaks={"last": 1},
)
def ends_lower(p, r):
    yield Check.below(r["step_off"], 1e-7, label="step, off by")
    yield Check.below(r["cosine_off"], 1e-7, label="cosine, off by")
    yield Check.below(r["share"], 1 / 3, label="loss, by the constant rate's")


if __name__ == "__main__":
    demo.main()
