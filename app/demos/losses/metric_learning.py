"""Embeddings: vectors in which alike things lie close together, even things of kinds never seen in training.

Run it alone: python -m app.demos.losses.metric_learning --preset embeddings
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Params, Points, Predict, Slider, Step, Switch, result


class P(Params):
    noise: float = Slider(1.5, 1.2, 2, step=0.1, title="Noise in the other 18 directions")
    shuffled: bool = Switch(False, title="Shuffle the labels")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="metric-learning",
    title="Embeddings and distances",
    topic="losses",
    summary="Training places alike things close together and others apart.",
    params=P,
    auto="cpu",
)


def samples(p, each=30):
    """(sample, class) of eight classes in 20 dimensions: the class shows in two directions, the rest is noise."""
    turn = torch.linalg.qr(torch.randn(20, 20)).Q  # so that no axis gives the two directions away
    angle = torch.tensor([0, 2, 4, 6, 1, 3, 5, 7]) * (torch.pi / 4)  # classes 4 to 7 lie between 0 to 3
    centres = 2 * torch.stack([angle.cos(), angle.sin()], 1)

    def draw():
        y = torch.arange(8 * each) % 8
        seen, noise = centres[y] + 0.25 * torch.randn(len(y), 2), p.noise * torch.randn(len(y), 18)
        return torch.cat([seen, noise], 1) @ turn, y

    return draw(), draw()


def cosine(a, b):
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1))  # cos = a·b / (‖a‖ ‖b‖)


def train(x, y, steps=300):
    """A matrix 20 → 2 under which pairs have cosine 1 within a class and at most 0 across classes."""
    w = (torch.randn(20, 2) / 20**0.5).to(x.device).requires_grad_()
    first = w.detach().clone()
    for step in range(1, steps + 1):
        i, j = torch.randint(len(x), (2, 256)).to(x.device)
        same, alike = y[i] == y[j], cosine(x[i] @ w, x[j] @ w)
        loss = torch.where(same, 4 * (1 - alike), alike.clamp(min=0)).mean()  # same pairs are four times rarer
        (gradient,) = torch.autograd.grad(loss, w)
        w = (w - gradient / 4).detach().requires_grad_()
        if step % 30 == 0:
            yield Step(step, steps, {"loss": loss.item()})
    return first, w.detach()


def alikeness(z, y):
    """Cosines of all pairs of the same class, and of all other pairs."""
    i, j = torch.triu_indices(len(z), len(z), 1, device=z.device)
    alike, same = cosine(z[i], z[j]), y[i] == y[j]
    return alike[same], alike[~same]


def right_order(same, different):
    """How often a pair of one class is more alike than a pair of two: the area under the ROC curve."""
    rank = torch.cat([different, same]).argsort().argsort()[len(different) :].cpu().double() + 1
    return ((rank.sum() - len(same) * (len(same) + 1) / 2) / (len(same) * len(different))).item()


@demo.shows(
    "embeddings",
    Predict(
        "Of two pairs of classes never trained on, one is of the same class. The embedding finds it more alike …",
        {"half of the time": 0.5, "three times in four": 0.75, "nearly always": 0.97},
        measured="unseen_after",
    ),
)
def alike_is_close(p, device):
    """A matrix learned on four classes drops the noise, so that four other classes fall into groups as well."""
    torch.manual_seed(p.seed)
    (x, y), (new_x, new_y) = ((x.to(device), y.to(device)) for x, y in samples(p))
    known, labels = x[y < 4], y[y < 4]
    if p.shuffled:
        labels = labels[torch.randperm(len(labels)).to(device)]
    before, after = yield from train(known, labels)
    old, unseen = new_y < 4, new_y >= 4
    trained_on = ((new_x[old] @ w, new_y[old]) for w in (before, after))
    gaps = [same.mean() - other.mean() for same, other in (alikeness(*each) for each in trained_on)]
    pairs = {"raw": new_x, "embedded": new_x @ after}
    orders = {name: right_order(*alikeness(z[unseen], new_y[unseen])) for name, z in pairs.items()}
    for w, when in ((before, "before training"), (after, "after training")):
        marks = [Points(f"class {k}", *(new_x[new_y == k] @ w).T, group=k - 4) for k in range(4, 8)]
        text = f"Samples of four classes never trained on, {when}."
        yield Figure(f"Unseen classes {when}", marks, text, x="e₁", y="e₂")
    same, other = alikeness(new_x[unseen] @ after, new_y[unseen])
    names = ["−1 to −0.6", "to −0.2", "to 0.2", "to 0.6", "to 1"]
    shares = [torch.histc(each.cpu(), 5, -1, 1) / len(each) for each in (same, other)]
    bars = [Bars("same class", names, shares[0]), Bars("different classes", names, shares[1])]
    text = f"A pair of the same unseen class is more alike than another pair in {orders['embedded']:.0%} of cases."
    yield Figure("How alike pairs of unseen classes are", bars, text, x="cosine", y="share of pairs")
    yield result(gap_before=gaps[0], gap_after=gaps[1], unseen_raw=orders["raw"], unseen_after=orders["embedded"])


@demo.claim(
    "Cosines within a class exceed others by > 0.5; pairs of unseen classes are in order in > 90 %, raw in < 80 %",
    about="embeddings",
    breaks={"shuffled": True},
)
def transfers(p, r):
    yield Check.above(r["gap_after"], 0.5, label="gap of cosines")
    yield Check.above(r["unseen_after"], 0.9, label="unseen classes")
    yield Check.below(r["unseen_raw"], 0.8, label="raw")


if __name__ == "__main__":
    demo.main()
