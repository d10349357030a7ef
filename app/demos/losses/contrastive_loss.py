"""Contrastive loss: pairs of one class are pulled together, other pairs pushed apart up to a margin.

Run it alone: python -m app.demos.losses.contrastive_loss --preset contrastive-loss
"""

import torch
from torch.nn import functional

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, Switch, result


class P(Params):
    margin: float = Slider(2, 1, 4, step=0.1, title="Margin m")
    noise: float = Slider(1.5, 1.2, 2, step=0.1, title="Noise in the other 18 directions")
    push: bool = Switch(True, title="Push other pairs apart")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="metric-learning",
    title="Contrastive loss",
    topic="losses",
    summary="Pairs of one class are pulled together, other pairs pushed apart.",
    params=P,
    auto="cpu",
)


def samples(p, each=30):
    """(sample, class) of four classes in 20 dimensions: the class shows in two directions, the rest is noise."""
    turn = torch.linalg.qr(torch.randn(20, 20)).Q  # so that no axis gives the two directions away
    angle = torch.arange(4) * (torch.pi / 2)
    centres = 2 * torch.stack([angle.cos(), angle.sin()], 1)

    def draw():
        y = torch.arange(4 * each) % 4
        seen, noise = centres[y] + 0.25 * torch.randn(len(y), 2), p.noise * torch.randn(len(y), 18)
        return torch.cat([seen, noise], 1) @ turn, y

    return draw(), draw()


def contrastive_loss(d, same, m):
    return torch.where(same, d**2, (m - d).clamp(min=0) ** 2)  # d² for a pair of one class, max(0, m − d)² for another


def mean_distances(z, y):
    """Mean distance of pairs of the same class, and of all other pairs."""
    i, j = torch.triu_indices(len(z), len(z), 1, device=z.device)
    d, same = (z[i] - z[j]).norm(dim=1), y[i] == y[j]
    return d[same].mean().item(), d[~same].mean().item()


@demo.shows(
    "contrastive-loss",
    Predict(
        "Pairs of one class are pulled together, and no pair is ever pushed apart. The distances between classes …",
        {"grow": 2, "stay": 1, "shrink to nearly nothing": 0},
        measured="without_push",
    ),
)
def pull_and_push(p, device, steps=200):
    """Pulling alone would make everything one point; pushing other pairs apart keeps the classes distinct."""
    torch.manual_seed(p.seed)
    (x, y), (new_x, new_y) = ((x.to(device), y.to(device)) for x, y in samples(p))
    start = (torch.randn(20, 2) / 20**0.5).to(device)
    distances, ends = {}, {}
    for name, push in (("pull and push", p.push), ("pull only", False)):
        w = start.clone().requires_grad_()
        curve = []
        for step in range(1, steps + 1):
            i, j = torch.randint(len(x), (2, 256)).to(device)
            same, d = y[i] == y[j], (x[i] @ w - x[j] @ w).norm(dim=1)
            loss = contrastive_loss(d, same, p.margin)
            loss = loss.mean() if push else loss[same].mean()
            (gradient,) = torch.autograd.grad(loss, w)
            w = (w - gradient / 40).detach().requires_grad_()
            if step % 10 == 0:
                curve.append(mean_distances(new_x @ w.detach(), new_y))
                yield Step(step + steps * len(distances), 2 * steps, {"same": curve[-1][0], "different": curve[-1][1]})
        distances[name], ends[name] = curve, w.detach()
    same_before, other_before = mean_distances(new_x, new_y)  # in all 20 dimensions
    same_after, other_after = distances["pull and push"][-1]
    marks = [Points(f"class {k}", *(new_x[new_y == k] @ ends["pull and push"]).T, group=k) for k in range(4)]
    text = (
        f"New samples of a class lie {same_after:.2f} apart on average, those of different classes {other_after:.2f}."
    )
    yield Figure("Embedded after training", marks, text, x="e₁", y="e₂")
    at = range(10, steps + 1, 10)
    lines = [Line("different classes", at, [other for _, other in distances["pull and push"]])]
    lines += [Line("same class", at, [same for same, _ in distances["pull and push"]])]
    lines += [
        Line("pull only", at, [other for _, other in distances["pull only"]]),
        Level("margin", p.margin),
    ]
    text = "Different classes move apart to the margin while each class draws together; without pushing all collapse."
    yield Figure("Mean distance of pairs", lines, text, x="step", y="distance")
    d, same = 3 * torch.rand(100), torch.rand(100) < 0.5
    by_torch = functional.hinge_embedding_loss(d, same * 2.0 - 1, margin=p.margin, reduction="none") ** 2
    yield result(
        torch_off=(contrastive_loss(d, same, p.margin) - by_torch).abs().max(),
        before=same_before / other_before,
        after=same_after / other_after,
        apart=other_after / p.margin,
        without_push=distances["pull only"][-1][1] / distances["pull only"][0][1],
    )


@demo.claim(
    "Within a class the mean distance falls from > 0.8 to < 0.4 of that between classes, which is > ¾ of the margin",
    about="contrastive-loss",
    breaks={"push": False},
)
def together_and_apart(p, r):
    yield Check.above(r["before"], 0.8, label="before")
    yield Check.below(r["after"], 0.4, label="after")
    yield Check.above(r["apart"], 0.75, label="by the margin")
    yield Check.below(r["torch_off"], 1e-6, label="off torch by")


if __name__ == "__main__":
    demo.main()
