"""Backpropagation by hand on a network of 2 inputs, 3 hidden neurons and 1 output, beside torch's autograd.

Run it alone: python -m app.demos.foundations.backpropagation --preset backpropagation
"""

import torch

from app.demos.contract import (
    Bars,
    Check,
    Demo,
    Edge,
    Figure,
    Graph,
    Line,
    Node,
    Params,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    derivative: bool = Switch(True, title="Multiply by tanh′ on the way back")
    push: float = Slider(0, 0, 3, step=0.5, title="Push neuron 1 into saturation", shown_for=["backward-pass"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="backpropagation",
    title="Backpropagation",
    topic="foundations",
    summary="One pass forward for the loss, one pass back for every gradient: the chain rule, applied layer by layer.",
    params=P,
    auto="cpu",
)


def setting(p, device):
    """Four samples of XOR and random weights: W₁ (3×2), b₁ (3), w₂ (3), b₂ (1)."""
    torch.manual_seed(p.seed)
    x, y = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]], device=device), torch.tensor([0.0, 1, 1, 0], device=device)
    weights = [torch.randn(3, 2), torch.randn(3), torch.randn(3), torch.randn(1)]
    weights[1][0] += p.push
    return x, y, [w.to(device) for w in weights]


def forward(x, y, weights):
    w1, b1, w2, b2 = weights
    z1 = x @ w1.T + b1  # z₁ = W₁ x + b₁
    h = torch.tanh(z1)  # h = tanh z₁
    z2 = h @ w2 + b2  # z₂ = w₂ · h + b₂: the prediction
    return z1, h, z2, ((z2 - y) ** 2).mean()  # L = mean (z₂ − y)²


def backward(x, y, weights, derivative=True):
    """Every gradient, from the output to the input; each line uses the one before."""
    _, h, z2, _ = forward(x, y, weights)
    d2 = 2 * (z2 - y) / len(y)  # δ₂ = ∂L/∂z₂
    dh = d2[:, None] * weights[2]  # ∂L/∂h = δ₂ w₂
    d1 = dh * (1 - h**2) if derivative else dh  # δ₁ = ∂L/∂z₁ = ∂L/∂h · tanh′(z₁), and tanh′ = 1 − h²
    gradients = [d1.T @ x, d1.sum(0), h.T @ d2, d2.sum()[None]]  # ∂L/∂W₁ = δ₁ᵀ x, ∂L/∂b₁ = Σ δ₁, and so on
    return d1, d2, gradients


def by_autograd(x, y, weights):
    """The same by torch: deltas and gradients."""
    leaves = [w.clone().requires_grad_() for w in weights]
    z1, _, z2, loss = forward(x, y, leaves)
    d1, d2, *gradients = torch.autograd.grad(loss, [z1, z2, *leaves])
    return d1, d2, gradients


def flat(tensors):
    return torch.cat([each.flatten() for each in tensors])


# ------------------------------------------------------------------------------- backpropagation: all 13 gradients

NAMES = [f"W{i}{j}" for i in "₁₂₃" for j in "₁₂"] + [f"b{i}" for i in "₁₂₃"] + [f"w{i}" for i in "₁₂₃"] + ["b"]


@demo.shows(
    "backpropagation",
    Predict(
        "Somebody forgets tanh′, the hidden layer's derivative. Of the 13 gradients, how many are still right?",
        {"none": 0, "the output layer's 4": 4, "all 13": 13},
        measured="right_without",
    ),
)
def all_gradients(p, device):
    """One pass back gives the gradient of every weight, and forgetting one derivative spoils all before it."""
    x, y, weights = setting(p, device)
    *_, gradients = backward(x, y, weights, p.derivative)
    yield Step(1, 2)
    *_, expected = by_autograd(x, y, weights)
    *_, without = backward(x, y, weights, derivative=False)
    yield Step(2, 2)
    by_hand, by_torch, forgotten = flat(gradients), flat(expected), flat(without)
    text = "The gradient of all 13 parameters, by hand and by autograd."
    bars = [Bars("by hand", NAMES, by_hand), Bars("autograd", NAMES, by_torch)]
    yield Figure("Every gradient, twice", bars, text, y="gradient")
    text = "Without tanh′ the gradients of the first layer are wrong; those of the output layer, at the right, are not."
    bars = [Bars("without tanh′", NAMES, forgotten), Bars("autograd", NAMES, by_torch)]
    yield Figure("The same with one derivative forgotten", bars, text, y="gradient")
    right = (forgotten - by_torch).abs() < 1e-6
    yield result(
        off=(by_hand - by_torch).abs().max(), right_without=right[3:].sum() if right[:9].all() else right.sum()
    )


@demo.claim("By hand, all 13 gradients match autograd to 10⁻⁶", about="backpropagation", breaks={"derivative": False})
def matches_autograd(p, r):
    return Check.below(r["off"], 1e-6, label="largest difference")


# ---------------------------------------------------------------------------------- backward pass: deltas, backwards


@demo.shows(
    "backward-pass",
    Predict(
        "Hidden neuron 1 is pushed until its outputs are near 1. Beside before, the delta that reaches it is …",
        {"as large": 1, "about half": 0.5, "close to zero": 0},
        measured="left_of_delta",
    ),
    push=3,
)
def deltas(p, device):
    """Deltas go from the loss to the inputs; a saturated neuron lets hardly any of them through."""
    x, y, weights = setting(p, device)
    d1, d2, _ = backward(x, y, weights, p.derivative)
    _, h, z2, loss = forward(x, y, weights)
    yield Step(1, 2)
    d1_torch, d2_torch, _ = by_autograd(x, y, weights)
    yield Step(2, 2)
    row = 1  # the sample (0, 1)
    nodes = [Node(f"{x[row, i]:.0f}", 0, 1.5 - i, above=f"x{'₁₂'[i]}") for i in range(2)]
    nodes += [Node(f"{h[row, j]:.2f}", 1, 2 - j, below=f"δ {d1[row, j]:.3f}") for j in range(3)]
    nodes += [Node(f"{z2[row]:.2f}", 2, 1, below=f"δ {d2[row]:.3f}"), Node(f"{loss:.2f}", 3, 1, above="loss L")]
    edges = [Edge(2 + j, i, 1) for j in range(3) for i in range(2)]
    edges += [Edge(5, 2 + j, weights[2][j].item()) for j in range(3)] + [Edge(6, 5, 1)]
    text = "Deltas flow from the loss on the right to the left: each is the sum of what comes back, times tanh′."
    yield Figure("The way back for one sample", [Graph("δ", nodes, edges)], text)
    pushes = torch.linspace(0, 4, 41).tolist()
    sizes = []
    for push in pushes:
        moved = [weights[0], weights[1].clone(), *weights[2:]]
        moved[1][0] += push - p.push
        _, hidden, _, _ = forward(x, y, moved)
        sizes.append((1 - hidden[:, 0] ** 2).mean().item())
    text = "The further neuron 1 is pushed, the smaller the share of the gradient that its tanh lets through."
    yield Figure(
        "What a saturated neuron lets through", [Line("mean tanh′", pushes, sizes)], text, x="push", y="mean tanh′"
    )
    off = max((d1 - d1_torch).abs().max(), (d2 - d2_torch).abs().max())
    yield result(off=off, left_of_delta=(1 - h[:, 0] ** 2).mean() / sizes[0])


@demo.claim(
    "The deltas of all pre-activations match autograd to 10⁻⁶", about="backward-pass", breaks={"derivative": False}
)
def deltas_match(p, r):
    return Check.below(r["off"], 1e-6, label="largest difference")


if __name__ == "__main__":
    demo.main()
