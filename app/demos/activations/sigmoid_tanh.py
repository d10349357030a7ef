"""Sigmoid and tanh: two curves that level off on both sides, and what they let back through.

Run it alone: python -m app.demos.activations.sigmoid_tanh --preset sigmoid
"""

from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    span: float = Slider(6, 1, 30, step=0.5, title="Inputs from −x to x")
    derivative: Literal["formula", "finite difference"] = Choice("formula", title="Derivative by")


demo = Demo(
    id="activation-functions",
    title="Sigmoid and tanh",
    topic="activations",
    summary="Both squash all numbers into a short interval, and the gradient with them.",
    params=P,
)


def relu(x):
    return x.clamp(min=0)


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))  # σ(x) = 1 / (1 + e⁻ˣ)


def tanh(x):
    return (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())  # tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)


# Each function by hand, its derivative by hand, and torch's own.
# fmt: off
FUNCTIONS = {
    "ReLU":    (relu,    lambda x: torch.where(x > 0, 1.0, 0.0),    torch.relu),
    "Sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x)),   torch.sigmoid),  # σ′ = σ (1 − σ), at most ¼
    "Tanh":    (tanh,    lambda x: 1 - tanh(x) ** 2,                torch.tanh),     # tanh′ = 1 − tanh², at most 1
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
    "sigmoid",
    Predict("How much gradient does a sigmoid pass at most?", {"all": 1, "half": 0.5, "a quarter": 0.25}, "peak"),
    span=8,
)
def logistic(p, device):
    """Any score becomes a number between 0 and 1, and at most a quarter of the gradient comes back."""
    yield from pictures("Sigmoid", p, device)
    x = inputs(p, device)
    value, slope, _, gradient = compare("Sigmoid", x, p)
    yield result(lowest=value.min(), highest=value.max(), slope_off=(slope - gradient).abs().max(), peak=slope.max())


@demo.claim(
    "Lies strictly between 0 and 1; the slope is σ(1 − σ), at most ¼",
    about="sigmoid",
    breaks={"derivative": "finite difference"},
    when=lambda p: p.span <= 16,  # farther out, 32-bit numbers round σ to 1
)
def at_most_a_quarter(p, r):
    yield Check.above(r["lowest"], 0, label="lowest")
    yield Check.below(r["highest"], 1, label="highest")
    yield Check.below(r["slope_off"], 1e-6, label="slope off by")
    yield Check.near(r["peak"], 0.25, within=1e-6, label="peak")


@demo.shows(
    "tanh",
    Predict(
        "How steep is tanh at zero, by the sigmoid?", {"as steep": 1, "twice": 2, "four times": 4}, "times_sigmoid"
    ),
    span=4,
)
def hyperbolic(p, device):
    """A sigmoid, stretched until it is centred on zero and four times as steep."""
    yield from pictures("Tanh", p, device)
    x = inputs(p, device)
    off = (tanh(x) - (2 * sigmoid(2 * x) - 1)).abs().max()  # tanh is a sigmoid, stretched and moved down
    steepest, of_sigmoid = (compare(name, x, p)[1].max() for name in ("Tanh", "Sigmoid"))
    yield result(off=off, steepest=steepest, times_sigmoid=steepest / of_sigmoid)


@demo.claim(
    "tanh x = 2σ(2x) − 1 to 10⁻⁶; the largest slope is 1, four times the sigmoid's",
    about="tanh",
    breaks={"derivative": "finite difference"},
)
def stretched_sigmoid(p, r):
    yield Check.below(r["off"], 1e-6, label="difference")
    yield Check.near(r["steepest"], 1, within=1e-6, label="largest slope")
    yield Check.near(r["times_sigmoid"], 4, within=1e-5, label="times the sigmoid's")


if __name__ == "__main__":
    demo.main()
