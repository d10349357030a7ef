"""Unsupervised learning: k-means finds groups that nobody has labelled.

Run it alone: python -m app.demos.foundations.unsupervised --preset unsupervised-learning
"""

import torch

from app.demos.contract import Check, Demo, Figure, Params, Points, Predict, Slider, Step, result


class P(Params):
    spread: float = Slider(0.5, 0.3, 3, step=0.1, title="Spread of the blobs")
    clusters: int = Slider(3, 2, 5, step=1, title="Clusters to look for")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Unsupervised learning",
    topic="foundations",
    summary="Groups found from the distances between samples alone.",
    params=P,
    auto="cpu",
)


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
