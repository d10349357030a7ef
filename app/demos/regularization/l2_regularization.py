"""L2 regularization (ridge): every weight is pulled towards zero in proportion to its size.

Run it alone: python -m app.demos.regularization.l2_regularization --preset l2-regularization
"""

from typing import Literal

import torch

from app.demos.contract import (
    Check,
    Choice,
    Demo,
    Figure,
    Line,
    Params,
    Points,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    penalty: float = Slider(5, 1, 50, step=1, title="Penalty λ")
    pull: Literal["2λw", "λ sign(w)"] = Choice("2λw", title="The penalty's gradient")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="weight-penalties",
    title="L2 regularization",
    topic="regularization",
    summary="Every weight is pulled towards zero in proportion to its size.",
    params=P,
    auto="cpu",
)

PULLS = {"2λw": lambda w: 2 * w, "λ sign(w)": torch.sign}


def train(x, y, penalty, pull, steps=400):
    """Gradient descent on ‖Xw − y‖² + λ‖w‖², or on another penalty with the gradient `pull`."""
    w = torch.zeros(x.shape[1], dtype=x.dtype, device=x.device)
    rate = 0.45 / (torch.linalg.eigvalsh(x.T @ x)[-1] + penalty)  # just small enough for the steepest direction
    for step in range(1, steps + 1):
        w = w - rate * (2 * x.T @ (x @ w - y) + penalty * PULLS[pull](w))  # ∇ = 2Xᵀ(Xw − y) + 2λw
        if step % 40 == 0:
            yield Step(step, steps, {"norm of the weights": w.norm().item()})
    return w


def ridge(x, y, penalty):
    eye = torch.eye(x.shape[1], dtype=x.dtype, device=x.device)
    return torch.linalg.solve(x.T @ x + penalty * eye, x.T @ y)  # w = (XᵀX + λI)⁻¹ Xᵀy


@demo.shows(
    "l2-regularization",
    Predict(
        "The L2 penalty is made so large that all ten weights become tiny. How many of them are exactly zero?",
        {"none": 0, "about half": 5, "all ten": 10},
        measured="zeros",
    ),
)
def shrinks(p, device):
    """All weights shrink smoothly as the penalty grows, the useless ones as well, and none becomes exactly zero."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    truth = torch.tensor([3.0, -2.5, 2, -1.5, 1, 0, 0, 0, 0, 0], dtype=torch.float64)  # five features matter
    x = torch.randn(60, 10, dtype=torch.float64)
    y = (x @ truth + torch.randn(60, dtype=torch.float64)).to(where)
    x = x.to(where)
    trained = yield from train(x, y, p.penalty, p.pull)
    exact, plain = ridge(x, y, p.penalty), ridge(x, y, 0.0)
    features = range(1, 11)
    marks = [Line("closed form", features, exact, dashed=True), Points("trained", features, trained, group=1)]
    marks.append(Points("without penalty", features, plain, group=0))
    text = "The trained weights lie where the closed form has them, nearer to zero than without a penalty."
    yield Figure("Trained and computed", marks, text, x="feature", y="weight")
    penalties = torch.logspace(-1, 4, 51).tolist()
    path = torch.stack([ridge(x, y, penalty) for penalty in penalties])
    lines = [Line(f"w{k + 1}", penalties, path[:, k]) for k in (0, 1, 2, 3, 5)]
    text = "As the penalty grows, all weights approach zero together, and none arrives."
    yield Figure("The weights as the penalty grows", lines, text, x="penalty λ", y="weight", log_x=True)
    yield result(
        off=(trained - exact).abs().max(),
        zeros=(path[-1] == 0).sum(),
        smallest=trained.abs().min(),
        shrunk=exact.norm() / plain.norm(),
    )


@demo.claim(
    "Gradient descent ends at the closed form to 10⁻⁴, with smaller weights than without penalty, and none exactly 0",
    about="l2-regularization",
    breaks={"pull": "λ sign(w)"},
)
def closed_form(p, r):
    yield Check.below(r["off"], 1e-4, label="off by")
    yield Check.above(r["smallest"], 0, label="smallest weight")
    yield Check.exactly(r["zeros"], 0, label="zeros")
    yield Check.below(r["shrunk"], 1, label="norm by unpenalised")


if __name__ == "__main__":
    demo.main()
