"""Weight decay: for SGD it is an L2 penalty by another name, and for Adam it is not.

Run it alone: python -m app.demos.optimizers.weight_decay --preset weight-decay
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    decay: float = Slider(0.3, 0.1, 1, step=0.05, title="Weight decay λ")
    momentum: float = Slider(0, 0, 0.9, step=0.1, title="Momentum β of SGD")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="optimizers",
    title="Weight decay",
    topic="optimizers",
    summary="Every step takes a small share off every weight.",
    params=P,
    auto="cpu",
)


def regression(p, where):
    """The gradient of ½ mean (x·w − y)² with six weights; two of them matter."""
    torch.manual_seed(p.seed)
    x = torch.randn(40, 6, dtype=torch.float64)
    y = x @ torch.tensor([2.0, -1.0, 0, 0, 0, 0], dtype=x.dtype) + torch.randn(40, dtype=x.dtype)
    x, y = x.to(where), y.to(where)
    return lambda w: x.T @ (x @ w - y) / len(y)


def sgd(gradient, w, eta, beta, penalty=0.0, decay=0.0, steps=100):
    v = torch.zeros_like(w)
    for _ in range(steps):
        v = beta * v + gradient(w) + penalty * w  # the gradient of L + ½ λ ‖w‖² is ∇L + λ w
        w = (1 - eta * decay) * w - eta * v  # decay: a share η λ off every weight
    return w


def adam(gradient, w, eta, penalty=0.0, decay=0.0, steps=100):
    m = v = torch.zeros_like(w)
    for t in range(1, steps + 1):
        g = gradient(w) + penalty * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        w = (1 - eta * decay) * w - eta * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
    return w


def by_torch(gradient, w, eta, beta, decay, steps=100):
    w = w.clone().requires_grad_()
    optimizer = torch.optim.SGD([w], lr=eta, momentum=beta, weight_decay=decay)
    for _ in range(steps):
        w.grad = gradient(w.detach())
        optimizer.step()
    return w.detach()


@demo.shows(
    "weight-decay",
    Predict(
        "Plain SGD, with an L2 penalty in the loss or with weight decay. After 100 steps the weights differ by …",
        {"nothing": 0, "about a hundredth": 0.01, "about a tenth or more": 0.2},
        measured="sgd_apart",
    ),
)
def two_ways(p, device, eta=0.05):
    """A penalty in the loss and a shrinking of the weights are one thing for SGD, and two for Adam."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    gradient, start = regression(p, where), torch.ones(6, dtype=torch.float64, device=where)
    penalised, decayed = (sgd(gradient, start, eta, p.momentum, **{kind: p.decay}) for kind in ("penalty", "decay"))
    yield Step(1, 3, {"SGD, apart by": (penalised - decayed).abs().max().item()})
    adams = {kind: adam(gradient, start, eta, **{kind: p.decay}) for kind in ("penalty", "decay")}
    yield Step(2, 3, {"Adam, apart by": (adams["penalty"] - adams["decay"]).abs().max().item()})
    names = [f"w{i}" for i in range(1, 7)]
    for title, one, other in (("SGD", penalised, decayed), ("Adam", adams["penalty"], adams["decay"])):
        bars = [Bars("L2 penalty", names, one), Bars("weight decay", names, other)]
        text = f"After 100 steps of {title} the two differ by {(one - other).abs().max():.2g} at most."
        yield Figure(f"{title}: penalty and decay", bars, text, y="weight")
    decays = torch.linspace(0, 3, 16).tolist()
    paths = torch.stack([sgd(gradient, start, eta, 0, decay=decay, steps=300) for decay in decays])
    yield Step(3, 3)
    lines = [Line(name, decays, paths[:, i], dashed=i > 1) for i, name in enumerate(names)]
    text = "The larger the weight decay, the closer all weights end to zero; those that matter shrink last."
    yield Figure("Stronger decay, smaller weights", lines, text, x="weight decay λ", y="weight after 300 steps")
    yield result(
        sgd_apart=(penalised - decayed).abs().max(),
        off_torch=(penalised - by_torch(gradient, start, eta, p.momentum, p.decay)).abs().max(),
        adam_apart=(adams["penalty"] - adams["decay"]).abs().max(),
    )


@demo.claim(
    "For plain SGD an L2 penalty and weight decay end at the same weights (10⁻⁶, torch's too); for Adam more than 10⁻³ "
    "apart",
    about="weight-decay",
    breaks={"momentum": 0.9},
)
def same_for_sgd(p, r):
    yield Check.below(r["sgd_apart"], 1e-6, label="SGD, apart by")
    yield Check.below(r["off_torch"], 1e-6, label="off torch's by")
    yield Check.above(r["adam_apart"], 1e-3, label="Adam, apart by")


if __name__ == "__main__":
    demo.main()
