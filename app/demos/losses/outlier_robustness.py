"""Robustness to outliers: one wild value drags the mean along; the median hardly notices.

Run it alone: python -m app.demos.losses.outlier_robustness --preset outlier-robustness
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Line, Params, Predict, Slider, Step, result

SAMPLES = 101


class P(Params):
    size: float = Slider(100, 50, 1000, step=10, title="Value of the outlier")
    outliers: int = Slider(1, 1, 60, step=1, title="How many of 101 samples are replaced")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="regression-losses",
    title="Robustness to outliers",
    topic="losses",
    summary="One wild value drags the mean along; the median hardly notices.",
    params=P,
    auto="cpu",
)

PULLS = {  # dL/de of three losses, for the error e = c − y
    "squared error": lambda e: 2 * e,
    "Huber, δ = 1": lambda e: e.clamp(-1, 1),
    "absolute error": lambda e: e.sign(),
}


def best_constant(y, pull):
    """Where the pulls of all samples cancel, by bisection: the constant with the lowest loss."""
    low, high = y.min(), y.max()
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if pull(middle - y).sum() > 0 else (middle, high)
    return ((low + high) / 2).item()


@demo.shows(
    "outlier-robustness",
    Predict(
        "Of 101 samples around 0, one is replaced by 100. The constant of least squared error moves by about …",
        {"0.01": 0.01, "1": 1, "50": 50},
        measured="squared",
    ),
)
def one_wild_value(p, device):
    """A squared error lets one sample pull as hard as it likes; an absolute error gives each one the same say."""
    where = "cpu" if device.type == "mps" else device  # MPS has no 64-bit numbers
    torch.manual_seed(p.seed)
    clean = torch.randn(SAMPLES, dtype=torch.float64).to(where)
    clean = clean - clean.mean()
    sizes = [p.size * share for share in (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)]
    moves = {name: [] for name in PULLS}
    for done, size in enumerate(sizes, 1):
        spoilt = torch.cat([torch.full((p.outliers,), size, dtype=clean.dtype, device=where), clean[p.outliers :]])
        for name, pull in PULLS.items():
            moves[name].append(best_constant(spoilt, pull) - best_constant(clean, pull))
        yield Step(done, len(sizes), {name: each[-1] for name, each in moves.items()})
    lines = [Line(name, sizes, each) for name, each in moves.items()]
    squared, huber, absolute = (each[-1] for each in moves.values())
    text = f"At {p.size:g} the fit by squared error has moved by {squared:.2f}, by absolute error {absolute:.2f}."
    yield Figure("How far the fit moves", lines, text, x="value of the outlier", y="move of the constant")
    shares = []
    for pull in PULLS.values():
        pulls = pull(best_constant(spoilt, pull) - spoilt).abs()
        shares.append((pulls[: p.outliers].sum() / pulls.sum()).item())
    text = f"Of all pulling the replaced do {shares[0]:.0%} by squared error and {shares[2]:.0%} by absolute error."
    bars = [Bars("share of all pulling", list(PULLS), shares)]
    yield Figure("Who pulls", bars, text, y="share of the replaced")
    yield result(squared=squared, huber=huber, absolute=absolute)


@demo.claim(
    "One sample of 101 replaced by v moves the fit by v/101 under squared error, by < 0.2 under absolute and Huber",
    about="outlier-robustness",
    breaks={"outliers": 60},
)
def hardly_moves(p, r):
    yield Check.near(r["squared"], p.outliers * p.size / SAMPLES, within=0.05 * p.outliers, label="squared")
    yield Check.below(abs(r["absolute"]), 0.2, label="absolute")
    yield Check.below(abs(r["huber"]), 0.2, label="Huber")


if __name__ == "__main__":
    demo.main()
