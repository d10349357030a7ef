"""Gradient clipping: too long a gradient is shortened and keeps its direction.

Run it alone: python -m app.demos.foundations.gradient_clipping --preset gradient-clipping
"""

from math import cos, pi, sin
from typing import Literal

import torch
from torch import nn

from app.demos.contract import Check, Choice, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    limit: float = Slider(1, 0.1, 5, step=0.1, title="Largest norm allowed, c")
    by: Literal["norm", "value"] = Choice("norm", title="Clip by")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="signal-propagation",
    title="Gradient clipping",
    topic="foundations",
    summary="A limit on the length of the gradient keeps single steps from ruining the weights.",
    params=P,
    auto="cpu",
)


def clip(gradients, limit, by):
    """The gradients of several parameters, shortened together."""
    if by == "value":
        return [g.clamp(-limit, limit) for g in gradients]  # each entry by itself: the direction changes
    norm = torch.cat([g.flatten() for g in gradients]).norm()  # ‖g‖ over all parameters
    return [g * min(1.0, limit / norm.item()) for g in gradients]  # g · min(1, c / ‖g‖)


@demo.shows(
    "gradient-clipping",
    Predict(
        "A gradient is ten times as long as allowed. After clipping by norm its direction has changed by …",
        {"nothing": 0, "about 10 degrees": 10, "about 45 degrees": 45},
        measured="degrees",
    ),
)
def shortened(p, device):
    """A gradient longer than the limit is scaled down to it; its direction stays, and short ones are left alone."""
    torch.manual_seed(p.seed)
    norms, clipped_norms, angles, torch_off = [], [], [], 0.0
    for step in range(60):
        size = p.limit * 10 ** (2 * torch.rand(1).item() - 1)  # from a tenth of the limit to ten times it
        gradients = [torch.randn(8, 4).to(device), torch.randn(8).to(device)]
        whole = torch.cat([g.flatten() for g in gradients])
        gradients = [g * size / whole.norm() for g in gradients]
        after = torch.cat([g.flatten() for g in clip(gradients, p.limit, p.by)])
        before = torch.cat([g.flatten() for g in gradients])
        parameters = [torch.zeros_like(g, requires_grad=True) for g in gradients]
        for parameter, g in zip(parameters, gradients, strict=True):
            parameter.grad = g.clone()
        nn.utils.clip_grad_norm_(parameters, p.limit)
        by_torch = torch.cat([parameter.grad.flatten() for parameter in parameters])
        torch_off = max(torch_off, (after - by_torch).abs().max().item() / p.limit)
        norms.append(before.norm().item())
        clipped_norms.append(after.norm().item())
        angles.append(torch.rad2deg(torch.acos((before @ after / (before.norm() * after.norm())).clamp(-1, 1))).item())
        if step % 20 == 19:
            yield Step(step + 1, 60, {"norm": norms[-1], "clipped": clipped_norms[-1]})
    flat = [torch.randn(2) * p.limit * 1.6 for _ in range(40)]
    short = [clip([g], p.limit, p.by)[0] for g in flat]
    round_trip = [2 * pi * i / 80 for i in range(81)]
    marks = [Points("before", *torch.stack(flat).T, group=0), Points("after", *torch.stack(short).T, group=1)]
    circle = [[p.limit * f(t) for t in round_trip] for f in (cos, sin)]
    marks.append(Line("length c", *circle, dashed=True))
    text = "Forty gradients with two entries: those outside the circle are drawn straight back to it."
    yield Figure("Before and after clipping", marks, text, x="∂L/∂w₁", y="∂L/∂w₂")
    order = sorted(range(60), key=norms.__getitem__)
    lines = [Line(name, [norms[i] for i in order], [values[i] for i in order]) for name, values in
             (("without clipping", norms), ("clipped", clipped_norms))]  # fmt: skip
    text = f"Up to a length of {p.limit:g} nothing changes; beyond it all gradients have that length."
    yield Figure("Length after, by length before", [*lines, Level("limit c", p.limit)], text, x="length before",
                 y="length after", log_x=True, log_y=True)  # fmt: skip
    expected = [min(norm, p.limit) for norm in norms]
    off = max(abs(got - want) / p.limit for got, want in zip(clipped_norms, expected, strict=True))
    yield result(off=off, degrees=max(angles), torch_off=torch_off)


@demo.claim(
    "The clipped norm is min(‖g‖, c), the direction stays, and torch's clip_grad_norm_ does the same",
    about="gradient-clipping",
    breaks={"by": "value"},
)
def keeps_direction(p, r):
    yield Check.below(r["off"], 1e-5, label="norm off by")
    yield Check.below(r["degrees"], 0.1, label="degrees turned")
    yield Check.below(r["torch_off"], 1e-5, label="off torch's by")


if __name__ == "__main__":
    demo.main()
