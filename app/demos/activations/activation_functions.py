"""Activation functions by hand, beside torch's own: what each lets through, and how much of the gradient.

Run it alone: python -m app.demos.activations.activation_functions --preset relu
"""

from typing import Literal

import torch
from torch import where
from torch.nn import functional

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    span: float = Slider(6, 1, 30, step=0.5, title="Inputs from −x to x")
    derivative: Literal["formula", "finite difference"] = Choice("formula", title="Derivative by")
    seed: int = Slider(0, 0, 99, step=1, title="Seed", shown_for=["activation-function"])


demo = Demo(
    id="activation-functions",
    title="Activation functions",
    topic="activations",
    summary="Each function bends what passes through it, and its slope decides how much gradient comes back.",
    params=P,
)


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))  # σ(x) = 1 / (1 + e⁻ˣ)


def tanh(x):
    return (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())  # tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)


def softmax_row(x):
    e = torch.stack([x, 0 * x, 0 * x - 1]).exp()  # softmax needs a row of logits: here x, 0 and −1
    return e[0] / e.sum(0)  # p₁ = eᶻ¹ / Σⱼ eᶻʲ


# Each function by hand, its derivative by hand, and torch's own.
# fmt: off
FUNCTIONS = {
    "ReLU": (lambda x: x.clamp(min=0),                                  # max(0, x)
             lambda x: where(x > 0, 1.0, 0.0),                          # all of the gradient, or none of it
             functional.relu),
    "Sigmoid": (sigmoid,
                lambda x: sigmoid(x) * (1 - sigmoid(x)),                # σ′ = σ (1 − σ), at most ¼
                torch.sigmoid),
    "Tanh": (tanh,
             lambda x: 1 - tanh(x) ** 2,                                # tanh′ = 1 − tanh², at most 1
             torch.tanh),
    "Leaky ReLU": (lambda x: where(x > 0, x, 0.01 * x),                 # x, or a hundredth of it
                   lambda x: where(x > 0, 1.0, 0.01),
                   functional.leaky_relu),
    "PReLU": (lambda x: where(x > 0, x, 0.25 * x),                      # the same; the slope will be learned
              lambda x: where(x > 0, 1.0, 0.25),
              lambda x: functional.prelu(x, torch.tensor([0.25], device=x.device))),
    "ELU": (lambda x: where(x > 0, x, x.exp() - 1),                     # falls smoothly towards −1
            lambda x: where(x > 0, 1.0, x.exp()),
            functional.elu),
    "Softmax": (softmax_row,
                lambda x: softmax_row(x) * (1 - softmax_row(x)),        # ∂p₁/∂z₁ = p₁ (1 − p₁)
                lambda x: torch.softmax(torch.stack([x, 0 * x, 0 * x - 1]), 0)[0]),
}
# fmt: on


def inputs(p, device):
    return torch.linspace(-p.span, p.span, 401, device=device)


def compare(name, x, p):
    """Value and derivative at x: by hand, then by torch and its autograd."""
    by_hand, derivative, by_torch = FUNCTIONS[name]
    slope = derivative(x)
    if p.derivative == "finite difference":
        slope = (by_hand(x + 0.05) - by_hand(x - 0.05)) / 0.1  # (f(x + h) − f(x − h)) / 2h, with h = 0.05
    x = x.clone().requires_grad_()
    value = by_torch(x)
    (gradient,) = torch.autograd.grad(value.sum(), x)
    return by_hand(x.detach()), slope, value.detach(), gradient


# ----------------------------------------------------------------------------------- activation function: all seven

STRAIGHT = Predict(
    "Take the activation function out of a two-layer network. Drawn over x, its output is then …",
    {"a straight line": 0, "half as bent": 0.5, "just as bent": 1},
    measured="bend_left",
)


@demo.shows("activation-function", STRAIGHT)
def all_seven(p, device):
    """Seven functions that bend what passes through a unit; without one, layers in a row stay a straight line."""
    x = inputs(p, device)
    curves, value_off, slope_off = [], [], []
    for name in FUNCTIONS:
        value, slope, by_torch, gradient = compare(name, x, p)
        curves.append(Line(name, x, value))
        value_off.append((value - by_torch).abs().max().item())
        slope_off.append((slope - gradient).abs().max().item())
        yield Step(len(curves), len(FUNCTIONS), {"largest difference": max(value_off + slope_off)})
    text = "ReLU and its kin rise without limit; sigmoid, tanh and softmax level off on both sides."
    yield Figure("Seven activation functions", curves, text, x="x", y="f(x)")
    torch.manual_seed(p.seed)
    w, b, v = torch.randn(3, 8).to(device)  # eight hidden units, drawn on the CPU: the same on every device
    hidden = x[:, None] * w + b
    bent, straight = hidden.clamp(min=0) @ v, hidden @ v  # v · max(0, wx + b), and v · (wx + b)
    lines = [Line("with ReLU", x, bent), Line("without", x, straight, dashed=True)]
    text = "Without ReLU the two layers draw one straight line; with it the line bends at every unit's threshold."
    yield Figure("One network, with and without ReLU", lines, text, x="x", y="output")
    bend, bend_without = (line.diff(n=2).abs().max() for line in (bent, straight))
    yield result(value_off=max(value_off), slope_off=max(slope_off), bend_left=bend_without / bend)


@demo.claim(
    "All seven match torch to 10⁻⁶, in value and in derivative",
    about="activation-function",
    breaks={"derivative": "finite difference"},
)
def seven_match(p, r):
    return [Check.below(r["value_off"], 1e-6, label="value"), Check.below(r["slope_off"], 1e-6, label="derivative")]


# ---------------------------------------------------------------------------------------- ReLU: all or nothing


def pictures(name, p, device):
    """The curve with its derivative, and what is left of a gradient after n layers."""
    x = inputs(p, device)
    value, slope, by_torch, _ = compare(name, x, p)
    lines = [Line(name, x, value), Line("by torch", x, by_torch, dashed=True), Line("derivative", x, slope)]
    text = f"{name} lies between {value.min():.3g} and {value.max():.3g}; its slope is at most {slope.max():.3g}."
    yield Figure(f"{name} and its derivative", lines, text, x="x", y="f(x)")
    layers, lines = range(1, 11), []
    for each in ("ReLU", "Tanh", "Sigmoid"):
        most = compare(each, x, p)[1].max().item()
        lines.append(Line(each, layers, [most**n for n in layers]))  # each layer multiplies by its slope
        yield Step(len(lines), 3, {f"largest slope of {each}": most})
    text = "ReLU and tanh can pass all of it; a sigmoid passes a quarter at most, so ten pass a millionth."
    yield Figure(
        "The most gradient that n layers pass back", lines, text, x="layers n", y="(largest slope)ⁿ", log_y=True
    )


@demo.shows(
    "relu",
    Predict("A ReLU's input is −2. How much gradient passes?", {"all": 1, "a hundredth": 0.01, "none": 0}, "passed"),
)
def relu(p, device):
    """An open unit passes its signal and its gradient whole; a closed one passes neither."""
    yield from pictures("ReLU", p, device)
    x = torch.cat([inputs(p, device), torch.tensor([-1000.0, -2.0, 1000.0], device=device)])
    value, slope, by_torch, _ = compare("ReLU", x, p)
    below, above = slope[x < 0], slope[x > 0]
    off = (value - by_torch).abs().max()
    yield result(off=off, below=below.max(), least_above=above.min(), most_above=above.max(), passed=slope[-2])


@demo.claim(
    "Equals torch.relu exactly; the slope is exactly 0 below zero and 1 above, even at ±1,000",
    about="relu",
    breaks={"derivative": "finite difference"},
)
def all_or_nothing(p, r):
    yield Check.exactly(r["off"], 0, label="difference")
    yield Check.exactly(r["below"], 0, label="slope below")
    yield Check.exactly(r["least_above"], 1, label="slope above")
    yield Check.exactly(r["most_above"], 1, label="at most")


if __name__ == "__main__":
    demo.main()
