"""Batch gradient descent: the mean over all samples, the same whatever their order.

Run it alone: python -m app.demos.optimizers.batch_gradient_descent --preset batch-gradient-descent
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from app.demos.contract import Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    share: float = Slider(1, 0.1, 1, step=0.05, title="Share of the samples in a batch")
    samples: int = Slider(400, 100, 1000, step=50, title="Samples")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="gradient-descent-variants",
    title="Batch gradient descent",
    topic="optimizers",
    summary="Every step asks all samples, so nothing is left to chance.",
    params=P,
    auto="cpu",
)


def per_sample(w, x, y):
    """One gradient per row, for logistic regression: ∂Lᵢ/∂w = (σ(xᵢ·w) − yᵢ) xᵢ."""
    return (torch.sigmoid(x @ w) - y)[:, None] * x


def in_a_batch(share, x, y, order):
    """The first samples of that order, as many as the batch holds."""
    chosen = order[: max(1, round(share * len(y)))].to(y.device)
    return x[chosen], y[chosen]


def descend(w, share, x, y, steps, rate=1.0):
    """The loss on all samples, step by step."""
    for _ in range(steps):
        yield cross_entropy(x @ w, y).item()
        batch = in_a_batch(share, x, y, torch.randperm(len(y)))
        w = w - rate * per_sample(w, *batch).mean(0)  # w ← w − η ∇L


@demo.shows(
    "batch-gradient-descent",
    Predict(
        "The data are shuffled before a step. The direction of the full batch's gradient turns by …",
        {"nothing": 0, "a degree or two": 1.5, "ten degrees or more": 15},
        measured="turned",
    ),
)
def all_at_once(p, device, steps=60):
    """The gradient of the whole batch is the mean of all samples' gradients, in whatever order they come."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    torch.manual_seed(p.seed)
    x = torch.randn(p.samples, 2, dtype=torch.float64)
    y = (x @ torch.tensor([2.0, -1.0], dtype=x.dtype) + torch.randn(p.samples) > 0).double().to(where)
    x, in_order = x.to(where), torch.arange(p.samples)
    w = torch.tensor([-1.0, 1.0], dtype=x.dtype, device=where).requires_grad_()
    (by_torch,) = torch.autograd.grad(cross_entropy(x @ w, y), w)  # of the mean loss over all samples
    each = per_sample(w.detach(), x, y)
    in_batch = per_sample(w.detach(), *in_a_batch(p.share, x, y, in_order)).mean(0)  # ∇L = 1/n Σᵢ ∇Lᵢ
    shuffled = per_sample(w.detach(), *in_a_batch(p.share, x, y, torch.randperm(p.samples))).mean(0)
    yield Step(1, 2, {"off by": (in_batch - by_torch).abs().max().item()})
    text = "Every point is one sample's gradient; they scatter widely, and their mean is the gradient of the batch."
    marks = [Points("one sample each", *each.T), Points("their mean", in_batch[:1], in_batch[1:], group=1)]
    yield Figure("One gradient out of many", marks, text, x="∂L/∂w₁", y="∂L/∂w₂")
    losses = list(descend(w.detach(), p.share, x, y, steps))
    noisy = list(descend(w.detach(), 0, x, y, steps))
    yield Step(2, 2, {"loss": losses[-1]})
    lines = [Line("all samples" if p.share == 1 else f"{p.share:.0%} of them", range(steps), losses)]
    lines.append(Line("one sample, drawn anew", range(steps), noisy))
    text = "With all samples in every step the loss falls smoothly; with a single one it jumps about."
    yield Figure("The loss", lines, text, x="step", y="loss")
    cosine = torch.cosine_similarity(in_batch, shuffled, dim=0).clamp(-1, 1)
    yield result(
        off=(in_batch - by_torch).abs().max(),
        changed=(in_batch - shuffled).abs().max(),
        turned=torch.rad2deg(torch.acos(cosine)),
    )


@demo.claim(
    "The gradient of the batch equals the mean of all samples' gradients, and shuffling does not change it (10⁻⁶)",
    about="batch-gradient-descent",
    breaks={"share": 0.5},
)
def mean_of_all(p, r):
    yield Check.below(r["off"], 1e-6, label="off by")
    yield Check.below(r["changed"], 1e-6, label="shuffled, changed by")


if __name__ == "__main__":
    demo.main()
