"""A neural network on XOR and on two rings: what hidden neurons make possible.

Run it alone: python -m app.demos.foundations.mlp_anatomy --preset neural-network
"""

from math import log, pi

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Points, Predict, Regions, Slider, Step, result


class P(Params):
    hidden: int = Slider(8, 1, 32, step=1, title="Hidden neurons")
    noise: float = Slider(0.1, 0, 0.3, step=0.05, title="Noise of the rings", shown_for=["hidden-layer"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="mlp-anatomy",
    title="Anatomy of a neural network",
    topic="foundations",
    summary="What the parts of a network are, and what each of them is needed for.",
    params=P,
    auto="cpu",
)


def network(hidden, device):
    """2 inputs, a hidden layer of tanh neurons, 1 output; without a hidden layer it is logistic regression."""
    if hidden == 0:
        return [torch.zeros(2, 1).to(device), torch.zeros(1).to(device)]
    weights = [torch.randn(2, hidden), torch.randn(hidden), torch.randn(hidden, 1) / hidden**0.5, torch.zeros(1)]
    return [each.to(device) for each in weights]


def logit(x, weights):
    if len(weights) == 2:
        w, b = weights
        return (x @ w + b)[:, 0]  # z = w·x + b
    w1, b1, w2, b2 = weights
    h = torch.tanh(x @ w1 + b1)  # h = tanh(W₁x + b₁)
    return (h @ w2 + b2)[:, 0]  # z = w₂·h + b₂


def train(weights, x, y, steps, rate=0.5, momentum=0.9):
    """The loss of every step; the weights are changed in place."""
    losses, speed = [], [torch.zeros_like(w) for w in weights]
    for w in weights:
        w.requires_grad_()
    for _ in range(steps):
        loss = cross_entropy(logit(x, weights), y)
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, v, g in zip(weights, speed, gradients, strict=True):
                v.mul_(momentum).add_(g)  # v ← 0.9 v + g
                w -= rate * v  # w ← w − η v
        losses.append(loss.item())
    return losses


@torch.no_grad()
def picture(title, weights, x, y, reach, device):
    """What the network answers all over the plane, with the samples."""
    side = torch.linspace(-reach, reach, 81, device=device)
    plane = torch.cartesian_prod(side, side).flip(1)
    answer = torch.sigmoid(logit(plane, weights)).reshape(81, 81)
    right = ((logit(x, weights) > 0) == (y > 0.5)).float().mean()
    marks = [Regions("probability of class 1", answer, (-reach, reach), (-reach, reach))]
    marks += [Points(f"class {k}", *x[y == k][:150].T, group=k) for k in (0, 1)]
    return Figure(title, marks, f"The network's answer is right for {right:.0%} of the samples.", x="x₁", y="x₂")


# --------------------------------------------------------------------------- neural network: neurons in layers


@demo.shows(
    "neural-network",
    Predict(
        "One neuron cannot compute XOR. A hidden layer of the size in the settings is put before it. Its loss ends …",
        {"near 0": 0, "at half of one neuron's": 0.35, "where one neuron's does": 0.69},
        measured="network",
    ),
)
def solves_xor(p, device, steps=300):
    """Neurons in layers solve what a single neuron cannot."""
    torch.manual_seed(p.seed)
    x = torch.tensor([[-1.0, -1], [-1, 1], [1, -1], [1, 1]], device=device)
    y = torch.tensor([0.0, 1, 1, 0], device=device)  # XOR: 1 where the signs differ
    weights, one_neuron = network(p.hidden, device), network(0, device)
    losses = train(weights, x, y, steps, rate=0.1)
    yield Step(1, 2, {"loss of the network": losses[-1]})
    of_one = train(one_neuron, x, y, steps, rate=0.1)
    yield Step(2, 2, {"loss of one neuron": of_one[-1]})
    yield picture(f"XOR by a network with {p.hidden} hidden neurons", weights, x, y, 1.6, device)
    lines = [Line("network", range(steps), losses), Line("one neuron", range(steps), of_one)]
    text = f"The network's loss falls to {losses[-1]:.2g}; one neuron's stays at ln 2, which is guessing."
    yield Figure("Loss while learning XOR", [*lines, Level("guessing, ln 2", log(2))], text, x="step", y="loss")
    yield result(network=losses[-1], one_neuron=min(of_one))


@demo.claim(
    "The network's loss on XOR ends below 0.05; one neuron never gets below ln 2 = 0.693",
    about="neural-network",
    breaks={"hidden": 1},
    when=lambda p: p.hidden == 1 or p.hidden >= 6,  # with 2 to 5 it depends on the start
)
def needs_a_hidden_layer(p, r):
    yield Check.below(r["network"], 0.05, label="network")
    yield Check.above(r["one_neuron"], log(2) - 1e-6, label="one neuron")


# --------------------------------------------------------------------------- hidden layer: bends the boundary


def rings(n, noise, device):
    """An inner ring of class 0 and an outer ring of class 1."""
    y = torch.arange(n) % 2
    angle, radius = 2 * pi * torch.rand(n), 1.0 + y + noise * torch.randn(n)
    x = torch.stack([radius * angle.cos(), radius * angle.sin()], 1)
    return x.to(device), y.float().to(device)


@demo.shows(
    "hidden-layer",
    Predict(
        "Class 1 is a ring around class 0. Without any hidden layer the share of new samples right is about …",
        {"a half": 0.5, "three quarters": 0.75, "all": 1},
        measured="without",
    ),
    hidden=16,
)
def separates_rings(p, device, steps=200):
    """Hidden neurons draw one bend each; together they close a boundary around the inner ring."""
    torch.manual_seed(p.seed)
    x, y = rings(300, p.noise, device)
    new_x, new_y = rings(1000, p.noise, device)
    shares, figures = [], []
    for hidden, title in ((p.hidden, f"With a hidden layer of {p.hidden}"), (0, "Without a hidden layer")):
        weights = network(hidden, device)
        losses = train(weights, x, y, steps, rate=0.1)
        shares.append(((logit(new_x, weights) > 0) == (new_y > 0.5)).float().mean().item())
        figures.append(picture(title, weights, new_x, new_y, 2.6, device))
        yield Step(len(shares), 2, {"loss": losses[-1], "share of new samples right": shares[-1]})
    yield from figures
    yield result(with_layer=shares[0], without=shares[1])


@demo.claim(
    "With the hidden layer at least 98 % of new samples are right, without it at most 70 %",
    about="hidden-layer",
    breaks={"hidden": 1},
    when=lambda p: p.hidden not in range(2, 12) and p.noise < 0.2,  # fewer close no ring; noisy rings overlap
)
def closes_the_ring(p, r):
    yield Check.above(r["with_layer"], 0.98, label="with")
    yield Check.below(r["without"], 0.70, label="without")


if __name__ == "__main__":
    demo.main()
