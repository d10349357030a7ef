"""Sparse categorical cross-entropy: the same loss, with one number per label instead of one per class.

Run it alone: python -m app.demos.losses.sparse_categorical_cross_entropy --preset sparse-categorical-cross-entropy
"""

import torch
from torch.nn import functional

from app.demos.contract import Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, Switch, result

SAMPLES = 64


class P(Params):
    classes: int = Slider(10_000, 100, 20_000, step=100, title="Classes K")
    from_one: bool = Switch(False, title="Labels counted from 1 by mistake")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="classification-losses",
    title="Sparse categorical cross-entropy",
    topic="losses",
    summary="The same loss with one number per label.",
    params=P,
    auto="cpu",
)


def log_softmax(z):
    z = z - z.max(1, keepdim=True).values
    return z - z.exp().sum(1, keepdim=True).log()


def with_one_hot(log_q, target):
    return -(target * log_q).sum(1)  # −Σ yᵢ log qᵢ: K products, of which one is not zero


def with_index(log_q, label):
    return -log_q[torch.arange(len(label)), label]  # −log q at the label: nothing to multiply


@demo.shows(
    "sparse-categorical-cross-entropy",
    Predict(
        "With 10,000 classes, one-hot targets hold how many times as many numbers as integer labels?",
        {"twice": 2, "100 times": 100, "10,000 times": 10_000},
        measured="times",
    ),
)
def one_number_each(p, device):
    """Looking up the label's entry gives what the one-hot sum gives, without storing a row of zeros per sample."""
    torch.manual_seed(p.seed)
    log_q = log_softmax(2 * torch.randn(SAMPLES, p.classes)).to(device)
    label = torch.randint(p.classes, (SAMPLES,)).to(device)
    one_hot = functional.one_hot(label, p.classes).to(log_q.dtype)
    full = with_one_hot(log_q, one_hot)
    yield Step(1, 2, {"mean loss": full.mean().item()})
    given = (label + 1) % p.classes if p.from_one else label
    sparse = with_index(log_q, given)
    by_torch = functional.nll_loss(log_q, label, reduction="none")
    yield Step(2, 2, {"with integer labels": sparse.mean().item()})
    ends = [full.min().item(), full.max().item()]
    marks = [Line("equal", ends, ends, dashed=True), Points("20 of the samples", full[:20], sparse[:20], group=0)]
    text = f"The two losses of a sample differ by at most {(full - sparse).abs().max():.2g}."
    yield Figure("The same loss twice", marks, text, x="with a one-hot row", y="with an integer label")
    sizes = [10, 100, 1000, 10_000, 100_000]
    marks = [Line("one-hot rows", sizes, [SAMPLES * size for size in sizes])]
    marks += [Line("integer labels", sizes, [SAMPLES] * len(sizes))]
    text = f"One-hot rows grow with the number of classes; the labels of {SAMPLES} samples stay {SAMPLES} numbers."
    yield Figure("Numbers to store", marks, text, x="classes K", y="numbers", log_x=True, log_y=True)
    yield result(
        off=(full - sparse).abs().max(),
        torch_off=(full - by_torch).abs().max(),
        times=one_hot.numel() / label.numel(),
    )


@demo.claim(
    "Equals the one-hot version to 10⁻⁵ for every sample while storing K times fewer numbers",
    about="sparse-categorical-cross-entropy",
    breaks={"from_one": True},
)
def same_loss(p, r):
    yield Check.below(r["off"], 1e-5, label="off one-hot by")
    yield Check.below(r["torch_off"], 1e-5, label="off torch by")
    yield Check.exactly(r["times"], p.classes, label="times fewer")


if __name__ == "__main__":
    demo.main()
