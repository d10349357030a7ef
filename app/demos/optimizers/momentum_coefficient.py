"""The momentum coefficient: too little crawls, too much swings, and the best can be computed.

Run it alone: python -m app.demos.optimizers.momentum_coefficient --preset momentum-coefficient
"""

from math import sqrt

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    condition: float = Slider(100, 25, 400, step=5, title="Condition number κ")
    rate: float = Slider(1, 0.25, 1, step=0.05, title="Learning rate × largest curvature, ηL")


demo = Demo(
    id="optimizers",
    title="Momentum coefficient",
    topic="optimizers",
    summary="How much of its speed the ball keeps decides whether it crawls, arrives, or swings past.",
    params=P,
    auto="cpu",
)


def roll(betas, p, steps):
    """The distance to the minimum after every step, for many momentum coefficients side by side."""
    curvature = torch.tensor([1.0, p.condition], dtype=torch.float64, device=betas.device)[:, None]
    eta = p.rate / p.condition
    w = torch.ones(2, len(betas), dtype=torch.float64, device=betas.device)
    v, distances = torch.zeros_like(w), []
    for _ in range(steps):
        v = betas * v + curvature * w  # v ← β v + ∇L
        w = w - eta * v  # w ← w − η v
        distances.append(w.norm(dim=0))
    return torch.stack(distances)


@demo.shows(
    "momentum-coefficient",
    Predict(
        "The bowl is 100 times steeper one way than the other. Which momentum coefficient arrives first?",
        {"0.3": 0.3, "about 0.8": 0.8, "0.97": 0.97},
        measured="best",
    ),
)
def best_beta(p, device, steps=400):
    """Among many momentum coefficients, the fastest one is the one that theory names."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    betas = torch.arange(0, 0.991, 0.01, dtype=torch.float64, device=where)
    distances = roll(betas, p, steps)
    yield Step(1, 2)
    # The mean factor per step, over the second half of the way.
    factors = (distances[-1] / distances[steps // 2]) ** (1 / (steps - 1 - steps // 2))
    best = betas[factors.argmin()].item()
    theory = (1 - 1 / sqrt(p.condition)) ** 2  # for η = 1/L: β* = (1 − 1/√κ)²
    yield Step(2, 2, {"best": best, "by theory": theory})
    marks = [Line("measured", betas, factors), Line("by theory", [theory] * 2, [0.85, 1], dashed=True)]
    text = f"The error shrinks fastest for β = {best:.2f}; theory says {theory:.3f}."
    yield Figure("Every momentum coefficient", [*marks, Level("no progress", 1)], text, x="β", y="error left by a step")
    chosen = torch.tensor([0.3, theory, 0.97], dtype=torch.float64, device=where)
    paths = roll(chosen, p, 150)
    lines = [Line(f"β = {beta:.2g}", range(1, 151), path) for beta, path in zip(chosen.tolist(), paths.T, strict=True)]
    text = "Too small a coefficient crawls, too large a one swings for long."
    yield Figure("Three of them", lines, text, x="step", y="distance to the minimum", log_y=True)
    yield result(best=best, theory=theory)


@demo.claim(
    "With the learning rate 1/L, the fastest coefficient lies within 0.05 of (1 − 1/√κ)², which is 0.81 for κ = 100",
    about="momentum-coefficient",
    breaks={"rate": 0.25},
)
def as_theory_says(p, r):
    return Check.near(r["best"], r["theory"], within=0.05, label="fastest β")


if __name__ == "__main__":
    demo.main()
