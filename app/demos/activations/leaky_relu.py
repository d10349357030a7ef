"""Leaky ReLU: a small slope below zero, so that no unit is ever stuck.

Run it alone: python -m app.demos.activations.leaky_relu --preset leaky-relu
"""

from typing import Literal

import torch
from torch import where
from torch.nn import functional

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    slope: float = Slider(0.01, 0, 0.5, step=0.01, title="Slope below zero")
    derivative: Literal["formula", "finite difference"] = Choice("formula", title="Derivative by")


demo = Demo(
    id="activation-functions",
    title="Leaky ReLU",
    topic="activations",
    summary="A trickle of gradient where ReLU would stop it.",
    params=P,
)


def leaky(x, a):
    return where(x > 0, x, a * x)  # x above zero, a·x below


PASSED = Predict(
    "The input of a Leaky ReLU is −2. How much of the gradient passes back?",
    {"all of it": 1, "a hundredth of it": 0.01, "nothing": 0},
    measured="passed",
)


@demo.shows("leaky-relu", PASSED)
def small_slope(p, device):
    """A trickle of gradient below zero, so that no unit is ever stuck."""
    x = torch.linspace(-6, 6, 401, device=device)
    slope = where(x > 0, 1.0, p.slope)
    if p.derivative == "finite difference":
        slope = (leaky(x + 0.05, p.slope) - leaky(x - 0.05, p.slope)) / 0.1  # (f(x + h) − f(x − h)) / 2h
    yield Step(1, 2)
    at = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(functional.leaky_relu(at, p.slope).sum(), at)
    (gradient_of_relu,) = torch.autograd.grad(functional.relu(at).sum(), at)
    yield Step(2, 2)
    lines = [Line("Leaky ReLU", x, leaky(x, p.slope)), Line("ReLU", x, x.clamp(min=0), dashed=True)]
    text = f"Below zero Leaky ReLU falls with slope {p.slope:g}, where ReLU stays at zero."
    yield Figure("Leaky ReLU beside ReLU", lines, text, x="x", y="f(x)")
    below = x < 0
    lines = [Line("Leaky ReLU", x[below], slope[below]), Line("ReLU", x[below], gradient_of_relu[below], dashed=True)]
    text = f"Below zero Leaky ReLU passes {p.slope:g} of the gradient and ReLU none; above, both pass all of it."
    yield Figure("How much gradient passes below zero", lines, text, x="x", y="derivative")
    yield result(
        passed=slope[133],  # x = −2.01
        least=slope[below].min(),
        most=slope[below].max(),
        off=(slope - gradient)[below].abs().max(),
        relu=gradient_of_relu[below].abs().max(),
    )


@demo.claim(
    "Below zero the gradient is exactly the slope, where ReLU's is 0",
    about="leaky-relu",
    breaks={"derivative": "finite difference"},
)
def never_dead(p, r):
    exact = torch.tensor(p.slope).item()  # the slope as a 32-bit number
    yield Check.exactly(r["least"], exact, label="least")
    yield Check.exactly(r["most"], exact, label="most")
    yield Check.exactly(r["off"], 0, label="off autograd's by")
    yield Check.exactly(r["relu"], 0, label="ReLU's")


if __name__ == "__main__":
    demo.main()
