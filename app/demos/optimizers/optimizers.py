"""Optimization algorithms: eight update rules by hand, beside torch.optim's own.

Run it alone: python -m app.demos.optimizers.optimizers --preset optimization-algorithms
"""

import torch

from app.demos.contract import Check, Demo, Figure, Line, Params, Predict, Slider, Step, Switch, result


class P(Params):
    condition: float = Slider(100, 10, 100, step=10, title="Condition number κ")
    steps: int = Slider(100, 50, 200, step=10, title="Steps")
    bias_correction: bool = Switch(True, title="Adam's bias correction")


demo = Demo(
    id="optimizers",
    title="Optimizers",
    topic="optimizers",
    summary="All take the same gradients; they differ in what they remember of them, and what they divide by.",
    params=P,
    auto="cpu",
)

# Every rule gets the weights w, the gradient g, its memory s (a dictionary), the step t = 1, 2, …, and returns the new
# weights. The numbers are torch's defaults, but for the learning rates, which suit the bowl.


def sgd(w, g, s, t, p, eta=0.01):
    return w - eta * g  # w ← w − η g


def momentum(w, g, s, t, p, eta=0.01, beta=0.9):
    s["v"] = beta * s.get("v", 0) + g  # v ← β v + g
    return w - eta * s["v"]


def nesterov(w, g, s, t, p, eta=0.01, beta=0.9):
    s["v"] = beta * s.get("v", 0) + g
    return w - eta * (g + beta * s["v"])  # the velocity as it will be after the next step


def adagrad(w, g, s, t, p, eta=0.1):
    s["sum"] = s.get("sum", 0) + g**2  # all squared gradients so far
    return w - eta * g / (s["sum"].sqrt() + 1e-10)


def rmsprop(w, g, s, t, p, eta=0.01, alpha=0.99):
    s["mean"] = alpha * s.get("mean", 0) + (1 - alpha) * g**2  # their moving average
    return w - eta * g / (s["mean"].sqrt() + 1e-8)


def adadelta(w, g, s, t, p, rho=0.9, eps=1e-6):
    s["mean"] = rho * s.get("mean", 0) + (1 - rho) * g**2
    step = (s.get("steps", torch.zeros_like(w)) + eps).sqrt() / (s["mean"] + eps).sqrt() * g  # RMS(Δw) / RMS(g) · g
    s["steps"] = rho * s.get("steps", 0) + (1 - rho) * step**2
    return w - step


def adam(w, g, s, t, p, eta=0.1, b1=0.9, b2=0.999):
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g  # first moment: the mean of the gradients
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g**2  # second moment: the mean of their squares
    c1, c2 = (1 - b1**t, 1 - b2**t) if p.bias_correction else (1, 1)
    return w - eta * (s["m"] / c1) / ((s["v"] / c2).sqrt() + 1e-8)


def adamw(w, g, s, t, p, eta=0.1, decay=0.01):
    return adam((1 - eta * decay) * w, g, s, t, p, eta)  # shrink the weights, then step as Adam does


# fmt: off
RULES = {
    "SGD":      (sgd,      lambda w: torch.optim.SGD(w, lr=0.01)),
    "momentum": (momentum, lambda w: torch.optim.SGD(w, lr=0.01, momentum=0.9)),
    "Nesterov": (nesterov, lambda w: torch.optim.SGD(w, lr=0.01, momentum=0.9, nesterov=True)),
    "Adagrad":  (adagrad,  lambda w: torch.optim.Adagrad(w, lr=0.1)),
    "RMSProp":  (rmsprop,  lambda w: torch.optim.RMSprop(w, lr=0.01)),
    "Adadelta": (adadelta, lambda w: torch.optim.Adadelta(w, lr=1.0)),
    "Adam":     (adam,     lambda w: torch.optim.Adam(w, lr=0.1)),
    "AdamW":    (adamw,    lambda w: torch.optim.AdamW(w, lr=0.1, weight_decay=0.01)),
}
# fmt: on


def by_hand(rule, p, start, curvature):
    w, memory, path = start, {}, [start]
    for t in range(1, p.steps + 1):
        w = rule(w, curvature * w, memory, t, p)  # the gradient of ½ Σ λᵢ wᵢ² is λᵢ wᵢ
        path.append(w)
    return torch.stack(path)


def by_torch(make, p, start, curvature):
    w = start.clone().requires_grad_()
    optimizer, path = make([w]), [start]
    for _ in range(p.steps):
        w.grad = curvature * w.detach()
        optimizer.step()
        path.append(w.detach().clone())
    return torch.stack(path)


@demo.shows(
    "optimization-algorithms",
    Predict(
        "A bowl is 100 times steeper one way than the other. After 100 steps the lowest of these three is …",
        {"SGD": 0, "SGD with momentum": 1, "Adam": 2},
        measured="lowest",
    ),
)
def eight_rules(p, device):
    """Eight rules for turning a gradient into a step, each by hand and by torch, on one narrow valley."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    curvature = torch.tensor([1, p.condition], dtype=torch.float64, device=where)
    start = torch.tensor([1.0, 1.0], dtype=torch.float64, device=where)
    losses, off = {}, {}
    for name, (rule, make) in RULES.items():
        path = by_hand(rule, p, start, curvature)
        off[name] = (path - by_torch(make, p, start, curvature)).abs().max().item()
        losses[name] = (curvature * path**2).sum(1) / 2
        yield Step(len(off), len(RULES), {f"{name} off by": off[name]})
    steps = range(p.steps + 1)
    for title, names in (
        ("Those that build up speed", list(RULES)[:3]),
        ("Those that scale each weight", list(RULES)[3:]),
    ):
        lines = [Line(name, steps, losses[name]) for name in names]
        text = "; ".join(f"{name} ends at {losses[name][-1]:.1g}" for name in names) + "."
        yield Figure(title, lines, text, x="step", y="loss", log_y=True)
    three = torch.stack([losses[name][-1] for name in ("SGD", "momentum", "Adam")])
    yield result(lowest=three.argmin(), off=max(off.values()))


@demo.claim(
    "Each of the eight rules tracks torch.optim's to 10⁻⁵ over all steps",
    about="optimization-algorithms",
    breaks={"bias_correction": False},
)
def all_as_torch(p, r):
    return Check.below(r["off"], 1e-5, label="largest difference")


if __name__ == "__main__":
    demo.main()
