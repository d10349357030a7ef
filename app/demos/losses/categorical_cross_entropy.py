"""Categorical cross-entropy: minus the logarithm of the probability that the true class was given.

Run it alone: python -m app.demos.losses.categorical_cross_entropy --preset categorical-cross-entropy
"""

import torch
from torch.nn import functional

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, Switch, result

CLASSES = ["cat", "dog", "fox"]


class P(Params):
    sure: float = Slider(0.8, 0.4, 0.98, step=0.02, title="Largest probability")
    twice: bool = Switch(False, title="Apply softmax twice")


demo = Demo(
    id="classification-losses",
    title="Categorical cross-entropy",
    topic="losses",
    summary="Minus the logarithm of the probability that the true class was given.",
    params=P,
    auto="cpu",
)


def softmax(z):
    e = (z - z.max(-1, keepdim=True).values).exp()
    return e / e.sum(-1, keepdim=True)


def loss(q, target):
    return -(target * q.log()).sum(-1)  # L = −Σ yᵢ log qᵢ: only the true class has yᵢ = 1


@demo.shows(
    "categorical-cross-entropy",
    Predict(
        "A dog that got 80 % is a dog. Had it been the cat, with 10 %, the loss would be …",
        {"twice as large": 2, "about 10 times as large": 10, "about 100 times as large": 100},
        measured="times",
    ),
)
def only_the_true_class(p, device):
    """Only the probability of the true class counts, and the gradient is simply probability minus target."""
    rest = (1 - p.sure) / 2
    z = torch.tensor([rest, p.sure, rest], device=device).log().requires_grad_()
    q = softmax(softmax(z)) if p.twice else softmax(z)
    dog, cat = torch.eye(3, device=device)[[1, 0]]
    right, wrong = loss(q, dog), loss(q, cat)
    (gradient,) = torch.autograd.grad(wrong, z)
    yield Step(1, 2, {"right": right.item(), "wrong": wrong.item()})
    by_torch = functional.cross_entropy(z.expand(2, 3), torch.tensor([1, 0], device=device), reduction="none")
    z, q, by_torch = z.detach(), q.detach(), by_torch.detach()
    expected = softmax(z) - cat  # ∂L/∂z = q − y
    yield Step(2, 2)
    text = f"The dog got {q[1]:.0%}, the cat {q[0]:.0%}. It was the cat: a step against the gradient lifts it."
    bars = [Bars("probability", CLASSES, q), Bars("true class: cat", CLASSES, cat), Bars("gradient", CLASSES, gradient)]
    yield Figure("Probability, target and gradient", bars, text)
    share = torch.linspace(0.01, 1, 100)
    marks = [Line("−log q", share, -share.log())]
    marks.append(Points(f"it was a dog: {right.item():.3f}", [q[1]], [right.item()], group=0))
    marks.append(Points(f"it was a cat: {wrong.item():.3f}", [q[0]], [wrong.item()], group=1))
    text = (
        f"The loss is {right.item():.3f} if the likely class comes out and {wrong.item():.3f} if an unlikely one does."
    )
    yield Figure("The loss of the true class", marks, text, x="probability of the true class", y="loss")
    yield result(
        right=right.detach(),
        wrong=wrong.detach(),
        torch_off=(torch.stack([right, wrong]).detach() - by_torch).abs().max(),
        gradient_off=(gradient - expected).abs().max(),
        times=wrong.detach() / right.detach(),
    )


@demo.claim(
    "The loss is −log of the true class's probability (0.223 at 0.8, 2.303 at 0.1), its gradient q − y; torch agrees",
    about="categorical-cross-entropy",
    breaks={"twice": True},
)
def minus_log(p, r):
    rest = torch.tensor((1 - p.sure) / 2)
    yield Check.near(r["right"], -torch.tensor(p.sure).log().item(), within=1e-5, label="right")
    yield Check.near(r["wrong"], -rest.log().item(), within=1e-5, label="wrong")
    yield Check.below(r["torch_off"], 1e-5, label="off torch by")
    yield Check.below(r["gradient_off"], 1e-6, label="gradient off by")


if __name__ == "__main__":
    demo.main()
