"""Wasserstein distance: the work of moving one heap of sand into the shape of another.

Run it alone: python -m app.demos.losses.wasserstein_distance --preset wasserstein-distance
"""

from math import log

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, Switch, result


class P(Params):
    farthest: float = Slider(8, 4, 20, step=0.5, title="Largest shift")
    ordered: bool = Switch(True, title="Move the samples in order")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="distribution-divergence",
    title="Wasserstein distance",
    topic="losses",
    summary="The work of moving one distribution into another.",
    params=P,
    auto="cpu",
)


def wasserstein(a, b, ordered):
    if ordered:
        a, b = a.sort().values, b.sort().values  # in one dimension the cheapest plan keeps the order
    return (a - b).abs().mean().item()  # W₁ = mean |a₍ᵢ₎ − b₍ᵢ₎|


def jensen_shannon(a, b, bins=400):
    """½ KL(p‖m) + ½ KL(q‖m) with m = (p + q) / 2, of two histograms over the same bins."""
    ends = (min(a.min(), b.min()).item(), max(a.max(), b.max()).item())
    p, q = (torch.histc(each, bins, *ends) / len(each) for each in (a.cpu().float(), b.cpu().float()))
    m = (p + q) / 2
    return sum((torch.xlogy(each, each) - torch.xlogy(each, m)).sum().item() / 2 for each in (p, q))


@demo.shows(
    "wasserstein-distance",
    Predict(
        "Two heaps that no longer overlap are moved twice as far apart. The Jensen-Shannon divergence of the two …",
        {"stays as it is": 1, "grows by half": 1.5, "doubles": 2},
        measured="shannon_growth",
    ),
)
def work_to_move(p, device):
    """Distances that compare heights saturate once two heaps no longer overlap; the work to move one keeps growing."""
    where = "cpu" if device.type == "mps" else device  # MPS has no 64-bit numbers
    torch.manual_seed(p.seed)
    heap = torch.rand(2000, dtype=torch.float64).sqrt().to(where)  # between 0 and 1, more to the right
    other = heap[torch.randperm(2000).to(where)]  # the same samples in another order
    shifts = torch.linspace(0, p.farthest, 17).tolist()
    work, shannon = [], []
    for done, shift in enumerate(shifts, 1):
        work.append(wasserstein(heap, other + shift, p.ordered))
        shannon.append(jensen_shannon(heap, other + shift))
        yield Step(done, len(shifts), {"W₁": work[-1], "Jensen-Shannon": shannon[-1]})
    left = heap.sort().values[torch.arange(0, 2000, 200)]
    right = left + 2 if p.ordered else left[torch.randperm(10).to(where)] + 2
    marks = [Points("from", left, [0] * 10, group=0), Points("to, shifted by 2", right, [1] * 10, group=1)]
    ways = torch.stack([left, right, left * torch.nan], 1).flatten()  # a gap after each move
    marks.append(Line("moves", ways, [0, 1, torch.nan] * 10, dashed=True))
    text = f"Ten samples move to the shifted heap, by {(right - left).min():.2f} to {(right - left).max():.2f}."
    yield Figure("One plan for moving", marks, text, x="x")
    marks = [Line("Wasserstein W₁", shifts, work), Line("Jensen-Shannon", shifts, shannon), Level("ln 2", log(2))]
    text = f"W₁ grows with the shift up to {work[-1]:.2f}; Jensen-Shannon stops at {shannon[-1]:.3f}."
    yield Figure("Farther apart, and who notices", marks, text, x="shift", y="distance")
    middle = len(shifts) // 2
    yield result(
        off=max(abs(w - shift) for w, shift in zip(work, shifts, strict=True)),
        shannon_off=max(abs(each - log(2)) for shift, each in zip(shifts, shannon, strict=True) if shift > 1.01),
        work_growth=work[-1] / work[middle],
        shannon_growth=shannon[-1] / shannon[middle],
    )


@demo.claim(
    "W₁ of a shifted copy equals the shift to 10⁻⁵ at every shift, while Jensen-Shannon stays at ln 2 beyond 1",
    about="wasserstein-distance",
    breaks={"ordered": False},
)
def keeps_growing(p, r):
    yield Check.below(r["off"], 1e-5, label="W₁ off by")
    yield Check.below(r["shannon_off"], 1e-5, label="Jensen-Shannon off ln 2 by")


if __name__ == "__main__":
    demo.main()
