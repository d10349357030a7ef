"""Semi-supervised learning: a few labels spread along the shape of many unlabelled samples.

Run it alone: python -m app.demos.foundations.semi_supervised --preset semi-supervised-learning
"""

from math import pi

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Params, Points, Predict, Slider, Step, result


class P(Params):
    unlabelled: int = Slider(300, 20, 400, step=20, title="Unlabelled samples")
    labelled: int = Slider(2, 1, 10, step=1, title="Labelled samples per class")
    noise: float = Slider(0.05, 0.05, 0.5, step=0.05, title="Noise of the moons")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Semi-supervised learning",
    topic="foundations",
    summary="Samples without labels show where the classes lie, and a few labels name them.",
    params=P,
    auto="cpu",
)


def moons(n, noise):
    """Two half circles that reach into each other."""
    y = torch.arange(n) % 2
    angle = pi * torch.rand(n)
    x = torch.stack([torch.cos(angle) + y - 0.5, torch.sin(angle) * (1 - 2 * y) + 0.5 * y - 0.25], 1)
    return x + noise * torch.randn(n, 2), y


def propagate(x, labels, neighbours=8, rounds=120):
    """Scores of both classes for every sample; the labelled ones, which come first, keep theirs."""
    distance = torch.cdist(x, x)
    near = distance.topk(neighbours + 1, largest=False).indices
    links = torch.zeros_like(distance).scatter_(1, near, 1.0)
    links = torch.maximum(links, links.T)
    links.fill_diagonal_(0)
    links /= links.sum(1, keepdim=True)
    known = torch.nn.functional.one_hot(labels, 2).to(x.dtype)
    scores = torch.full((len(x), 2), 0.5, device=x.device, dtype=x.dtype)
    for _ in range(rounds):
        scores[: len(labels)] = known  # what is known stays
        scores = links @ scores  # everyone else takes the mean of their neighbours
    return scores


@demo.shows(
    "semi-supervised-learning",
    Predict(
        "Two labels per class, then 300 samples without labels as well. The share answered rightly …",
        {"stays the same": 0, "rises by 10 to 20 points": 0.15, "doubles": 0.5},
        measured="gain",
    ),
)
def few_labels(p, device, repeats=20):
    """A few labels travel from neighbour to neighbour along the shape that the unlabelled samples draw."""
    torch.manual_seed(p.seed)
    shares = []
    for number in range(1, repeats + 1):
        x, y = (each.to(device) for each in moons(2 * p.labelled + p.unlabelled, p.noise))
        few = 2 * p.labelled
        nearest = y[torch.cdist(x[few:], x[:few]).argmin(1)]  # labels alone: answer as the nearest labelled sample
        spread = propagate(x, y[:few])[few:].argmax(1)
        shares.append([(answers == y[few:]).float().mean().item() for answers in (nearest, spread)])
        yield Step(number, repeats, {"labels alone": shares[-1][0], "with unlabelled": shares[-1][1]})
    alone, both = (sum(column) / repeats for column in zip(*shares, strict=True))
    for title, answers in (("Labels alone", nearest), ("With the unlabelled samples", spread)):
        marks = [Points(f"answered {k}", *x[few:][answers == k].T, group=k) for k in (0, 1) if (answers == k).any()]
        marks.append(Points("labelled", *x[:few].T, group=2))
        right = (answers == y[few:]).float().mean()
        yield Figure(title, marks, f"{right:.0%} of the unlabelled samples are answered rightly.", x="x₁", y="x₂")
    names = ["labels alone", "with unlabelled"]
    text = f"Over {repeats} data sets {alone:.0%} are right by labels alone and {both:.0%} with the unlabelled samples."
    yield Figure(f"Mean of {repeats} data sets", [Bars("share right", names, [alone, both])], text, y="share right")
    yield result(alone=alone, both=both, gain=both - alone)


@demo.claim(
    "The unlabelled samples raise the share answered rightly by at least 10 points, as a mean of 20 data sets",
    about="semi-supervised-learning",
    breaks={"noise": 0.5},
    when=lambda p: p.unlabelled >= 300 and p.labelled <= 2,  # many labels leave little to gain
)
def unlabelled_help(p, r):
    return Check.above(r["gain"], 0.1, label="gain")


if __name__ == "__main__":
    demo.main()
