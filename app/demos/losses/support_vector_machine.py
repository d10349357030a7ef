"""Support vector machine: the widest street between two classes, held up by the samples at its kerb.

Run it alone: python -m app.demos.losses.support_vector_machine --preset support-vector-machine
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    log_penalty: float = Slider(-2, -2.5, 1, step=0.5, title="Penalty λ, as a power of ten")
    samples: int = Slider(80, 40, 200, step=10, title="Samples")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="classification-losses",
    title="Support vector machine",
    topic="losses",
    summary="The widest street between two classes.",
    params=P,
    auto="cpu",
)


def two_classes(n):
    """Two long clouds along the same slanted direction, well apart across it; labels −1 and +1."""
    y = (torch.arange(n) % 2) * 2.0 - 1
    along, across = 1.5 * torch.randn(n) + 0.8 * y, (1 + torch.rand(n)) * y
    return torch.stack([0.8 * along - 0.6 * across, 0.6 * along + 0.8 * across], 1), y


def fit(x, y, penalty, n, steps=3000):
    """w and b of least mean hinge loss (over n samples, given or not) plus λ/2 ‖w‖², by gradient descent."""
    w, b = torch.zeros(2, device=x.device), torch.zeros((), device=x.device)
    for step in range(steps):
        rate = min(0.001 ** (step / steps), 0.5 / penalty)  # from 1 down to a thousandth
        pulls = (y * (x @ w + b) < 1).to(x.dtype) * y / n  # only samples short of margin 1 pull
        # the gradient of λ/2 ‖w‖² + 1/n Σ max(0, 1 − yᵢ (w·xᵢ + b))
        w, b = w - rate * (penalty * w - pulls @ x), b + rate * pulls.sum()
    return w, b


def margin(x, y, w, b):
    return (y * (x @ w + b)).min() / w.norm()  # the distance of the nearest sample to the boundary


def widest(x, y, directions=3600):
    """The best margin of any straight boundary, by trying every tenth of a degree."""
    angle = torch.arange(directions) * (2 * torch.pi / directions)
    along = x @ torch.stack([angle.cos(), angle.sin()]).to(x.device)
    gap = along[y > 0].min(0).values - along[y < 0].max(0).values
    return (gap.max() / 2).item()


def along(w, b, level, length=5):
    """The line w·x + b = level as 21 points, and a gap at its end."""
    foot = w * (level - b) / w.norm() ** 2  # the point of the line that is nearest to the origin
    places = torch.linspace(-length, length, 21, device=w.device)
    places[-1] = torch.nan
    return foot[:, None] + places * torch.stack([-w[1], w[0]])[:, None] / w.norm()


@demo.shows(
    "support-vector-machine",
    Predict(
        "Only the few samples nearest to the boundary are kept, and it is fitted anew. The boundary turns …",
        {"not at all": 0, "by about 20°": 20, "by about 90°": 90},
        measured="turned",
    ),
)
def widest_street(p, device):
    """Hinge loss with a small penalty finds the boundary that keeps the most distance, and few samples decide it."""
    torch.manual_seed(p.seed)
    x, y = (each.to(device) for each in two_classes(p.samples))
    w, b = fit(x, y, 10**p.log_penalty, p.samples)
    yield Step(1, 3, {"margin": margin(x, y, w, b).item()})
    best = widest(x, y)
    yield Step(2, 3, {"best of 3,600": best})
    near = y * (x @ w + b) < 1.05  # the support vectors: all others have a hinge loss of 0, and no say
    w2, _ = fit(x[near], y[near], 10**p.log_penalty, p.samples)
    yield Step(3, 3, {"samples kept": near.sum().item()})
    turned = torch.rad2deg(torch.atan2(w[0] * w2[1] - w[1] * w2[0], w @ w2)).abs()  # between the two normals
    marks = [Points(f"class {k + 1}", *x[y == sign].T, group=k) for k, sign in enumerate((-1, 1))]
    marks += [Line("boundary", *along(w, b, 0)), Line("kerbs", *torch.cat([along(w, b, 1), along(w, b, -1)], 1))]
    kept = int(near.sum())
    text = f"The boundary keeps {margin(x, y, w, b):.2f} from the nearest sample; {kept} samples lie at the kerbs."
    yield Figure("The widest street", marks, text, x="x₁", y="x₂")
    tries = {"mean to mean": x[y > 0].mean(0) - x[y < 0].mean(0), "hinge + penalty": w}
    reached = []
    for direction in tries.values():
        side = x @ direction / direction.norm()
        reached.append(((side[y > 0].min() - side[y < 0].max()) / 2).item())
    bars = [Bars("distance to the nearest sample", [*tries, "best of 3,600"], [*reached, best])]
    text = f"From mean to mean the distance is {reached[0]:.2f}, found {reached[1]:.2f}, and at best {best:.2f}."
    yield Figure("How wide the street is", bars, text, y="distance")
    yield result(share=margin(x, y, w, b) / best, turned=turned, kept=near.float().mean())


@demo.claim(
    "The margin is at least 95 % of the best found among 3,600 directions",
    about="support-vector-machine",
    breaks={"log_penalty": 1},
)
def nearly_the_widest(p, r):
    return Check.above(r["share"], 0.95, label="share of the best margin")


if __name__ == "__main__":
    demo.main()
