"""Huber loss: squared for small errors, straight for large ones, and no gradient above δ.

Run it alone: python -m app.demos.losses.huber_loss --preset huber-loss
"""

import torch
from torch.nn import functional

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, Switch, result


class P(Params):
    delta: float = Slider(1, 0.2, 4, step=0.1, title="Where squared turns straight, δ")
    straight: bool = Switch(True, title="Straight beyond δ")


demo = Demo(
    id="regression-losses",
    title="Huber loss",
    topic="losses",
    summary="Squared for small errors, straight for large ones.",
    params=P,
    auto="cpu",
)


def huber(e, delta, straight=True):
    inside = e**2 / 2  # ½ e² for |e| ≤ δ
    beyond = delta * (e.abs() - delta / 2)  # δ (|e| − δ/2) for |e| > δ: it meets ½ e² with the same slope
    return torch.where(e.abs() <= delta, inside, beyond) if straight else inside


@demo.shows(
    "huber-loss",
    Predict(
        "With δ = 1 an error grows from 5 to 10. The pull of its gradient …",
        {"halves": 0.5, "stays as it is": 1, "doubles": 2},
        measured="pull",
    ),
)
def bent_to_straight(p, device):
    """Near zero it is a parabola, farther out a straight line: large errors pull no harder than δ."""
    e = torch.cat([torch.linspace(-10, 10, 401), torch.tensor([5.0, 10.0])]).to(device).requires_grad_()
    loss = huber(e, p.delta, p.straight)
    (slope,) = torch.autograd.grad(loss.sum(), e)
    by_torch = functional.huber_loss(e, torch.zeros_like(e), reduction="none", delta=p.delta)
    yield Step(1, 2, {"largest gradient": slope.abs().max().item()})
    loss, e = loss.detach(), e.detach()
    by_formula = e.clamp(-p.delta, p.delta)  # L′(e) = e, held between −δ and δ
    yield Step(2, 2)
    at = e[:-2].abs() <= 5
    grid, near = e[:-2][at], loss[:-2][at]
    lines = [Line("Huber", grid, near), Line("½ e²", grid, grid**2 / 2, dashed=True)]
    lines.append(Line("|e|", grid, grid.abs(), dashed=True))
    text = (
        f"Up to {p.delta:g} the Huber loss is the parabola; beyond, it goes on as a straight line of slope {p.delta:g}."
    )
    yield Figure("Between a parabola and a straight line", lines, text, x="error e", y="loss")
    marks = [Line("Huber", grid, slope[:-2][at]), Line("½ e²", grid, grid, dashed=True)]
    marks += [Level("δ", p.delta), Level("−δ", -p.delta)]
    text = f"The gradient of the parabola grows with the error; Huber's stops at {p.delta:g}."
    yield Figure("No error pulls harder than δ", marks, text, x="error e", y="gradient")
    yield result(
        largest=slope.abs().max(),
        slope_off=(slope - by_formula).abs().max(),
        torch_off=(loss - by_torch.detach()).abs().max(),
        pull=slope[-1] / slope[-2],
    )


@demo.claim(
    "Its gradient is the error, held between −δ and δ, and the loss matches F.huber_loss to 10⁻⁶",
    about="huber-loss",
    breaks={"straight": False},
)
def held(p, r):
    yield Check.near(r["largest"], p.delta, within=1e-5, label="largest gradient")
    yield Check.below(r["slope_off"], 1e-6, label="gradient off by")
    yield Check.below(r["torch_off"], 1e-6, label="off torch by")


if __name__ == "__main__":
    demo.main()
