"""What depth buys: folding the line once more doubles the pieces, one more neuron side by side adds one.

Run it alone: python -m app.demos.foundations.deep_learning --preset deep-learning
"""

import torch

from app.demos.contract import Check, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    depth: int = Slider(5, 1, 8, step=1, title="Hidden layers k")
    height: float = Slider(1, 0.3, 1, step=0.05, title="Height of one fold")


demo = Demo(
    id="mlp-anatomy",
    title="Depth",
    topic="foundations",
    summary="Layers in a row multiply what a network can draw; neurons side by side only add to it.",
    params=P,
    auto="cpu",
)


def fold(x, height):
    """One hidden layer of two ReLU neurons: a tent over [0, 1]."""
    return height * (2 * x.clamp(min=0) - 4 * (x - 0.5).clamp(min=0))  # h · (2 max(0, x) − 4 max(0, x − ½))


def pieces(y):
    """Straight pieces of a folded line on a fine grid: one more than the places where its slope turns round."""
    slope = y.diff()
    return 1 + (slope.diff().abs() > slope.abs().max()).sum().item()


@demo.shows(
    "deep-learning",
    Predict(
        "Each hidden layer has two neurons. One layer more gives the curve … straight pieces.",
        {"two more": 1.25, "twice as many": 2, "four times as many": 4},
        measured="growth",
    ),
)
def folds(p, device):
    """Every further layer folds all that the layers before it drew, so the pieces double."""
    n = 2**13  # halves, quarters and eighths lie on the grid, and 32-bit numbers hold them exactly
    x = torch.arange(n + 1, device=device) / n
    curve, counts, lines = x, [], []
    for layer in range(1, p.depth + 2):
        curve = fold(curve, p.height)  # layer k reads what layer k − 1 drew
        counts.append(pieces(curve))
        if layer in (1, 2, min(p.depth, 4)):
            name = "1 layer" if layer == 1 else f"{layer} layers"
            lines.append(Line(name, x[::16], curve[::16]))
        yield Step(layer, p.depth + 1, {"pieces": counts[-1]})
    text = "One layer folds the line once; every further one folds all of it again."
    yield Figure("What the network draws", lines, text, x="x", y="output")
    layers = range(1, p.depth + 1)
    wide = [2 * k + 1 for k in layers]  # each neuron of one hidden layer adds at most one bend
    lines = [Line("k layers of 2", layers, counts[:-1]), Line("one layer of 2k, at most", layers, wide)]
    text = f"With {2 * p.depth} neurons, depth gives {counts[-2]} pieces and one layer at most {wide[-1]}."
    yield Figure("Pieces for the same neurons", lines, text, x="hidden layers k", y="straight pieces")
    yield result(pieces=counts[-2], widest=wide[-1], growth=counts[-1] / counts[-2])


@demo.claim("k layers of two neurons draw exactly 2ᵏ straight pieces", about="deep-learning", breaks={"height": 0.4})
def doubles(p, r):
    return Check.exactly(r["pieces"], 2**p.depth, label="pieces")


@demo.claim(
    "That is more than one hidden layer with as many neurons can draw, which is 2k + 1",
    about="deep-learning",
    breaks={"height": 0.4},
    when=lambda p: p.depth >= 3,
)
def beats_width(p, r):
    return Check.above(r["pieces"], r["widest"], label="pieces")


if __name__ == "__main__":
    demo.main()
