"""What random weights do to a signal on its way through many layers.

Run it alone: python -m app.demos.foundations.signal_propagation --preset weight-initialization
"""

from math import log10
from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Predict, Slider, Step, result


class P(Params):
    init: Literal["He", "N(0, 0.01²)", "N(0, 1)"] = Choice("He", title="First weights")
    depth: int = Slider(30, 10, 30, step=1, title="Layers")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="signal-propagation",
    title="Signals through many layers",
    topic="foundations",
    summary="Every layer multiplies the signal and its gradient; over many layers small factors become large ones.",
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
    "weight-initialization",
    Predict(
        "Many ReLU layers have weights with standard deviation 0.01. A signal of size 1 comes out with size …",
        {"about 1": 0, "about 10⁻³": -3, "below 10⁻²⁰": -28},
        measured="small_exponent",
    ),
)
def three_starts(p, device, width=256):
    """Random weights must be just large enough: a little less and the signal dies, a little more and it explodes."""
    torch.manual_seed(p.seed)
    x = torch.randn(64, width).to(device)
    stds = {"He": (2 / width) ** 0.5, "N(0, 0.01²)": 0.01, "N(0, 1)": 1.0}
    curves = {}
    for name, std in stds.items():
        curves[name] = signal(x, p.depth, std)
        yield Step(len(curves), 3, {f"size with {name}": curves[name][-1]})
    lines = [Line(name, range(p.depth + 1), sizes) for name, sizes in curves.items()]
    text = ", ".join(f"{name}: {sizes[-1]:.1g}" for name, sizes in curves.items())
    yield Figure(
        "Size of the activations", lines, f"After {p.depth} layers: {text}.", x="layer", y="RMS activation", log_y=True
    )
    chosen = curves[p.init]
    yield result(least=min(chosen), most=max(chosen), small_exponent=log10(curves["N(0, 0.01²)"][-1]))


@demo.claim(
    "The activations keep an RMS between 0.2 and 5 through all layers; from N(0, 0.01²) it falls below 10⁻⁶",
    about="weight-initialization",
    breaks={"init": "N(0, 0.01²)"},
)
def stays_alive(p, r):
    yield Check.above(r["least"], 0.2, label="least")
    yield Check.below(r["most"], 5, label="most")
    yield Check.below(r["small_exponent"], -6, label="power of ten from N(0, 0.01²)")


if __name__ == "__main__":
    demo.main()
