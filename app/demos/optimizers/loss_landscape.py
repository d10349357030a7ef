"""The loss landscape: slices through it, and the curvature they show.

Run it alone: python -m app.demos.optimizers.loss_landscape --preset loss-landscape
"""

import torch

from app.demos.contract import Check, Demo, Figure, Heatmap, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    half_width: float = Slider(0.01, 0.005, 1, title="Half the width of the measured slice")
    hidden: int = Slider(6, 3, 12, step=1, title="Hidden units")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="gradient-descent-variants",
    title="Loss landscape",
    topic="optimizers",
    summary="Nobody can see a thousand dimensions, but slices show how steep and how narrow the valley is.",
    params=P,
    auto="cpu",
)


def network_loss(p, where):
    """The loss of a small tanh network as a function of all its weights in one vector, and their number."""
    x = torch.linspace(-2, 2, 60, dtype=torch.float64)[:, None]
    y = torch.sin(2 * x[:, 0]) + 0.1 * torch.randn(60, dtype=torch.float64)
    x, y, h = x.to(where), y.to(where), p.hidden

    def loss(w):
        hidden = torch.tanh(x * w[..., :h].unsqueeze(-2) + w[..., h : 2 * h].unsqueeze(-2))
        output = (hidden * w[..., 2 * h : 3 * h].unsqueeze(-2)).sum(-1) + w[..., 3 * h :]
        return ((output - y) ** 2).mean(-1)  # one loss for each vector of weights

    return loss, 3 * h + 1


def train(loss, w, steps=200, rate=0.05):
    m = v = torch.zeros_like(w)
    for t in range(1, steps + 1):
        w = w.detach().requires_grad_()
        value = loss(w)
        (g,) = torch.autograd.grad(value, w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2  # Adam: w ← w − η m̂ / √v̂
        w = w - rate * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
        yield value.item()
    yield w.detach()


def times_hessian(loss, w, d):
    """H d without ever forming H: the gradient of (∇L · d)."""
    w = w.clone().requires_grad_()
    (g,) = torch.autograd.grad(loss(w), w, create_graph=True)
    return torch.autograd.grad(g @ d, w)[0]


@demo.shows(
    "loss-landscape",
    Predict(
        "The landscape is steepest in one direction. Compared with a random direction, its curvature there is …",
        {"about as large": 1, "about three times as large": 3, "ten times as large or more": 12},
        measured="anisotropy",
    ),
)
def slices(p, device):
    """A slice through trained weights is a parabola close by, and its curvature is that of the Hessian."""
    where = "cpu" if device.type == "mps" else device  # second differences take 64 bits, which MPS does not have
    torch.manual_seed(p.seed)
    loss, count = network_loss(p, where)
    *losses, w = train(loss, torch.randn(count, dtype=torch.float64).to(where))
    yield Step(1, 2, {"loss": losses[-1]})
    steep, random = (torch.randn(count, dtype=torch.float64).to(where) for _ in range(2))
    for _ in range(30):  # multiplying by H again and again turns a vector into the steepest direction
        steep = torch.nn.functional.normalize(times_hessian(loss, w, steep), dim=0)
    random = torch.nn.functional.normalize(random, dim=0)
    curved = {name: (d @ times_hessian(loss, w, d)).item() for name, d in (("steepest", steep), ("random", random))}
    h, at = p.half_width, loss(w)
    measured = ((loss(w + h * random) - 2 * at + loss(w - h * random)) / h**2).item()  # (L₊ − 2L + L₋) / h²
    yield Step(2, 2, {"curvature of the slice": measured})
    along = torch.linspace(-1, 1, 81, dtype=w.dtype, device=w.device)
    marks = [
        Line(f"{name} direction", along, loss(w + along[:, None] * d))
        for name, d in (("steepest", steep), ("random", random))
    ]
    slope = (loss(w + 1e-4 * random) - loss(w - 1e-4 * random)) / 2e-4
    parabola = at + slope * along + curved["random"] * along**2 / 2  # L + g·d t + ½ dᵀHd t²
    marks.append(Line("parabola of dᵀHd", along, parabola, dashed=True))
    text = f"Two slices through the trained weights; along the steepest one the curvature is {curved['steepest']:.2g}."
    yield Figure("Slices", marks, text, x="moved by", y="loss", log_y=True)
    across = torch.linspace(-1.5, 1.5, 45, dtype=w.dtype, device=w.device)
    grid = w + across[None, :, None] * random + across[:, None, None] * steep
    marks = [Heatmap("loss", loss(grid), x=(-1.5, 1.5), y=(-1.5, 1.5), contours=True)]
    marks.append(Points("trained weights", [0], [0], group=1))
    text = "Around the trained weights the loss forms a narrow valley: steep one way, nearly flat the other."
    yield Figure("A map of the landscape", marks, text, x="random direction", y="steepest direction")
    yield result(ratio=measured / curved["random"], anisotropy=curved["steepest"] / curved["random"])


@demo.claim(
    "The curvature of a slice through trained weights is dᵀHd, within 1 %",
    about="loss-landscape",
    breaks={"half_width": 1},
)
def slice_is_hessian(p, r):
    return Check.near(r["ratio"], 1, within=0.01, label="slice by dᵀHd")


if __name__ == "__main__":
    demo.main()
