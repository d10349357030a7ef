"""Hinge loss: nothing to pay once a sample is right by a margin of 1.

Run it alone: python -m app.demos.losses.hinge_loss --preset hinge-loss
"""

from typing import Literal

import torch
from torch.nn import functional

from app.demos.contract import Check, Choice, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    loss: Literal["hinge", "logistic"] = Choice("hinge", title="Loss")
    wanted: float = Slider(1, 0.5, 2, step=0.1, title="Margin wanted")


demo = Demo(
    id="classification-losses",
    title="Hinge loss",
    topic="losses",
    summary="Nothing to pay once a sample is right by the margin.",
    params=P,
    auto="cpu",
)

LOSSES = {
    "hinge": lambda m, wanted: (wanted - m).clamp(min=0),  # max(0, 1 − m), for a wanted margin of 1
    "logistic": lambda m, wanted: torch.log1p((-m).exp()),  # log(1 + e⁻ᵐ): binary cross-entropy, as a margin loss
}


@demo.shows(
    "hinge-loss",
    Predict(
        "A sample lies on the right side with margin 1.5, where 1 is wanted. Its hinge loss pulls on the weights …",
        {"not at all": 0, "half as hard": 0.5, "as hard as ever": 1},
        measured="pull",
    ),
)
def good_enough(p, device):
    """A sample that is right by enough costs nothing and pulls no more; all the others pull equally hard."""
    m = torch.linspace(-3, 4, 701, device=device).requires_grad_()  # m = y · f(x): positive where the sign is right
    loss = LOSSES[p.loss](m, p.wanted)
    (slope,) = torch.autograd.grad(loss.sum(), m)
    m, loss = m.detach(), loss.detach()
    yield Step(1, 2)
    # torch's hinge_embedding_loss is max(0, margin − x) for the target −1
    by_torch = functional.hinge_embedding_loss(m, -torch.ones_like(m), margin=p.wanted, reduction="none")
    logistic = LOSSES["logistic"](torch.tensor(2.0), p.wanted)
    beyond, short = m >= p.wanted + 1e-5, m < p.wanted - 1e-5
    yield Step(2, 2)
    lines = [Line(p.loss, m, loss)]
    lines += [Line(name, m, LOSSES[name](m, p.wanted), dashed=True) for name in LOSSES if name != p.loss]
    lines.append(Line("wrong or right", m, (m < 0).float(), dashed=True))
    text = f"The hinge loss falls to exactly 0 at margin {p.wanted:g} and stays there; the logistic loss never ends."
    yield Figure("What a margin costs", lines, text, x="margin y · f(x)", y="loss")
    marks = [Line(p.loss, m, slope), Level("none", 0.0)]
    text = f"Below margin {p.wanted:g} every sample pulls with −1; from there on none does."
    yield Figure("How hard a sample pulls", marks, text, x="margin y · f(x)", y="gradient")
    yield result(
        most_beyond=loss[beyond].max(),
        halfway=LOSSES[p.loss](torch.tensor(p.wanted / 2), p.wanted),
        least_slope=slope[short].min(),
        most_slope=slope[short].max(),
        torch_off=(loss - by_torch).abs().max(),
        pull=slope[m > p.wanted + 0.5].abs().max(),
        logistic=logistic,
    )


@demo.claim(
    "Exactly 0 from the margin on, half the margin halfway, gradient −1 below; the logistic loss is > 0.1 even at 2",
    about="hinge-loss",
    breaks={"loss": "logistic"},
)
def nothing_beyond(p, r):
    yield Check.exactly(r["most_beyond"], 0, label="beyond the margin")
    yield Check.near(r["halfway"], p.wanted / 2, within=1e-6, label="halfway")
    yield Check.exactly(r["least_slope"], -1, label="steepest")
    yield Check.exactly(r["most_slope"], -1, label="flattest")
    yield Check.below(r["torch_off"], 1e-6, label="off torch by")
    yield Check.above(r["logistic"], 0.1, label="logistic at 2")


if __name__ == "__main__":
    demo.main()
