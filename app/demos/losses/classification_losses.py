"""Cross-entropy: what a forecast costs on average, lowest where the forecast is the truth.

Run it alone: python -m app.demos.losses.classification_losses --preset cross-entropy
"""

from typing import Literal

import torch
from torch.distributions import Bernoulli, kl_divergence

from app.demos.contract import Check, Choice, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    truth: float = Slider(0.7, 0.1, 0.9, step=0.05, title="True probability p of rain")
    weighted_by: Literal["the truth", "the forecast"] = Choice("the truth", title="Surprises are weighted by")


demo = Demo(
    id="classification-losses",
    title="Losses for classes",
    topic="losses",
    summary="What a probability, a score or a margin costs when the true class comes out.",
    params=P,
    auto="cpu",
)


def cross_entropy(p, q):
    return -(p * q.log() + (1 - p) * (1 - q).log())  # H(p, q) = −Σ pᵢ log qᵢ, here for the two outcomes


@demo.shows(
    "cross-entropy",
    Predict(
        "It rains on 70 % of days. Which forecast, given every day, has the lowest cross-entropy?",
        {"50 %, the cautious one": 0.5, "70 %": 0.7, "100 %, the bold one": 1},
        measured="best",
    ),
)
def honest_is_cheapest(p, device):
    """Each forecast pays for its surprise; on average nobody pays less than the one who says what is true."""
    where = "cpu" if device.type == "mps" else device  # MPS has no 64-bit numbers
    q = torch.linspace(0.01, 0.99, 99, dtype=torch.float64, device=where)  # every forecast from 1 % to 99 %
    truth = torch.full_like(q, p.truth)
    costs = cross_entropy(truth, q) if p.weighted_by == "the truth" else cross_entropy(q, truth)
    entropy = cross_entropy(truth, truth)  # H(p) = H(p, p): what is unavoidable
    yield Step(1, 2, {"lowest": costs.min().item()})
    by_torch = kl_divergence(Bernoulli(truth), Bernoulli(q))
    best = q[costs.argmin()].item()
    yield Step(2, 2, {"best forecast": best})
    lines = [Line("if it rains: −log q", q, -q.log()), Line("if it stays dry: −log (1 − q)", q, -(1 - q).log())]
    text = "A forecast of 99 % costs next to nothing if it rains, and nearly 5 if it stays dry."
    yield Figure("What one day costs", lines, text, x="forecast q of rain", y="surprise")
    marks = [Line("cross-entropy H(p, q)", q, costs), Line("truth p", [p.truth] * 2, [0, costs.max().item()])]
    marks.append(Level("entropy H(p)", entropy[0].item()))
    text = f"The cost is lowest at q = {best:.2f}, where it is {costs.min():.3f}; the truth is {p.truth:g}."
    yield Figure("What a forecast costs on average", marks, text, x="forecast q of rain", y="mean cost")
    yield result(kl_off=(costs - entropy - by_torch).abs().max(), best=best, least_gap=(costs - entropy).min())


@demo.claim(
    "Cross-entropy minus entropy is torch's KL(p‖q) to 10⁻⁶, never negative, and lowest at the truth, q = p",
    about="cross-entropy",
    breaks={"weighted_by": "the forecast"},
)
def lowest_at_the_truth(p, r):
    yield Check.below(r["kl_off"], 1e-6, label="off KL by")
    yield Check.above(r["least_gap"], -1e-12, label="least gap")
    yield Check.near(r["best"], p.truth, within=0.0051, label="best forecast")


if __name__ == "__main__":
    demo.main()
