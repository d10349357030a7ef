"""Binary cross-entropy: what a yes-or-no forecast costs, computed from the logit so that nothing overflows.

Run it alone: python -m app.demos.losses.binary_cross_entropy --preset binary-cross-entropy
"""

from typing import Literal

import torch
from torch.nn import functional

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    span: float = Slider(200, 20, 1000, step=20, title="Logits from −z to z")
    computed: Literal["from the logit", "from the probability"] = Choice("from the logit", title="Computed")


demo = Demo(
    id="classification-losses",
    title="Binary cross-entropy",
    topic="losses",
    summary="What a yes-or-no forecast costs.",
    params=P,
    auto="cpu",
)


def textbook(z, y):
    q = 1 / (1 + torch.exp(-z))  # σ(z)
    return -(y * q.log() + (1 - y) * (1 - q).log())  # −[y log q + (1 − y) log (1 − q)]


def from_logit(z, y):
    return z.clamp(min=0) - y * z + torch.log1p(torch.exp(-z.abs()))  # the same, without an exponential above 1


COMPUTED = {"from the logit": from_logit, "from the probability": textbook}


@demo.shows(
    "binary-cross-entropy",
    Predict(
        "The answer is yes. A model that said 1 % pays how many times as much as one that said 50 %?",
        {"twice": 2, "about 7 times": 7, "50 times": 50},
        measured="times",
    ),
)
def yes_or_no(p, device):
    """The surer a wrong answer is, the more it costs, without limit; from the logit even extreme ones stay finite."""
    z = torch.linspace(-p.span, p.span, 401, device=device)
    yes, no = torch.ones_like(z), torch.zeros_like(z)
    loss = COMPUTED[p.computed]
    values = torch.stack([loss(z, yes), loss(z, no)])
    by_torch = torch.stack([functional.binary_cross_entropy_with_logits(z, y, reduction="none") for y in (yes, no)])
    off = ((values - by_torch).abs() / by_torch.clamp(min=1)).max()
    yield Step(1, 2, {"largest": values.max().item()})
    naive = torch.stack([textbook(z, yes), textbook(z, no)])
    lost = (~naive.isfinite()).any(0).float().mean().item()
    q = torch.linspace(0.005, 0.995, 199, device=device)
    yield Step(2, 2, {"lost by the textbook formula": lost})
    lines = [Line("answer is yes: −log q", q, -q.log()), Line("answer is no: −log (1 − q)", q, -(1 - q).log())]
    text = "Right and sure costs nothing, undecided 0.69, and wrong and sure as much as you like."
    yield Figure("What a probability costs", lines, text, x="predicted probability q of yes", y="loss")
    lines = [Line(p.computed, z, values[1]), Line("textbook formula", z, naive[1], dashed=True)]
    text = f"The textbook formula ends once σ(z) rounds to 1, near z = 17; {lost:.0%} of the logits are lost."
    yield Figure("What a logit costs when the answer is no", lines, text, x="logit z", y="loss")
    of_q = {share: textbook(torch.tensor(share).logit(), 1.0).item() for share in (0.01, 0.5)}
    yield result(
        off=torch.where(off.isfinite(), off, 1e9),
        finite=values.isfinite().float().mean(),
        lost=lost,
        times=of_q[0.01] / of_q[0.5],
    )


@demo.claim(
    "Finite at every logit and equal to torch's BCE with logits to 10⁻⁶, where the textbook formula gives ∞ or NaN",
    about="binary-cross-entropy",
    breaks={"computed": "from the probability"},
)
def stays_finite(p, r):
    yield Check.exactly(r["finite"], 1, label="finite share")
    yield Check.below(r["off"], 1e-6, label="off torch by")
    yield Check.above(r["lost"], 0, label="lost by the textbook")


if __name__ == "__main__":
    demo.main()
