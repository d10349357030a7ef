"""L1 regularization (lasso): every weight is pulled towards zero with the same force, and small ones arrive.

Run it alone: python -m app.demos.regularization.l1_regularization --preset l1-regularization
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
    penalty: float = Slider(0.8, 0.7, 1.4, step=0.1, title="Penalty λ")
    method: Literal["gradient and threshold", "plain gradient"] = Choice("gradient and threshold", title="Trained by")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="weight-penalties",
    title="L1 regularization",
    topic="regularization",
    summary="Every weight is pulled towards zero with the same force, and small ones arrive.",
    params=P,
    auto="cpu",
)

STEPS = 100


def soft_threshold(w, by):
    return w.sign() * (w.abs() - by).clamp(min=0)  # closer to zero by that much, and no farther than zero


def train(x, y, penalty, method, rate=0.5):
    """Least ½‖Xw − y‖² + λ‖w‖₁: gradient step and threshold by turns (ISTA), or a gradient step for both at once."""
    w = torch.full((x.shape[1],), 0.01, dtype=x.dtype, device=x.device)
    for step in range(1, STEPS + 1):
        descended = w - rate * x.T @ (x @ w - y)
        with_threshold = soft_threshold(descended, rate * penalty)
        w = with_threshold if method == "gradient and threshold" else descended - rate * penalty * w.sign()
        if step % 20 == 0:
            yield Step(step, STEPS, {"weights at exactly 0": (w == 0).sum().item()})
    return w


@demo.shows(
    "l1-regularization",
    Predict(
        "20 of 25 features are useless. Of their weights the L1 penalty sets exactly to zero …",
        {"none": 0, "about half": 0.5, "nearly all": 0.97},
        measured="zeros",
    ),
)
def arrives_at_zero(p, device):
    """The pull of an absolute value does not fade near zero, so weights that the data hardly need end exactly there."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    truth = torch.zeros(25, dtype=torch.float64)
    truth[:5] = torch.tensor([4.0, -3.5, 3, -2.5, 2])
    x = torch.linalg.qr(torch.randn(100, 25, dtype=torch.float64)).Q  # orthonormal columns: XᵀX = I
    y = (x @ truth + 0.3 * torch.randn(100, dtype=torch.float64)).to(where)
    x = x.to(where)
    trained = yield from train(x, y, p.penalty, p.method)
    plain = x.T @ y  # least squares, as XᵀX = I
    exact, with_l2 = soft_threshold(plain, p.penalty), plain / (1 + p.penalty)  # closed forms of lasso and ridge
    features = range(1, 26)
    marks = [Line("truth", features, truth, dashed=True), Points("L1", features, trained, group=1)]
    marks.append(Points("L2", features, with_l2, group=0))
    text = f"L1 leaves {int((trained != 0).sum())} of 25 weights other than zero, L2 all of them."
    yield Figure("Weights under L1 and L2", marks, text, x="feature", y="weight")
    w = torch.linspace(-3, 3, 121)
    lines = [
        Line("L1", w, soft_threshold(w, p.penalty)),
        Line("L2", w, w / (1 + p.penalty)),
        Line("none", w, w, dashed=True),
    ]
    text = f"L1 moves every weight by {p.penalty:g} and stops at zero; L2 divides every weight by {1 + p.penalty:g}."
    yield Figure("What becomes of a weight", lines, text, x="weight without penalty", y="with penalty")
    noise = trained[5:]
    yield result(
        off=(trained - exact).abs().max(),
        zeros=(noise == 0).double().mean(),
        kept=(trained[:5] != 0).double().mean(),
        zeros_of_l2=(with_l2 == 0).double().mean(),
    )


@demo.claim(
    "Equals soft thresholding to 10⁻⁵, keeps all useful weights and sets > 80 % of the useless to exactly 0; L2 none",
    about="l1-regularization",
    breaks={"method": "plain gradient"},
)
def sparse(p, r):
    yield Check.below(r["off"], 1e-5, label="off by")
    yield Check.above(r["zeros"], 0.8, label="useless at 0")
    yield Check.exactly(r["kept"], 1, label="useful kept")
    yield Check.exactly(r["zeros_of_l2"], 0, label="at 0 under L2")


if __name__ == "__main__":
    demo.main()
