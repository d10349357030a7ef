"""The learning rate: 2 divided by the largest curvature is as far as it goes.

Run it alone: python -m app.demos.optimizers.learning_rate --preset learning-rate
"""

from math import log10

import torch

from app.demos.contract import Check, Demo, Figure, Heatmap, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    rate: float = Slider(1.9, 0.1, 2.5, step=0.05, title="Learning rate × largest curvature, ηL")
    curvature: float = Slider(10, 4, 20, step=1, title="Largest curvature L")
    flat: float = Slider(1, 0.5, 2, step=0.1, title="Smallest curvature")


demo = Demo(
    id="gradient-descent-variants",
    title="Learning rate",
    topic="optimizers",
    summary="Too small a step never arrives, too large a one climbs out of the valley.",
    params=P,
    auto="cpu",
)


def descend(p, eta, device, steps=60):
    """The path on f(w) = ½ (l w₁² + L w₂²), whose curvatures are l and L."""
    curvature = torch.tensor([p.flat, p.curvature], device=device)
    path = [torch.tensor([-3.0, 1.0], device=device)]
    for _ in range(steps):
        path.append(path[-1] - eta * curvature * path[-1])  # w ← w − η ∇f, so wᵢ ← (1 − η λᵢ) wᵢ
    path = torch.stack(path)
    return path, (curvature * path**2).sum(1) / 2


@demo.shows(
    "learning-rate",
    Predict(
        "The largest curvature is L. With the learning rate 2.1 / L, the loss after 60 steps is …",
        {"much smaller than at the start": -4, "about the same": 0, "much larger": 4},
        measured="too_large",
    ),
)
def how_far(p, device):
    """Below 2/L every step comes closer to the minimum; above it every step lands higher on the other side."""
    runs = {}
    for share in dict.fromkeys((0.2, p.rate, 2.1)):
        runs[share] = descend(p, share / p.curvature, device)
        yield Step(len(runs), 3, {f"loss with {share:g}/L": runs[share][1][-1].item()})
    grid = torch.cartesian_prod(torch.linspace(-2, 2, 40), torch.linspace(-3.5, 1.5, 40)).flip(-1)
    heights = (grid**2 @ torch.tensor([p.flat, p.curvature])).reshape(40, 40) / 2
    marks = [Heatmap("loss", heights, x=(-3.5, 1.5), y=(-2, 2), contours=True)]
    marks += [Line(f"{share:g}/L", *path[:8].clamp(-6, 6).T) for share, (path, _) in runs.items()]
    text = (
        "A small rate creeps along the valley; a rate near 2/L jumps from side to side, and one beyond it climbs out."
    )
    yield Figure("The first seven steps", marks, text, x="w₁", y="w₂")
    lines = [Line(f"{share:g}/L", range(61), losses) for share, (_, losses) in runs.items()]
    text = "The loss over 60 steps with three learning rates; the one beyond 2/L grows without end."
    yield Figure("The loss", lines, text, x="step", y="loss", log_y=True)
    shares = torch.linspace(0.02, 2.3, 115).tolist()
    ends = [descend(p, share / p.curvature, device)[1][-1] for share in shares]
    marks = [Line("after 60 steps", shares, ends), Level("at the start", runs[2.1][1][0].item())]
    text = "The loss after 60 steps falls with the learning rate, is lowest just before 2/L, and then shoots up."
    yield Figure("Every learning rate", marks, text, x="learning rate × L", y="loss", log_y=True)
    chosen, too_large = (log10(losses[-1] / losses[0]) for losses in (runs[p.rate][1], runs[2.1][1]))
    yield result(chosen=chosen, too_large=too_large)


@demo.claim(
    "In 60 steps the rate 1.9/L shrinks the loss more than 1,000 times, and 2.1/L lets it grow more than 1,000 times",
    about="learning-rate",
    breaks={"rate": 2.05},
)
def two_by_curvature(p, r):
    yield Check.below(r["chosen"], -3, label="power of ten")
    yield Check.above(r["too_large"], 3, label="with 2.1/L")


if __name__ == "__main__":
    demo.main()
