"""Feature selection: an L1 penalty names the features that matter.

Run it alone: python -m app.demos.regularization.feature_selection --preset feature-selection
"""

from typing import Literal

import torch

from app.demos.contract import (
    Check,
    Choice,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Points,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    log_penalty: float = Slider(-0.7, -0.8, -0.5, step=0.05, title="Penalty λ, as a power of ten")
    penalty: Literal["L1", "L2"] = Choice("L1", title="Penalty on")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="weight-penalties",
    title="Feature selection",
    topic="regularization",
    summary="An L1 penalty names the features that matter.",
    params=P,
    auto="cpu",
)


def lasso(x, y, penalty, steps=300):
    """Least ½ mean (Xw − y)² + λ‖w‖₁, by gradient steps, each followed by a soft threshold (ISTA)."""
    gram, target = x.T @ x / len(y), x.T @ y / len(y)
    rate = 1 / torch.linalg.eigvalsh(gram)[-1]
    w = torch.zeros_like(target)
    for _ in range(steps):
        w = w - rate * (gram @ w - target)
        w = w.sign() * (w.abs() - rate * penalty).clamp(min=0)  # towards zero by ηλ, and no farther
    return w


def ridge(x, y, penalty):
    eye = torch.eye(x.shape[1], dtype=x.dtype, device=x.device)
    return torch.linalg.solve(x.T @ x / len(y) + penalty * eye, x.T @ y / len(y))


@demo.shows(
    "feature-selection",
    Predict(
        "5 of 50 features matter. Ridge regression, with its L2 penalty, leaves how many weights other than zero?",
        {"5": 5, "about 25": 25, "all 50": 50},
        measured="kept_by_ridge",
    ),
)
def names_them(p, device):
    """The features whose weights stay other than zero under an L1 penalty are, nearly exactly, those that matter."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    truth = torch.zeros(50, dtype=torch.float64)
    truth[torch.randperm(50)[:5]] = torch.tensor([2.0, -2, 1.5, -1.5, 1], dtype=torch.float64)
    x = torch.randn(100, 50, dtype=torch.float64)
    y = (x @ truth + 0.5 * torch.randn(100, dtype=torch.float64)).to(where)
    x = x.to(where)
    fit = {"L1": lasso, "L2": ridge}[p.penalty]
    w, by_ridge = fit(x, y, 10**p.log_penalty), ridge(x, y, 10**p.log_penalty)
    informative = (truth != 0).to(where)
    penalties = torch.logspace(-2, 0.3, 13).tolist()
    kept, right = [], []
    for done, penalty in enumerate(penalties, 1):
        chosen = fit(x, y, penalty) != 0
        kept.append(chosen.sum().item())
        right.append((chosen & informative).sum().item())
        yield Step(done, len(penalties), {"features kept": kept[-1]})
    features = range(1, 51)
    marks = [Line("truth", features, truth, dashed=True), Points("L2", features, by_ridge, group=0)]
    marks.append(Points(p.penalty if p.penalty == "L1" else "L2, chosen", features, w, group=1))
    text = f"{int((w != 0).sum())} of 50 weights are not zero under {p.penalty}; under L2 all 50 differ from zero."
    yield Figure("Which weights are left", marks, text, x="feature", y="weight")
    lines = [
        Line("features kept", penalties, kept),
        Line("of those that matter", penalties, right),
        Level("5 matter", 5),
    ]
    text = f"As the penalty grows from {penalties[0]:.2g} to {penalties[-1]:.2g}, {kept[0]} features become {kept[-1]}."
    yield Figure("Features kept as the penalty grows", lines, text, x="penalty λ", y="features", log_x=True)
    chosen = w != 0
    yield result(
        found=(chosen & informative).sum(), others=(chosen & ~informative).sum(), kept_by_ridge=(by_ridge != 0).sum()
    )


@demo.claim(
    "The L1 fit keeps all 5 features that matter and at most 5 of the 45 others; ridge keeps all 50",
    about="feature-selection",
    breaks={"penalty": "L2"},
)
def few_are_left(p, r):
    yield Check.exactly(r["found"], 5, label="found")
    yield Check.below(r["others"], 5.5, label="others kept")
    yield Check.exactly(r["kept_by_ridge"], 50, label="kept by ridge")


if __name__ == "__main__":
    demo.main()
