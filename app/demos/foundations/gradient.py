"""The gradient: the direction of steepest climb, and what a small step against it gains.

Run it alone: python -m app.demos.foundations.gradient --preset gradient
"""

from math import pi

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    h: float = Slider(1e-5, 1e-5, 1, title="Step h of the central differences", shown_for=["gradient"])
    rate: float = Slider(1e-4, 1e-5, 1, title="Learning rate η", shown_for=["weight-update"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="backpropagation",
    title="Gradient and weight update",
    topic="foundations",
    summary="The gradient points uphill; a small step against it lowers the loss by what it promises.",
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


# ------------------------------------------------------------------------------------ gradient: the steepest way up


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


# ----------------------------------------------------------------------------- weight update: one step downhill


@demo.shows(
    "weight-update",
    Predict(
        "At the rate of the settings, one step lowers the loss a little. With half that rate it would lower it …",
        {"a quarter as much": 0.25, "half as much": 0.5, "as much": 1},
        measured="half_step",
    ),
)
def one_step(p, device):
    """One small step against the gradient lowers the loss by the learning rate times the gradient's square."""
    loss, w = problem(p, device)
    g, start = gradient_at(loss, w), loss(w)
    down, up, half = loss(w - p.rate * g), loss(w + p.rate * g), loss(w - p.rate / 2 * g)  # w ← w − η g
    yield Step(1, 1, {"loss before": start.item(), "after": down.item()})
    promised = p.rate * (g @ g)  # L(w − ηg) ≈ L(w) − η ‖g‖²
    names = ["against the gradient", "along the gradient"]
    measured = [(down - start) / promised, (up - start) / promised]
    bars = [Bars("promised", names, [-1, 1]), Bars("measured", names, measured)]
    text = f"A step against the gradient changes the loss by {down - start:.2g}, one along it by {up - start:.2g}."
    yield Figure("One step each way", bars, text, y="change of the loss, in η‖g‖²")
    furthest = start.item() / (g @ g).item()  # where the gradient would promise a loss of zero
    etas = torch.linspace(0, 2.5 * furthest, 101, dtype=w.dtype)
    lines = [Line("loss after the step", etas, [loss(w - eta * g).item() for eta in etas])]
    lines.append(Line("promised by the gradient", [0, furthest], [start, 0], dashed=True))
    text = "For small rates the loss falls as the gradient promises; for larger ones the curve bends away and climbs."
    yield Figure("One step with every rate", lines, text, x="learning rate η", y="loss")
    yield result(
        share=(start - down) / promised, climb=(up - start) / promised, half_step=(start - half) / (start - down)
    )


@demo.claim(
    "A step lowers the loss by η‖g‖² to within 5 %, and the same step along +g raises it",
    about="weight-update",
    breaks={"rate": 1},
)
def as_promised(p, r):
    yield Check.near(r["share"], 1, within=0.05, label="share of η‖g‖²")
    yield Check.above(r["climb"], 0, label="along +g")


if __name__ == "__main__":
    demo.main()
