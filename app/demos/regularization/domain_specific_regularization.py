"""Domain-specific regularization: a penalty that knows what the answer should look like.

Run it alone: python -m app.demos.regularization.domain_specific_regularization --preset domain-specific-regularization
"""

import torch

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Points,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    noise: float = Slider(0.4, 0.2, 0.5, step=0.05, title="Noise (standard deviation)")
    shuffled: bool = Switch(False, title="Shuffle the points in time")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="weight-penalties",
    title="Domain-specific regularization",
    topic="regularization",
    summary="A penalty that knows what the answer should look like.",
    params=P,
    auto="cpu",
)

POINTS = 100


@demo.shows(
    "domain-specific-regularization",
    Predict(
        "A penalty on bends is tried on a noisy smooth signal. By the best plain L2 shrinkage, its error is …",
        {"about the same": 1, "about half": 0.5, "about a tenth": 0.12},
        measured="ratio",
    ),
)
def smooth(p, device):
    """Knowing that the signal is smooth, one can forbid bends instead of large values, and keep the signal whole."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    t = torch.linspace(0, 1, POINTS, dtype=torch.float64, device=where)
    signal = torch.sin(2 * torch.pi * t) + 0.5 * torch.sin(6 * torch.pi * t)
    if p.shuffled:
        signal = signal[torch.randperm(POINTS).to(where)]
    seen = signal + p.noise * torch.randn(POINTS, dtype=torch.float64).to(where)
    eye = torch.eye(POINTS, dtype=torch.float64, device=where)
    bend = eye.diff(n=2, dim=0)  # D: each row gives uᵢ − 2uᵢ₊₁ + uᵢ₊₂, which is 0 on a straight line
    plain_strengths, bend_strengths = torch.logspace(-3, 2, 31).tolist(), torch.logspace(-1, 5, 31).tolist()
    shrunk = [seen / (1 + penalty) for penalty in plain_strengths]  # least ‖u − y‖² + λ‖u‖²
    smoothed = [torch.linalg.solve(eye + penalty * bend.T @ bend, seen) for penalty in bend_strengths]  # + λ‖Du‖²
    errors = [[(u - signal).square().mean().item() for u in each] for each in (shrunk, smoothed)]
    yield Step(1, 1, {"shrinkage": min(errors[0]), "smoothness": min(errors[1])})
    best = [us[e.index(min(e))] for us, e in zip((shrunk, smoothed), errors, strict=True)]
    marks = [Points("seen", t, seen), Line("smoothness penalty", t, best[1]), Line("signal", t, signal, dashed=True)]
    marks.append(Line("plain L2", t, best[0]))
    text = "The smoothness penalty follows the signal; plain shrinkage only makes the noisy points a little smaller."
    yield Figure("Two penalties, one noisy signal", marks, text, x="time", y="value")
    lines = [Line("smoothness ‖Du‖²", bend_strengths, errors[1]), Line("plain ‖u‖²", plain_strengths, errors[0])]
    marks = [*lines, Level("noise alone", p.noise**2)]
    text = (
        f"At best the smoothness penalty leaves an error of {min(errors[1]):.3f}, plain shrinkage {min(errors[0]):.3f}."
    )
    yield Figure("Error at every strength", marks, text, x="penalty λ", y="error", log_x=True, log_y=True)
    yield result(ratio=min(errors[1]) / min(errors[0]), plain=min(errors[0]) / p.noise**2)


@demo.claim(
    "On a smooth signal the penalty on bends has less than half the error of the best plain L2 shrinkage",
    about="domain-specific-regularization",
    breaks={"shuffled": True},
)
def knows_better(p, r):
    return Check.below(r["ratio"], 0.5, label="error by plain L2's")


if __name__ == "__main__":
    demo.main()
