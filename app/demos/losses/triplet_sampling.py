"""Anchor, positive and negative: how triplets are drawn, and why hard negatives teach more.

Run it alone: python -m app.demos.losses.triplet_sampling --preset triplet-sampling
"""

from itertools import pairwise

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, Switch, result

TRIPLETS = 10_000


class P(Params):
    spread: float = Slider(0.5, 0.3, 0.7, step=0.1, title="Spread of each class")
    margin: float = Slider(1, 0.5, 2, step=0.1, title="Margin m")
    use_labels: bool = Switch(True, title="Look at the labels when sampling")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="metric-learning",
    title="Anchor, positive and negative samples",
    topic="losses",
    summary="How triplets are drawn, and why hard negatives teach more.",
    params=P,
    auto="cpu",
)


def embedded(p, each=50):
    """Points of four classes in the plane, as an embedding half way through training might place them."""
    y = torch.arange(4 * each) % 4
    centres = torch.tensor([[-1.5, -1.0], [1.5, -1.0], [-1.5, 1.0], [1.5, 1.0]])
    return centres[y] + p.spread * torch.randn(len(y), 2), y


def draw(y, n, use_labels):
    """n anchors, each with a positive (same class, another sample) and a negative (any other class)."""
    a = torch.randint(len(y), (n,)).to(y.device)
    same = (y[a][:, None] == y[None]).float()
    chance = (same, 1 - same) if use_labels else (torch.ones_like(same),) * 2
    not_itself = chance[0].scatter(1, a[:, None], 0)
    return a, torch.multinomial(not_itself, 1)[:, 0], torch.multinomial(chance[1], 1)[:, 0]


def hardest(z, y, a):
    """The sample of another class nearest to each anchor."""
    distance = torch.cdist(z[a], z)
    return distance.masked_fill(y[a][:, None] == y[None], torch.inf).argmin(1)


@demo.shows(
    "triplet-sampling",
    Predict(
        "The classes already lie well apart. Of random triplets, those that still have a loss are about …",
        {"a tenth": 0.1, "a half": 0.5, "all": 1},
        measured="active_random",
    ),
)
def hard_negatives(p, device):
    """Most random negatives are too easy to teach anything; the nearest one of another class teaches the most."""
    torch.manual_seed(p.seed)
    z, y = (each.to(device) for each in embedded(p))
    a, positive, negative = draw(y, TRIPLETS, p.use_labels)
    wrong = ((y[a] != y[positive]) | (y[a] == y[negative]) | (a == positive)).sum().item()
    yield Step(1, 2, {"violations": wrong})
    near = (z[a] - z[positive]).norm(dim=1)

    def loss(of):
        return (near - (z[a] - z[of]).norm(dim=1) + p.margin).clamp(min=0)  # max(0, d(a, p) − d(a, n) + m)

    random, hard = loss(negative), loss(hardest(z, y, a))
    yield Step(2, 2, {"random": random.mean().item(), "hardest": hard.mean().item()})
    middle = z[y == 0].mean(0)
    one = (z[a] - middle).norm(dim=1).argmin()  # the triplet whose anchor is nearest to the middle of class 0
    ends = {"positive": positive[one], "random": negative[one], "hardest": hardest(z, y, a)[one]}
    groups = {"anchor's class": y == y[a[one]], "other classes": y != y[a[one]]}
    marks = [Points(name, *z[which].T, group=k) for k, (name, which) in enumerate(groups.items())]
    marks += [Line(name, *torch.stack([z[a[one]], z[end]]).T) for name, end in ends.items()]
    text = "From one anchor three lines lead to its positive, to a random negative, and to the nearest negative of all."
    yield Figure("One anchor, its positive, and two negatives", marks, text, x="e₁", y="e₂")
    edges = [0, 1e-9, 0.5, 1, 1.5, 1e9]
    names = ["0", "to 0.5", "to 1", "to 1.5", "more"]
    shares = [
        [((each >= low) & (each < high)).float().mean().item() for low, high in pairwise(edges)]
        for each in (random, hard)
    ]
    bars = [Bars("random negative", names, shares[0]), Bars("hardest negative", names, shares[1])]
    text = f"{shares[0][0]:.0%} of the random triplets have no loss at all, of the hardest only {shares[1][0]:.0%}."
    yield Figure("How much 10,000 triplets teach", bars, text, x="loss", y="share of triplets")
    active = (random > 0).float().mean()
    yield result(wrong=wrong, times=hard.mean() / random.mean(), active_random=active)


@demo.claim(
    "All 10,000 positives are of the anchor's class and no negative is; hardest negatives cost > 1.5 × random ones",
    about="triplet-sampling",
    breaks={"use_labels": False},
)
def by_the_rules(p, r):
    yield Check.exactly(r["wrong"], 0, label="violations")
    yield Check.above(r["times"], 1.5, label="times")


if __name__ == "__main__":
    demo.main()
