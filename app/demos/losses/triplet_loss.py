"""Triplet loss: an anchor shall be closer to a sample of its class than to any other, by a margin.

Run it alone: python -m app.demos.losses.triplet_loss --preset triplet-loss
"""

import torch
from torch.nn import functional

from app.demos.contract import Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, Switch, result


class P(Params):
    margin: float = Slider(1, 0.5, 3, step=0.1, title="Margin m")
    noise: float = Slider(1.5, 1.2, 2, step=0.1, title="Noise in the other 18 directions")
    shuffled: bool = Switch(False, title="Shuffle the labels")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="metric-learning",
    title="Triplet loss",
    topic="losses",
    summary="Closer to its own class than to any other, by a margin.",
    params=P,
    auto="cpu",
)


def samples(p, each=30):
    """(sample, class) of eight classes in 20 dimensions: the class shows in two directions, the rest is noise."""
    turn = torch.linalg.qr(torch.randn(20, 20)).Q  # so that no axis gives the two directions away
    angle = torch.randperm(8) * (2 * torch.pi / 8)
    centres = 2 * torch.stack([angle.cos(), angle.sin()], 1)

    def draw():
        y = torch.arange(8 * each) % 8
        seen, noise = centres[y] + 0.25 * torch.randn(len(y), 2), p.noise * torch.randn(len(y), 18)
        return torch.cat([seen, noise], 1) @ turn, y

    return draw(), draw()


def triplet_loss(a, positive, negative, m):
    near, far = (a - positive).norm(dim=1), (a - negative).norm(dim=1)
    return (near - far + m).clamp(min=0)  # max(0, d(a, p) − d(a, n) + m)


def triplets(y, n):
    """Indices of n anchors, of a sample of the same class each, and of one of another class."""
    members = y.argsort().reshape(8, -1)  # the samples of each class
    classes, each = members.shape
    c = torch.randint(classes, (n,)).to(y.device)
    other = (c + torch.randint(1, classes, (n,)).to(y.device)) % classes
    one, two, three = torch.randint(each, (3, n)).to(y.device)
    return members[c, one], members[c, two], members[other, three]


def nearest_neighbour(x, y, new_x, new_y):
    return (y[torch.cdist(new_x, x).argmin(1)] == new_y).float().mean().item()


@demo.shows(
    "triplet-loss",
    Predict(
        "The margin is 1. A negative lies 1.5 farther from the anchor than the positive does. The loss is …",
        {"0": 0, "0.5": 0.5, "1.5": 1.5},
        measured="of_easy",
    ),
)
def closer_by_a_margin(p, device, steps=300):
    """Each triplet pulls the positive and pushes the negative until the anchor is closer to its own class by m."""
    torch.manual_seed(p.seed)
    (x, y), (new_x, new_y) = ((x.to(device), y.to(device)) for x, y in samples(p))
    labels = y[torch.randperm(len(y)).to(device)] if p.shuffled else y
    raw = nearest_neighbour(x, y, new_x, new_y)
    w = (torch.randn(20, 2) / 20**0.5).to(device).requires_grad_()
    before, losses = w.detach(), []
    for step in range(1, steps + 1):
        a, positive, negative = triplets(labels, 128)
        loss = triplet_loss(x[a] @ w, x[positive] @ w, x[negative] @ w, p.margin).mean()
        (gradient,) = torch.autograd.grad(loss, w)
        w = (w - gradient / 10).detach().requires_grad_()
        losses.append(loss.item())
        if step % 10 == 0:
            yield Step(step, steps, {"loss": losses[-1]})
    after = w.detach()
    a, positive, negative = (new_x[each] @ after for each in triplets(new_y, 1000))
    by_torch = functional.triplet_margin_loss(a, positive, negative, margin=p.margin, reduction="none")
    ours = triplet_loss(a, positive, negative, p.margin)
    trained = nearest_neighbour(x @ after, y, new_x @ after, new_y)
    for matrix, when in ((before, "before training"), (after, "after training")):
        marks = [Points(f"class {k}", *(new_x[new_y == k] @ matrix).T, group=k) for k in range(4)]
        text = f"New samples of four of the eight classes in two dimensions, {when}."
        yield Figure(f"Embedded {when}", marks, text, x="e₁", y="e₂")
    lines = [Line("mean loss of 128 triplets", range(1, steps + 1), losses)]
    text = f"The mean loss falls from {losses[0]:.2f} to {losses[-1]:.2f}."
    yield Figure("The loss while training", lines, text, x="step", y="triplet loss")
    origin, right = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])
    yield result(
        torch_off=(ours - by_torch).abs().max() / after.norm(),
        raw=raw,
        trained=trained,
        of_easy=triplet_loss(origin, right, right * (1 + 1.5 * p.margin), p.margin),
    )


@demo.claim(
    "Matches F.triplet_margin_loss; training lifts the accuracy of nearest neighbours from < 60 % to > 90 %",
    about="triplet-loss",
    breaks={"shuffled": True},
)
def neighbours_agree(p, r):
    yield Check.below(r["torch_off"], 1e-5, label="off torch by")
    yield Check.exactly(r["of_easy"], 0, label="loss of an easy triplet")
    yield Check.below(r["raw"], 0.6, label="raw")
    yield Check.above(r["trained"], 0.9, label="trained")


if __name__ == "__main__":
    demo.main()
