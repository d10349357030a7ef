"""Two answers to the dying ReLU: a learned slope below zero, and a smooth floor.

Run it alone: python -m app.demos.activations.relu_variants --preset prelu
"""

import torch
from torch import where
from torch.nn import functional

from app.demos.contract import (
    Bars,
    Check,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Points,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    true_slope: float = Slider(0.3, 0, 0.9, step=0.05, title="Slope in the data", shown_for=["prelu"])
    rate: float = Slider(0.1, 0.001, 0.5, step=0.001, title="Learning rate η", shown_for=["prelu"])
    alpha: float = Slider(1, 0.1, 3, step=0.1, title="How deep ELU goes, α", shown_for=["elu"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed", shown_for=["prelu", "elu"])


demo = Demo(
    id="activation-functions",
    title="PReLU and ELU",
    topic="activations",
    summary="What lets a gradient through where ReLU would stop it.",
    params=P,
)


def leaky(x, a):
    return where(x > 0, x, a * x)  # x above zero, a·x below: a is fixed in Leaky ReLU, learned in PReLU


def elu(x, alpha):
    return where(x > 0, x, alpha * (x.exp() - 1))  # falls smoothly towards −α


# ------------------------------------------------------------------------------------------- PReLU: a learned slope

FOUND = Predict(
    "The slope starts at 0.01; the data bend at zero with another. Training ends …",
    {"where it started": 0, "halfway": 0.5, "at the data's slope": 1},
    measured="way",
)


@demo.shows("prelu", FOUND)
def learned_slope(p, device, start=0.01, steps=200):
    """Gradient descent finds how much of a negative input should pass."""
    torch.manual_seed(p.seed)
    x = torch.randn(512).to(device)
    y = leaky(x, p.true_slope) + 0.05 * torch.randn(512).to(device)
    a, slopes, losses = torch.tensor(start, device=device), [start], []
    for step in range(1, steps + 1):
        error = leaky(x, a) - y
        losses.append((error**2).mean().item())  # L = mean (f(x) − y)²
        a = a - p.rate * (2 * error * x.clamp(max=0)).mean()  # a ← a − η ∂L/∂a, where ∂f/∂a = min(0, x)
        slopes.append(a.item())
        yield Step(step, steps, {"slope": slopes[-1], "loss": losses[-1]})
    lines = [Line("learned slope", range(steps + 1), slopes), Level("slope in the data", p.true_slope)]
    text = f"The slope moves from {start} to {slopes[-1]:.3f}; the data have {p.true_slope:g}."
    yield Figure("The slope finds the data's", lines, text, x="step", y="slope a")
    grid = torch.linspace(-3, 3, 61)
    fit, fixed = Line("PReLU", grid, leaky(grid, slopes[-1])), Line("slope 0.01", grid, leaky(grid, start), dashed=True)
    text = f"Below zero PReLU ends with slope {slopes[-1]:.3f}, the fixed line has {start}, the data {p.true_slope:g}."
    yield Figure("What was learned", [Points("data", x[:150], y[:150]), fit, fixed], text, x="x", y="y")
    weight = torch.tensor([start], device=device, requires_grad=True)
    functional.mse_loss(functional.prelu(x, weight), y).backward()
    yield result(
        learned=slopes[-1],
        way=(slopes[-1] - start) / (p.true_slope - start),
        loss=losses[-1],
        fixed_loss=losses[0],
        gradient_off=abs((start - slopes[1]) / p.rate - weight.grad.item()),  # the first step, against autograd
    )


@demo.claim(
    "The learned slope ends within 0.02 of the data's; the fixed slope of 0.01 keeps over 10 times the loss",
    about="prelu",
    breaks={"rate": 0.001},
    when=lambda p: p.true_slope >= 0.25,  # with less, a slope of 0.01 is not that wrong
)
def learns_the_slope(p, r):
    yield Check.near(r["learned"], p.true_slope, within=0.02, label="slope")
    yield Check.above(r["fixed_loss"] / r["loss"], 10, label="times the loss")
    yield Check.below(r["gradient_off"], 1e-5, label="gradient off autograd's by")


# ------------------------------------------------------------------------------------------ ELU: means closer to zero

CLOSER = Predict(
    "The inputs have mean 0. Beside ReLU's mean output, ELU's lies …",
    {"closer to 0": 0.5, "at the same place": 1, "farther from 0": 1.5},
    measured="share_of_relu",
)


@demo.shows("elu", CLOSER)
def mean_output(p, device):
    """Negative outputs balance positive ones, so that the mean comes closer to zero."""
    torch.manual_seed(p.seed)
    x = torch.randn(200_000).to(device)
    means = {}
    for name, value in (("ReLU", x.clamp(min=0)), ("Leaky ReLU", leaky(x, 0.01)), ("ELU", elu(x, p.alpha))):
        means[name] = value.mean().item()
        yield Step(len(means), 3, {f"mean of {name}": means[name]})
    grid = torch.linspace(-6, 3, 301)
    lines = [
        Line("ELU", grid, elu(grid, p.alpha)),
        Line("derivative", grid, where(grid > 0, 1.0, p.alpha * grid.exp())),
    ]
    text = f"ELU falls smoothly towards −{p.alpha:g}; its derivative shrinks with it and is 1 above zero."
    yield Figure("ELU and its derivative", [*lines, Level("−α", -p.alpha)], text, x="x", y="f(x)")
    text = "Mean output: " + ", ".join(f"{name} {mean:.3f}" for name, mean in means.items()) + "."
    yield Figure(
        "Mean output for inputs of mean 0", [Bars("mean", list(means), list(means.values()))], text, y="mean f(x)"
    )
    yield result(
        mean=means["ELU"],
        relu_mean=means["ReLU"],
        share_of_relu=abs(means["ELU"] / means["ReLU"]),
        at_minus_10=elu(torch.tensor(-10.0, device=device), p.alpha),
    )


@demo.claim(
    "On N(0, 1) the mean output is 0.160, where ReLU's is 0.399; ELU(−10) is −1 to 10⁻⁴",
    about="elu",
    breaks={"alpha": 3},
)
def closer_to_zero(p, r):
    yield Check.near(r["mean"], 0.160, within=0.01, label="ELU")
    yield Check.near(r["relu_mean"], 0.399, within=0.01, label="ReLU")
    yield Check.near(r["at_minus_10"], -1, within=1e-4, label="ELU(−10)")


if __name__ == "__main__":
    demo.main()
