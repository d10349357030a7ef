"""He initialization: what ReLU halves, a variance of 2/n doubles again.

Run it alone: python -m app.demos.foundations.he_initialization --preset he-initialization
"""

from math import log10

import torch
from torch import nn

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    gain: float = Slider(2, 0.5, 4, step=0.1, title="Variance × inputs")
    depth: int = Slider(30, 10, 30, step=1, title="Layers")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="signal-propagation",
    title="He initialization",
    topic="foundations",
    summary="ReLU halves the mean square in every layer, and He's variance puts it back.",
    params=P,
)


def rms(h):
    """Root of the mean square; in 64 bits, because the squares of small numbers vanish in 32."""
    return (h.cpu().double() ** 2).mean().sqrt().item()


def signal(x, depth, std):
    """RMS of the activations after each of `depth` ReLU layers with weights of standard deviation `std`."""
    sizes = [rms(x)]
    for _ in range(depth):
        w = std * torch.randn(x.shape[1], x.shape[1]).to(x.device)
        x = (x @ w.T).clamp(min=0)  # h = ReLU(W h)
        sizes.append(rms(x))
    return sizes


@demo.shows(
    "he-initialization",
    Predict(
        "He's variance is 2/n for n inputs. With 1/n instead, after 30 ReLU layers the mean square is …",
        {"about the same": 0, "a thirtieth": -1.5, "a billionth": -9},
        measured="half_exponent",
    ),
)
def twice_as_much(p, device, width=400):
    """ReLU throws away half of the mean square; a variance of 2/n puts it back."""
    torch.manual_seed(p.seed)
    x = torch.randn(64, width).to(device)
    curves = {}
    for gain in (p.gain, 1.0):
        curves[gain] = signal(x, p.depth, (gain / width) ** 0.5)  # Var(w) = gain / n
        yield Step(len(curves), 2, {"mean square": curves[gain][-1] ** 2})
    lines = [
        Line(f"{gain:g}/n", range(p.depth + 1), [size**2 for size in sizes], dashed=gain == 1 and p.gain != 1)
        for gain, sizes in curves.items()
    ]
    last = {gain: sizes[-1] ** 2 for gain, sizes in curves.items()}
    text = f"With {p.gain:g}/n the mean square ends at {last[p.gain]:.2g}, with 1/n at {last[1.0]:.1g}."
    yield Figure("Mean square of the activations", lines, text, x="layer", y="mean square", log_y=True)
    ratios = [after**2 / before**2 for before, after in zip(curves[p.gain], curves[p.gain][1:], strict=False)]
    marks = [Line("after / before", range(1, p.depth + 1), ratios), Level("kept", 1), Level("halved", 0.5)]
    text = f"Each layer multiplies the mean square by about {p.gain / 2:.2g}."
    yield Figure("What one layer does to it", marks, text, x="layer", y="mean square, after / before")
    by_torch = nn.init.kaiming_normal_(torch.empty(2000, width), nonlinearity="relu").std().item()
    yield result(
        exponent=2 * log10(curves[p.gain][-1]),
        half_exponent=2 * log10(curves[1.0][-1]),
        by_torch=by_torch / (2 / width) ** 0.5,
    )


@demo.claim(
    "Over the layers the mean square changes less than tenfold with 2/n, and shrinks over 10⁷-fold with 1/n; "
    "torch's kaiming_normal_ draws the same variance",
    about="he-initialization",
    breaks={"gain": 1},
    when=lambda p: p.depth >= 28 and (p.gain == 1 or 1.9 <= p.gain <= 2.1),
)
def keeps_the_square(p, r):
    yield Check.near(r["exponent"], 0, within=1, label="power of ten")
    yield Check.below(r["half_exponent"], -7, label="with 1/n")
    yield Check.near(r["by_torch"], 1, within=0.02, label="torch's standard deviation by ours")


if __name__ == "__main__":
    demo.main()
