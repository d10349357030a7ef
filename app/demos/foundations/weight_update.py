"""One step against the gradient, and whether it gains what the gradient promises.

Run it alone: python -m app.demos.foundations.weight_update --preset weight-update
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    rate: float = Slider(1e-4, 1e-5, 1, title="Learning rate η")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="backpropagation",
    title="Weight update",
    topic="foundations",
    summary="A small step against the gradient lowers the loss by what the gradient promises.",
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
