"""Convergence: on a bowl, how fast gradient descent arrives can be known beforehand.

Run it alone: python -m app.demos.optimizers.convergence --preset convergence
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    rate: float = Slider(0.5, 0.1, 2.4, step=0.05, title="Learning rate × largest curvature")
    condition: float = Slider(10, 2, 50, step=1, title="Condition number κ")
    momentum: float = Slider(0, 0, 0.9, step=0.05, title="Momentum β")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="gradient-descent-variants",
    title="Convergence",
    topic="optimizers",
    summary="The slowest direction of the bowl sets the pace, and the steepest decides whether there is one.",
    params=P,
    auto="cpu",
)


def bowl(p):
    """A quadratic ½ wᵀAw in five dimensions, turned at random, with curvatures from 1 to κ."""
    curvatures = torch.linspace(1, p.condition, 5, dtype=torch.float64)
    turn = torch.linalg.qr(torch.randn(5, 5, dtype=torch.float64)).Q
    return turn @ torch.diag(curvatures) @ turn.T, curvatures


@demo.shows(
    "convergence",
    Predict(
        "Curvatures run from 1 to 10, and the learning rate is 0.05. Each step leaves of the error about …",
        {"half": 0.5, "95 %": 0.95, "more than all": 1.05},
        measured="factor",
    ),
)
def how_fast(p, device, steps=400):
    """The error of every direction shrinks by its own factor; the slowest one is what remains."""
    torch.manual_seed(p.seed)
    where = "cpu" if device.type == "mps" else device  # far from the start it takes 64 bits, which MPS does not have
    matrix, curvatures = bowl(p)
    rate = p.rate / p.condition
    factors = (1 - rate * curvatures).abs()  # in direction i, one step multiplies the error by 1 − η λᵢ
    predicted = factors.max().item()
    matrix, w = matrix.to(where), torch.randn(5, dtype=torch.float64).to(where)
    v, errors = torch.zeros_like(w), [w.norm().item()]
    for step in range(1, steps + 1):
        v = p.momentum * v + matrix @ w  # with β = 0 the plain gradient, ∇f = A w
        w = w - rate * v  # the minimum is at 0, so w is its own error
        errors.append(w.norm().item())
        if step % 100 == 0:
            yield Step(step, steps, {"error": errors[-1], "factor": errors[-1] / errors[-2]})
    shown = range(61)
    lines = [Line("measured", shown, errors[:61])]
    lines.append(Line("predicted slope", shown, [errors[60] * predicted ** (k - 60) for k in shown], dashed=True))
    text = f"On a logarithmic scale the error follows a straight line, a factor of {predicted:.3g} per step."
    yield Figure("The error", lines, text, x="step", y="distance to the minimum", log_y=True)
    rates = torch.linspace(0.02, 2.4, 120, dtype=torch.float64)
    worst = (1 - rates[:, None] / p.condition * curvatures).abs().amax(1)
    marks = [Line("slowest direction", rates, worst), Level("no progress", 1)]
    text = (
        "The factor falls with the learning rate, turns, and crosses 1 at 2: from there on gradient descent diverges."
    )
    yield Figure("What is left after a step", marks, text, x="learning rate × largest curvature", y="factor")
    factor = (errors[-1] / errors[-11]) ** 0.1
    yield result(factor=factor, predicted=predicted, grew=errors[-1] > errors[200])


@demo.claim(
    "The error shrinks per step by max |1 − ηλᵢ|, to 10⁻³, and diverges exactly where that exceeds 1",
    about="convergence",
    breaks={"momentum": 0.5},
    when=lambda p: abs(p.rate - 2) > 1e-9,  # at 2 exactly the error neither shrinks nor grows
)
def as_predicted(p, r):
    yield Check.near(r["factor"], r["predicted"], within=1e-3, label="factor")
    yield Check.exactly(r["grew"], r["predicted"] > 1, label="diverges (1 is yes):")


if __name__ == "__main__":
    demo.main()
