"""Non-linearity: without it, any number of layers is one layer.

Run it alone: python -m app.demos.activations.activation_in_training --preset nonlinearity
"""

from typing import Literal

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Points, Predict, Regions, Slider, Step, result


class P(Params):
    activation: Literal["ReLU", "tanh", "none"] = Choice("ReLU", title="Activation function")
    width: int = Slider(16, 12, 48, step=4, title="Units per layer")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="activation-in-training",
    title="Activations in training",
    topic="activations",
    summary="The same network trains or does not, depending on what stands between its layers.",
    params=P,
    auto="cpu",
)

BENDS = {"ReLU": lambda z: z.clamp(min=0), "tanh": torch.tanh, "none": lambda z: z}


def xor(each=40):
    """Four small clouds at the corners of a square; opposite corners belong together."""
    corner = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]).repeat(each, 1)
    x = 2 * corner - 1 + 0.4 * (torch.rand(4 * each, 2) - 0.5)
    return x, (corner[:, 0] != corner[:, 1]).float()


def network(layers, bend, x):
    """ŷ = W₃ f(W₂ f(W₁ x + b₁) + b₂) + b₃"""
    (w1, b1), (w2, b2), (w3, b3) = layers
    h = bend(bend(x @ w1.T + b1) @ w2.T + b2)
    return (h @ w3.T + b3).squeeze(-1)


def train(layers, bend, x, y, steps, rate=0.1):
    """Minimise the cross-entropy on all samples, in place; yields the share of samples answered rightly."""
    parameters = [each.requires_grad_() for pair in layers for each in pair]
    velocities = [torch.zeros_like(each) for each in parameters]
    for _ in range(steps):
        output = network(layers, bend, x)
        gradients = torch.autograd.grad(cross_entropy(output, y), parameters)
        with torch.no_grad():
            for each, v, g in zip(parameters, velocities, gradients, strict=True):
                v.mul_(0.9).add_(g)  # v ← 0.9 v + ∂L/∂w
                each.sub_(rate * v)  # w ← w − η v
        yield ((output > 0) == (y > 0.5)).float().mean().item()
    for each in parameters:
        each.requires_grad_(False)


def one_matrix(layers):
    """The single layer that three linear layers are: W = W₃W₂W₁, b = W₃(W₂b₁ + b₂) + b₃."""
    (w1, b1), (w2, b2), (w3, b3) = layers
    return w3 @ w2 @ w1, w3 @ (w2 @ b1 + b2) + b3


@demo.shows(
    "nonlinearity",
    Predict(
        "Four clouds at the corners of a square, opposite ones of one class. Three linear layers answer rightly …",
        {"hardly any point": 0.1, "half to three quarters": 0.62, "every point": 1},
        measured="linear",
    ),
)
def with_and_without(p, device, steps=100):
    """Linear layers in a row are one linear layer; one bend between them, and they can fold the plane."""
    torch.manual_seed(p.seed)
    x, y = (each.to(device) for each in xor())
    sizes = [(2, p.width), (p.width, p.width), (p.width, 1)]
    start = [((2 / m) ** 0.5 * torch.randn(n, m).to(device), torch.zeros(n, device=device)) for m, n in sizes]
    nets, shares = {}, {}
    for name in ("none", p.activation):
        nets[name] = [(w.clone(), b.clone()) for w, b in start]  # both begin with the same weights
        for step, share in enumerate(train(nets[name], BENDS[name], x, y, steps), 1):
            shares[name] = share
            if step % 10 == 0:
                done = step + steps * (len(nets) - 1 if p.activation != "none" else 1)
                yield Step(done, 2 * steps, {"answered rightly": share})
    at = torch.linspace(-1.6, 1.6, 61, device=device)
    plane = torch.cartesian_prod(at, at).flip(-1)
    for name, net in nets.items():
        answers = torch.sigmoid(network(net, BENDS[name], plane)).reshape(61, 61)
        marks = [Regions("class", answers, (-1.6, 1.6), (-1.6, 1.6))]
        marks += [Points(f"class {k}", *x[y == k].T, group=k) for k in (0, 1)]
        called = "Linear layers only" if name == "none" else f"With {name} in between"
        text = f"{called}: {shares[name]:.0%} of the points lie on the right side."
        yield Figure(called, marks, text, x="x₁", y="x₂")
    w, b = one_matrix(nets["none"])
    diagonal = at[:, None].expand(-1, 2)
    three, one = network(nets["none"], BENDS["none"], diagonal), (diagonal @ w.T + b).squeeze(-1)
    lines = [Line("three linear layers", at, three), Line("one matrix", at, one, dashed=True)]
    lines.append(Line(p.activation, at, network(nets[p.activation], BENDS[p.activation], diagonal)))
    text = "Along the diagonal the three linear layers draw the straight line of a single matrix; a bend changes that."
    yield Figure("The output along the diagonal", lines, text, x="x₁ = x₂", y="output")
    off = (network(nets["none"], BENDS["none"], plane) - (plane @ w.T + b).squeeze(-1)).abs().max()
    yield result(off=off, linear=shares["none"], bent=shares[p.activation])


@demo.claim(
    "Three linear layers equal one matrix to 10⁻⁵ and answer at most ¾ of XOR; with the activation all of it",
    about="nonlinearity",
    breaks={"activation": "none"},
)
def bends_are_needed(p, r):
    yield Check.below(r["off"], 1e-5, label="off by")
    yield Check.below(r["linear"], 0.7501, label="linear")
    yield Check.exactly(r["bent"], 1, label=f"with {p.activation}:")


if __name__ == "__main__":
    demo.main()
