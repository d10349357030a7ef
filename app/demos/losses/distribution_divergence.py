"""Kullback-Leibler divergence: what it costs to expect q where p is true, and why the order matters.

Run it alone: python -m app.demos.losses.distribution_divergence --preset kl-divergence
"""

from typing import Literal

import torch
from torch.distributions import Normal, kl_divergence

from app.demos.contract import Bars, Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    shift: float = Slider(2, 0, 4, step=0.1, title="How far q lies from p")
    width: float = Slider(2, 0.5, 3, step=0.1, title="Width of q (p has 1)")
    summed_over: Literal["p log(p/q)", "(p − q)²"] = Choice("p log(p/q)", title="What is added up")


demo = Demo(
    id="distribution-divergence",
    title="Distances between distributions",
    topic="losses",
    summary="How far one distribution is from another: in surprise, or in work to move it.",
    params=P,
    auto="cpu",
)

SUMMED = {
    "p log(p/q)": lambda p, q: p * (p / q).log(),  # KL(p‖q) = Σ p log (p / q)
    "(p − q)²": lambda p, q: (p - q) ** 2,  # a distance, but not this one
}


def closed_form(m, s, mu, sigma):
    """KL of N(m, s²) from N(mu, sigma²): log σ/s + (s² + (m − μ)²) / 2σ² − ½."""
    ratio = torch.tensor(sigma / s)
    return (ratio.log() + (s**2 + (m - mu) ** 2) / (2 * sigma**2) - 0.5).item()


@demo.shows(
    "kl-divergence",
    Predict(
        "p is narrow, q is twice as wide and lies beside it. By comparison with KL(p‖q), KL(q‖p) is …",
        {"a third": 0.33, "the same": 1, "several times as large": 4},
        measured="times",
    ),
)
def order_matters(p, device):
    """KL counts the surprise of meeting p while expecting q; expecting p and meeting q is another matter."""
    where = "cpu" if device.type == "mps" else device  # MPS has no 64-bit numbers
    x = torch.linspace(-30, 34, 12_801, dtype=torch.float64, device=where)
    narrow, wide = Normal(0.0, 1.0), Normal(p.shift, p.width)
    step = (x[1] - x[0]).item()
    # densities times the step: two discrete distributions, with far tails held above zero
    one, two = ((d.log_prob(x).exp() * step).clamp(min=1e-300) for d in (narrow, wide))
    added = SUMMED[p.summed_over]
    forth, back, to_itself = (added(*pair).sum().item() for pair in ((one, two), (two, one), (one, one)))
    yield Step(1, 2, {"KL(p‖q)": forth, "KL(q‖p)": back})
    exact = closed_form(0, 1, p.shift, p.width), closed_form(p.shift, p.width, 0, 1)
    by_torch = kl_divergence(narrow, wide).item(), kl_divergence(wide, narrow).item()
    yield Step(2, 2)
    near = (x > -5) & (x < 10)
    at, one, two = x[near][::10], one[near][::10], two[near][::10]
    lines = [Line("p", at, one / step), Line("q", at, two / step)]
    lines.append(Line("p log(p/q)", at, one * (one / two).log() / step, dashed=True))
    text = f"p lies at 0, q at {p.shift:g} with width {p.width:g}; the area under the dashed curve is KL(p‖q)."
    yield Figure("Where the divergence comes from", lines, text, x="x", y="density")
    names = ["KL(p‖q)", "KL(q‖p)", "KL(p‖p)"]
    bars = [Bars("added up", names, [forth, back, to_itself]), Bars("closed form", names, [*exact, 0])]
    text = f"KL(p‖q) is {exact[0]:.2f}, the other way round it is {exact[1]:.2f}, and of p from itself it is 0."
    yield Figure("Two directions, two numbers", bars, text, y="divergence")
    yield result(
        off=max(abs(forth - exact[0]), abs(back - exact[1])),
        torch_off=max(abs(a - b) for a, b in zip(exact, by_torch, strict=True)),
        apart=abs(forth - back),
        least=min(forth, back),
        to_itself=to_itself,
        times=exact[1] / exact[0] if exact[0] else 1,
    )


@demo.claim(
    "The sum, the closed form and torch agree to 10⁻⁵; only KL(p‖p) is 0, and the two directions differ by > 0.1",
    about="kl-divergence",
    breaks={"summed_over": "(p − q)²"},
    when=lambda p: p.shift >= 1 and (p.width >= 1.5 or p.width <= 0.7),  # nearly alike, both directions agree
)
def not_symmetric(p, r):
    yield Check.below(r["off"], 1e-5, label="sum off by")
    yield Check.below(r["torch_off"], 1e-5, label="torch off by")
    yield Check.above(r["apart"], 0.1, label="difference")
    yield Check.above(r["least"], 0, label="least")
    yield Check.near(r["to_itself"], 0, within=1e-12, label="of itself")


if __name__ == "__main__":
    demo.main()
