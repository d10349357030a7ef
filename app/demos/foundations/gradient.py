"""The gradient: one slope for each weight, and together the direction of steepest climb.

Run it alone: python -m app.demos.foundations.gradient --preset gradient
"""

from math import pi

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    h: float = Slider(1e-5, 1e-5, 1, title="Step h of the central differences")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="backpropagation",
    title="Gradient",
    topic="foundations",
    summary="No direction climbs faster than the gradient, and none falls faster than the one against it.",
    params=P,
    auto="cpu",
)


def problem(p, device):
    """The loss of a 2-3-1 tanh network as a function of its 13 weights in one vector, and a random start."""
    where = "cpu" if device.type == "mps" else device  # differences need 64-bit numbers, which MPS does not have
    torch.manual_seed(p.seed)
    x, y = torch.randn(50, 2, dtype=torch.float64).to(where), torch.randn(50, dtype=torch.float64).to(where)

    def loss(w):
        h = torch.tanh(x @ w[:6].reshape(2, 3) + w[6:9])  # h = tanh(W₁x + b₁)
        return ((h @ w[9:12] + w[12] - y) ** 2).mean()  # L = mean (w₂·h + b₂ − y)²

    return loss, torch.randn(13, dtype=torch.float64).to(where)


def gradient_at(loss, w):
    w = w.clone().requires_grad_()
    return torch.autograd.grad(loss(w), w)[0]


@demo.shows(
    "gradient",
    Predict(
        "Of 1,000 random directions, how many lower the loss faster than the one against the gradient?",
        {"none": 0, "about 10": 10, "about half": 500},
        measured="faster",
    ),
)
def steepest(p, device):
    """The gradient holds the slope along every weight, and no direction falls faster than the one against it."""
    loss, w = problem(p, device)
    g = gradient_at(loss, w)
    yield Step(1, 2)
    steps = p.h * torch.eye(13, dtype=w.dtype, device=w.device)
    differences = torch.stack([(loss(w + e) - loss(w - e)) / (2 * p.h) for e in steps])  # (L(w + h) − L(w − h)) / 2h
    directions = torch.randn(1000, 13, dtype=w.dtype).to(w.device)
    directions /= directions.norm(dim=1, keepdim=True)
    e = 1e-5
    rates = torch.stack([(loss(w + e * d) - loss(w - e * d)) / (2 * e) for d in directions])  # = g · d
    angles = torch.rad2deg(torch.arccos((directions @ g / g.norm()).clamp(-1, 1)))
    yield Step(2, 2, {"steepest of 1,000": rates.min().item()})
    grid = torch.linspace(0, 180, 91)
    marks = [Points("random directions", angles, rates), Points("against the gradient", [180.0], [-g.norm()], group=1)]
    marks += [Line("‖g‖ cos(angle)", grid, g.norm().cpu() * torch.cos(grid * pi / 180))]
    text = f"The loss changes by g · d along d: from {-g.norm():.2g} against the gradient to {g.norm():.2g} along it."
    yield Figure("How fast the loss changes", marks, text, x="angle to the gradient in degrees", y="slope along it")
    names = [f"{i}" for i in range(1, 14)]
    bars = [Bars("autograd", names, g), Bars("central differences", names, differences)]
    yield Figure("One slope per weight", bars, "The gradient's 13 entries, twice.", x="weight", y="slope")
    yield result(off=(g - differences).norm() / g.norm(), faster=(rates < -g.norm() * (1 + 1e-9)).sum())


@demo.claim(
    "Autograd agrees with central differences to 10⁻⁶; none of 1,000 directions falls faster than −g",
    about="gradient",
    breaks={"h": 1},
)
def agrees(p, r):
    yield Check.below(r["off"], 1e-6, label="relative difference")
    yield Check.exactly(r["faster"], 0, label="faster directions")


if __name__ == "__main__":
    demo.main()
