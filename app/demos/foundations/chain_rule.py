"""The chain rule: the slope of functions in a row is the product of their slopes, in their order.

Run it alone: python -m app.demos.foundations.chain_rule --preset chain-rule
"""

from typing import Literal

import torch
from torch.autograd.functional import jacobian

from app.demos.contract import (
    Bars,
    Check,
    Choice,
    Demo,
    Edge,
    Figure,
    Graph,
    Node,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    x: float = Slider(1.5, -2, 2, step=0.1, title="x in the first picture")
    order: Literal["outer first", "inner first"] = Choice("outer first", title="Order of the product of Jacobians")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="backpropagation",
    title="Chain rule",
    topic="foundations",
    summary="Slopes of functions in a row multiply.",
    params=P,
    auto="cpu",
)

CHAIN = {"x²": (lambda x: x * x, lambda x: 2 * x),  # each function with its own slope
         "3x": (lambda x: 3 * x, lambda x: 3.0 + 0 * x),
         "sin x": (torch.sin, torch.cos)}  # fmt: skip


@demo.shows(
    "chain-rule",
    Predict(
        "Three functions in a row have, where their inputs lie, the slopes 3, 3 and 0.9. Together their slope is …",
        {"their sum, 6.9": 0, "their product, 8.0": 1},
        measured="is_product",
    ),
)
def slopes_multiply(p, device):
    """Each function passes a change on, multiplied by its own slope; so the slopes multiply."""
    x = torch.tensor(p.x, device=device, requires_grad=True)
    values, slopes = [x], []
    for function, slope in CHAIN.values():
        slopes.append(slope(values[-1]).item())  # each slope is taken where its own input lies
        values.append(function(values[-1]))
    (measured,) = torch.autograd.grad(values[-1], x)
    product = slopes[0] * slopes[1] * slopes[2]  # dy/dx = f₃′ · f₂′ · f₁′
    yield Step(1, 2, {"slope": measured.item()})
    nodes = [Node(f"{value:.2f}", i, 0, above=name) for i, (value, name) in enumerate(zip(values, "xuvy", strict=True))]
    edges = [Edge(i, i + 1, 1, f"{name}\nslope {s:.2f}") for i, (name, s) in enumerate(zip(CHAIN, slopes, strict=True))]
    factors = " × ".join(f"{slope:.2f}" for slope in slopes)
    text = f"Each arrow multiplies a change by its slope: {factors} is {product:.2f}, the slope of y over x."
    yield Figure("A chain of three functions", [Graph("value", nodes, edges)], text)
    # With vectors the slopes are matrices, and a product of matrices has an order.
    torch.manual_seed(p.seed)
    matrices, point = 0.7 * torch.randn(3, 3, 3).to(device), torch.randn(3).to(device)
    jacobians, v = [], point
    for m in matrices:
        v = torch.tanh(m @ v)
        jacobians.append((1 - v**2)[:, None] * m)  # J = diag(tanh′) M: how each output moves with each input
    inner, middle, outer = jacobians
    right, wrong = outer @ middle @ inner, inner @ middle @ outer  # J = J₃ J₂ J₁: the outer function comes first
    by_hand, other = (right, wrong) if p.order == "outer first" else (wrong, right)
    m1, m2, m3 = matrices
    whole = jacobian(lambda v: torch.tanh(m3 @ torch.tanh(m2 @ torch.tanh(m1 @ v))), point)
    yield Step(2, 2)
    names = [f"y{i}/x{j}" for i in "₁₂₃" for j in "₁₂₃"]
    bars = [Bars("J₃ J₂ J₁", names, right.flatten()), Bars("autograd", names, whole.flatten())]
    bars.append(Bars("J₁ J₂ J₃", names, wrong.flatten()))
    text = "The nine slopes of three vector functions in a row: only the product with the outer one first is right."
    yield Figure("The order of Jacobians counts", bars, text, y="slope")
    yield result(
        scalar_off=abs(product - measured) / max(1.0, abs(product)),
        is_product=float(abs(product - measured) < abs(sum(slopes) - measured)),
        off=(by_hand - whole).abs().max(),
        wrong_off=(other - whole).abs().max(),
    )


@demo.claim(
    "The product matches autograd to 10⁻⁵, for slopes and for Jacobians; in reverse order it misses by more than 0.01",
    about="chain-rule",
    breaks={"order": "inner first"},
)
def product_in_order(p, r):
    yield Check.below(r["scalar_off"], 1e-5, label="numbers off by")
    yield Check.below(r["off"], 1e-5, label="Jacobians off by")
    yield Check.above(r["wrong_off"], 0.01, label="in the other order")


if __name__ == "__main__":
    demo.main()
