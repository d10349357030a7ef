"""Regularization strength: too little learns the noise, too much learns nothing.

Run it alone: python -m app.demos.regularization.regularization_strength --preset regularization-strength
"""

from itertools import pairwise

import torch

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    samples: int = Slider(26, 26, 500, step=1, title="Training samples")
    noise: float = Slider(1.5, 1, 3, step=0.1, title="Noise (standard deviation)")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="weight-penalties",
    title="Regularization strength",
    topic="regularization",
    summary="Too little learns the noise, too much learns nothing.",
    params=P,
    auto="cpu",
)


SETS = 20  # data sets: a single one may be lucky


def samples(n, p, w, where):
    """For each set n samples of 25 features and their targets, which depend on all features a little."""
    x = torch.randn(SETS, n, 25, dtype=torch.float64)
    y = x @ w + p.noise * torch.randn(SETS, n, dtype=torch.float64)
    return x.to(where), y.to(where)


def ridge(x, y, penalty):
    eye = torch.eye(25, dtype=x.dtype, device=x.device)
    return torch.linalg.solve(x.mT @ x + penalty * eye, (x.mT @ y[..., None])[..., 0])  # w = (XᵀX + λI)⁻¹ Xᵀy


def error(x, y, w):
    return ((x @ w[..., None])[..., 0] - y).square().mean().item()


@demo.shows(
    "regularization-strength",
    Predict(
        "λ runs from a ten-thousandth to a thousand. The error on new samples is lowest …",
        {"at the smallest λ": -4, "in between": -0.5, "at the largest λ": 3},
        measured="log_best",
    ),
)
def valley(p, device):
    """Every step up makes the weights smaller; the error on new samples falls at first and then rises again."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    truth = torch.randn(25, dtype=torch.float64) / 2
    (x, y), (val_x, val_y) = (samples(n, p, truth, where) for n in (p.samples, 500))
    penalties = torch.logspace(-4, 3, 29).tolist()
    norms, training, validation = [], [], []
    for done, penalty in enumerate(penalties, 1):
        w = ridge(x, y, penalty)
        norms.append(w.norm(dim=1).mean().item())
        training.append(error(x, y, w))
        validation.append(error(val_x, val_y, w))
        yield Step(done, len(penalties), {"validation error": validation[-1]})
    lowest = min(validation)
    best = penalties[validation.index(lowest)]
    lines = [Line("validation", penalties, validation), Line("training", penalties, training)]
    marks = [*lines, Level("lowest", lowest)]
    text = f"The validation error is lowest, {lowest:.2f}, at λ = {best:.2g}; the training error only rises."
    yield Figure("Too little, enough, too much", marks, text, x="λ", y="mean squared error", log_x=True, log_y=True)
    text = f"The norm of the weights falls from {norms[0]:.1f} to {norms[-1]:.2f} without a single step up."
    marks = [Line("penalised", penalties, norms), Level("truth", truth.norm().item())]
    yield Figure("The weights shrink", marks, text, x="λ", y="norm of the weights", log_x=True)
    yield result(
        rises=sum(b > a for a, b in pairwise(norms)),
        at_smallest=validation[0] / lowest,
        at_largest=validation[-1] / lowest,
        log_best=torch.tensor(best).log10(),
    )


@demo.claim(
    "The norm falls at every step of λ, and the validation error at both ends is > 20 % above its lowest",
    about="regularization-strength",
    breaks={"samples": 500},
)
def both_ends_are_worse(p, r):
    yield Check.exactly(r["rises"], 0, label="steps where the norm rises")
    yield Check.above(r["at_smallest"], 1.2, label="smallest λ by lowest")
    yield Check.above(r["at_largest"], 1.2, label="largest λ by lowest")


if __name__ == "__main__":
    demo.main()
