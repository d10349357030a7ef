"""Stochastic gradient descent: one sample's opinion, wrong each time and right on average.

Run it alone: python -m app.demos.optimizers.stochastic_gradient_descent --preset stochastic-gradient-descent
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Heatmap, Line, Params, Predict, Slider, Step, result


class P(Params):
    batch: int = Slider(1, 1, 32, step=1, title="Samples per step")
    rate: float = Slider(0.05, 0.01, 0.1, step=0.01, title="Learning rate η")
    noise: float = Slider(1, 0.5, 2, step=0.1, title="Noise in the data")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="gradient-descent-variants",
    title="Stochastic gradient descent",
    topic="optimizers",
    summary="A step costs one sample, and its noise is the price.",
    params=P,
    auto="cpu",
)


def gradients(w, x, y):
    """Each sample's gradient of ½ (x·w − y)², one per row."""
    return (x @ w - y)[:, None] * x


def batch_gradients(each, size):
    """One gradient per batch of an epoch in random order: the means over `size` samples."""
    order = torch.randperm(len(each), device="cpu").to(each.device)
    return each[order].reshape(-1, size, each.shape[1]).mean(1)


def walk(p, x, y, size, steps):
    w = torch.tensor([-2.0, 2.0], dtype=x.dtype, device=x.device)
    for _ in range(steps):
        yield w
        drawn = torch.randint(len(y), (size,)).to(x.device)
        w = w - p.rate * gradients(w, x[drawn], y[drawn]).mean(0)  # w ← w − η ∇Lᵢ(w), for a sample i drawn by chance


@demo.shows(
    "stochastic-gradient-descent",
    Predict(
        "The variance of a single sample's gradient is larger than that of a batch of 64. How many times?",
        {"as large": 1, "8 times": 8, "64 times": 64},
        measured="ratio",
    ),
)
def one_by_one(p, device, samples=4096, steps=150):
    """One sample's gradient points the right way on average only: cheap steps on a jittery path."""
    where = "cpu" if device.type == "mps" else device  # to compare closely takes 64 bits, which MPS does not have
    torch.manual_seed(p.seed)
    x = torch.randn(samples, 2, dtype=torch.float64).to(where)
    y = x @ torch.tensor([1.0, -1.0], dtype=x.dtype, device=where)
    y = y + p.noise * torch.randn(samples, dtype=x.dtype).to(where)
    start = torch.tensor([-2.0, 2.0], dtype=x.dtype, device=where)
    each = gradients(start, x, y)
    full = x.T @ (x @ start - y) / samples  # ∇L of all samples at once
    chosen, large = batch_gradients(each, p.batch if samples % p.batch == 0 else 1), batch_gradients(each, 64)
    bias = (chosen.mean(0) - full).abs().max()
    ratio = chosen.var(0).sum() / large.var(0).sum()  # Var of a mean of B samples: σ² / B
    yield Step(1, 3, {"variance, by that of 64": ratio.item()})
    paths = {name: torch.stack(list(walk(p, x, y, size, steps))) for name, size in (("batches of 64", 64),)}
    yield Step(2, 3)
    paths["one by one" if p.batch == 1 else f"batches of {p.batch}"] = torch.stack(list(walk(p, x, y, p.batch, steps)))
    yield Step(3, 3)
    grid = torch.cartesian_prod(torch.linspace(-2.5, 3, 40), torch.linspace(-3, 2.5, 40)).flip(-1).to(where, x.dtype)
    heights = ((grid @ x[:500].T - y[:500]) ** 2).mean(1).reshape(40, 40) / 2
    marks = [Heatmap("loss", heights, x=(-3, 2.5), y=(-2.5, 3), contours=True)]
    marks += [Line(name, *path.T) for name, path in reversed(paths.items())]
    text = "Both paths lead into the minimum; with single samples the path trembles and never comes to rest."
    yield Figure(f"{steps} steps", marks, text, x="w₁", y="w₂")
    sizes = [1, 4, 16, 64]
    spread = [batch_gradients(each, size).var(0).sum() / large.var(0).sum() for size in sizes]
    text = "The variance of the gradient falls in proportion to the number of samples in a step."
    bars = [Bars("variance", [f"{size}" for size in sizes], spread)]
    yield Figure("Noise of the gradient", bars, text, x="samples per step", y="variance, by that of 64")
    yield result(bias=bias, ratio=ratio)


@demo.claim(
    "Over an epoch, single samples' gradients average to the full one (10⁻⁶), with more than 10 times the variance of "
    "batches of 64",
    about="stochastic-gradient-descent",
    breaks={"batch": 16},
)
def right_on_average(p, r):
    yield Check.below(r["bias"], 1e-6, label="off by")
    yield Check.above(r["ratio"], 10, label="times the variance")


if __name__ == "__main__":
    demo.main()
