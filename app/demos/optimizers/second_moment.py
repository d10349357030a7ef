"""The second moment: how large the gradients are, whatever their sign.

Run it alone: python -m app.demos.optimizers.second_moment --preset second-moment
"""

import torch

from app.demos.contract import (
    Bars,
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
    beta: float = Slider(0.999, 0.9, 0.999, title="Memory β₂")
    size: float = Slider(1, 0.1, 10, step=0.1, title="Size of the gradients")
    bias_correction: bool = Switch(True, title="Bias correction")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="optimizers",
    title="Second moment estimate",
    topic="optimizers",
    summary="Its root is a yardstick for gradients, one for every weight.",
    params=P,
    auto="cpu",
)


def averages(gradients, p):
    """The moving average of the squares after each step, as it is and corrected; one row per stream."""
    v = torch.zeros_like(gradients[:, 0])
    raw, corrected = [], []
    for t, g in enumerate(gradients.T, 1):
        v = p.beta * v + (1 - p.beta) * g**2  # v ← β₂ v + (1 − β₂) g², from v = 0
        raw.append(v)
        corrected.append(v / (1 - p.beta**t) if p.bias_correction else v)  # v̂ = v / (1 − β₂ᵗ)
    return torch.stack(raw, 1), torch.stack(corrected, 1)


@demo.shows(
    "second-moment",
    Predict(
        "With β₂ = 0.999 and a start at zero, after 5 gradients the average of squares shows … of the true one.",
        {"half a hundredth": 0.005, "a tenth": 0.1, "nearly all": 0.95},
        measured="raw",
    ),
)
def mean_of_squares(p, device, streams=20_000, steps=60):
    """The average of squared gradients measures their size; it starts far too low, and is corrected for that."""
    torch.manual_seed(p.seed)
    gradients = (p.size * torch.randn(streams, steps)).to(device)
    raw, corrected = averages(gradients, p)
    truth = p.size**2  # E[g²] of gradients with mean 0 and this standard deviation
    yield Step(1, 2, {"raw at step 5": raw[:, 4].mean().item(), "corrected": corrected[:, 4].mean().item()})
    t = range(1, steps + 1)
    marks = [
        Points("g²", t, gradients[0] ** 2),
        Line("v", t, raw[0]),
        Line("v̂, corrected", t, corrected[0]),
        Level("true mean of g²", truth),
    ]
    text = (
        "The squared gradients scatter widely; the raw average crawls up from zero, the corrected one finds their mean."
    )
    yield Figure("One stream of squared gradients", marks, text, x="step", y="g²", log_y=True)
    sizes = [0.01, 1.0, 100.0]
    names, heights = [f"size {size:g}" for size in sizes], {"as they are": [], "divided by √v̂": []}
    for size in sizes:
        g = size / p.size * gradients[:1]
        root = averages(g, p)[1][0, -1].sqrt()
        for name, divisor in zip(heights, (1, root), strict=True):
            heights[name].append((g[0] / divisor).abs().mean().log10())
    yield Step(2, 2)
    bars = [Bars(name, names, each) for name, each in heights.items()]
    text = "Divided by the root of their own second moment, gradients of size 0.01 and 100 become equally long."
    yield Figure("The yardstick of each weight", bars, text, y="mean |g|, as power of ten")
    yield result(raw=raw[:, 4].mean() / truth, corrected=corrected[:, 4].mean() / truth)


@demo.claim(
    "At step 5 the raw average is 1 − β₂⁵ of the true mean square, 0.5 % for 0.999 (within a tenth of it); corrected "
    "it is 100 % (within 5)",
    about="second-moment",
    breaks={"bias_correction": False},
)
def far_too_small_at_first(p, r):
    yield Check.near(r["raw"] / (1 - p.beta**5), 1, within=0.1, label="raw, by 1 − β₂⁵")
    yield Check.near(r["corrected"], 1, within=0.05, label="corrected")


if __name__ == "__main__":
    demo.main()
