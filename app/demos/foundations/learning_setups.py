"""Learning with labels and without: what each finds in the same kind of data.

Run it alone: python -m app.demos.foundations.learning_setups --preset supervised-learning
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Level, Params, Points, Predict, Regions, Slider, Step, result


class P(Params):
    shuffled: float = Slider(0, 0, 1, step=0.1, title="Share of labels shuffled", shown_for=["supervised-learning"])
    spread: float = Slider(0.5, 0.3, 3, step=0.1, title="Spread of the blobs", shown_for=["unsupervised-learning"])
    clusters: int = Slider(3, 2, 5, step=1, title="Clusters to look for", shown_for=["unsupervised-learning"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Kinds of learning",
    topic="foundations",
    summary="What a learner is given decides what it can find: targets, labels, or nothing but the inputs.",
    params=P,
    auto="cpu",
)


def plane(reach, device, n=81):
    side = torch.linspace(-reach, reach, n, device=device)
    return torch.cartesian_prod(side, side).flip(1)  # row by row from below


# --------------------------------------------------------------------------- supervised: from examples with answers


def two_classes(n, device):
    """Two round classes around (−1.4, −1.4) and (1.4, 1.4), as (x₁, x₂, 1)."""
    y = torch.arange(n) % 2
    x = torch.randn(n, 2) + 1.4 * (2 * y[:, None] - 1)
    return torch.cat([x, torch.ones(n, 1)], 1).to(device), y.float().to(device)


def fit(x, labels, steps=100, rate=0.5):
    """Logistic regression by gradient descent, for several columns of labels at once: one weight column for each."""
    w = torch.zeros(x.shape[1], labels.shape[1], device=x.device)
    for _ in range(steps):
        p = torch.sigmoid(x @ w)
        w = w - rate * x.T @ (p - labels) / len(x)  # ∂L/∂w = mean (p − y) x
    return w


@demo.shows(
    "supervised-learning",
    Predict(
        "All labels of the training samples are shuffled. The share of new samples answered rightly is, on average, …",
        {"a half": 0.5, "three quarters": 0.75, "nearly all": 0.97},
        measured="without_labels",
    ),
)
def with_answers(p, device):
    """The labels are the teacher: with them the boundary is found, with shuffled ones there is nothing to learn."""
    torch.manual_seed(p.seed)
    x, y = two_classes(200, device)
    new_x, new_y = two_classes(2000, device)
    moved = torch.arange(200) < p.shuffled * 200
    labels = y.clone()
    labels[moved] = y[moved][torch.randperm(int(moved.sum()))]
    w = fit(x, labels[:, None])
    accuracy = ((new_x @ w > 0)[:, 0] == (new_y > 0.5)).float().mean().item()
    yield Step(1, 2, {"share of new samples right": accuracy})
    shuffles = torch.stack([y[torch.randperm(200)] for _ in range(300)], 1)  # 300 times all labels shuffled
    by_chance = ((new_x @ fit(x, shuffles) > 0) == (new_y[:, None] > 0.5)).float().mean().item()
    yield Step(2, 2, {"with shuffled labels": by_chance})
    grid = plane(4.5, device)
    answer = torch.sigmoid(torch.cat([grid, torch.ones_like(grid[:, :1])], 1) @ w).reshape(81, 81)
    marks = [Regions("probability of class 1", answer, (-4.5, 4.5), (-4.5, 4.5))]
    marks += [Points(f"label {k}", *x[labels == k][:, :2].T, group=k) for k in (0, 1)]
    text = f"The boundary learned from the labelled samples gets {accuracy:.0%} of new samples right."
    yield Figure("Learned from labels", marks, text, x="x₁", y="x₂")
    bars = Bars("share right", ["these labels", "all labels shuffled"], [accuracy, by_chance])
    text = f"With shuffled labels {by_chance:.0%} of new samples are right on average, which is guessing."
    yield Figure("What the labels are worth", [bars, Level("guessing", 0.5)], text, y="new samples right")
    yield result(accuracy=accuracy, without_labels=by_chance)


@demo.claim(
    "With true labels at least 95 % of new samples are right; with shuffled labels 50 ± 10 % on average",
    about="supervised-learning",
    breaks={"shuffled": 1},
)
def labels_teach(p, r):
    yield Check.above(r["accuracy"], 0.95, label="with labels")
    yield Check.near(r["without_labels"], 0.5, within=0.1, label="shuffled")


# ---------------------------------------------------------------------------- unsupervised: groups without any answer


def k_means(x, k, rounds=15):
    """The group of each sample, from the best of ten runs: the one with the smallest distances to the centres."""
    best = None
    for _ in range(10):
        centres = x[torch.randperm(len(x))[:k].to(x.device)]
        for _ in range(rounds):
            group = torch.cdist(x, centres).argmin(1)  # each sample joins the nearest centre
            members = torch.nn.functional.one_hot(group, k).to(x.dtype)
            centres = (members.T @ x) / members.sum(0)[:, None].clamp(min=1)  # each centre moves to its samples' mean
        distance = torch.cdist(x, centres).min(1).values.square().sum().item()
        if best is None or distance < best[0]:
            best = distance, group
    return best[1]


def adjusted_rand(a, b):
    """How well two groupings agree on pairs of samples: 1 for the same groups, 0 for chance."""
    table = torch.bincount(a * 10 + b, minlength=100).reshape(10, 10).double()

    def pairs(n):
        return (n * (n - 1) / 2).sum()

    together, in_a, in_b, all_pairs = pairs(table), pairs(table.sum(1)), pairs(table.sum(0)), pairs(table.sum())
    chance = in_a * in_b / all_pairs
    return ((together - chance) / ((in_a + in_b) / 2 - chance)).item()  # (agreement − chance) / (most − chance)


@demo.shows(
    "unsupervised-learning",
    Predict(
        "k-means gets 300 points of three blobs and no labels. Its groups agree with the blobs …",
        {"as chance would": 0, "by half": 0.5, "almost wholly": 1},
        measured="found",
    ),
)
def without_answers(p, device):
    """Without any label, groups are found from the distances between the samples alone."""
    torch.manual_seed(p.seed)
    blob = torch.arange(300) % 3
    corners = torch.tensor([[-2.0, -1.2], [2.0, -1.2], [0.0, 2.2]])
    x = (corners[blob] + p.spread * torch.randn(300, 2)).to(device)
    group = k_means(x, p.clusters)
    found = adjusted_rand(blob, group.cpu())
    yield Step(1, 2, {"agreement": found})
    by_chance = adjusted_rand(blob, torch.randint(p.clusters, (300,)))
    yield Step(2, 2, {"random groups": by_chance})
    marks = [Points("no labels", *x.T)]
    yield Figure("What k-means sees", marks, "300 points without any label.", x="x₁", y="x₂")
    marks = [Points(f"group {k + 1}", *x[group == k].T, group=k) for k in range(p.clusters)]
    text = (
        f"k-means splits the points into {p.clusters} groups that agree with the blobs to {found:.2f}, where 1 is all."
    )
    yield Figure("What it finds", marks, text, x="x₁", y="x₂")
    yield result(found=found, by_chance=by_chance)


@demo.claim(
    "The groups agree with the hidden blobs to an adjusted Rand index of at least 0.95; random groups to 0 ± 0.05",
    about="unsupervised-learning",
    breaks={"spread": 3},
    when=lambda p: p.clusters == 3 and (p.spread <= 0.6 or p.spread == 3),
)
def blobs_found(p, r):
    yield Check.above(r["found"], 0.95, label="agreement")
    yield Check.near(r["by_chance"], 0, within=0.05, label="random groups")


if __name__ == "__main__":
    demo.main()
