"""Generalization: how much worse a model does on new samples than on those it was fitted to.

Run it alone: python -m app.demos.foundations.generalization --preset generalization
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result

SETS = 200


class P(Params):
    most: int = Slider(1000, 60, 1000, step=20, title="Largest number of training samples")
    degree: int = Slider(9, 5, 12, step=1, title="Degree of the polynomial")
    noise: float = Slider(0.3, 0.1, 0.5, step=0.1, title="Noise (standard deviation)")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="polynomial-fit",
    title="Generalization",
    topic="foundations",
    summary="The gap between old and new samples closes as training samples are added.",
    params=P,
    auto="cpu",
)


def powers(x, degree):
    """Legendre polynomials up to the degree, which span the same curves as 1, x, x², …"""
    columns = [torch.ones_like(x), x]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * x * columns[-1] - k * columns[-2]) / (k + 1))
    return torch.stack(columns, -1)


@demo.shows(
    "generalization",
    Predict(
        "A polynomial of degree 9 gets 25 times as many training samples. The gap between test and training error …",
        {"stays as it is": 1, "falls to about a fifth": 0.2, "falls to about a twenty-fifth": 0.04},
        measured="share",
    ),
)
def closing_gap(p, device):
    """The same model does worse on new samples than on old ones, and the gap shrinks with more data."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    sizes = [n for n in (40, 60, 100, 160, 250, 400, 650) if n < p.most] + [p.most]
    training, test = [], []
    new_x = torch.linspace(-1, 1, 201, dtype=torch.float64, device=where)
    truth = torch.sin(torch.pi * new_x)
    for done, n in enumerate(sizes, 1):
        x = torch.linspace(-1, 1, n, dtype=torch.float64, device=where)
        noise = p.noise * torch.randn(n, SETS, dtype=torch.float64).to(where)
        y = torch.sin(torch.pi * x)[:, None] + noise
        w = torch.linalg.lstsq(powers(x, p.degree), y).solution
        training.append((powers(x, p.degree) @ w - y).square().mean().item())
        # The mean over all the noise that new samples may have is known: (fit − truth)² + noise².
        test.append(((powers(new_x, p.degree) @ w - truth[:, None]).square().mean() + p.noise**2).item())
        yield Step(done, len(sizes), {"training error": training[-1], "test error": test[-1]})
    lines = [Line("new samples", sizes, test), Line("training samples", sizes, training)]
    text = f"With {sizes[0]} samples the errors are {training[0]:.3f} and {test[0]:.3f}; they meet at the noise."
    yield Figure(
        "The same model, old and new samples", [*lines, Level("noise", p.noise**2)], text,
        x="training samples", y="mean squared error", log_x=True,
    )  # fmt: skip
    gaps = [new - old for old, new in zip(training, test, strict=True)]
    expected = [2 * p.noise**2 * (p.degree + 1) / n for n in sizes]  # gap ≈ 2 σ² (degree + 1) / n
    lines = [Line("measured", sizes, gaps), Line("2σ²(degree + 1)/n", sizes, expected, dashed=True)]
    text = f"The gap falls from {gaps[0]:.3f} to {gaps[-1]:.4f}, in proportion to 1/n."
    yield Figure("The generalization gap", lines, text, x="training samples", y="gap", log_x=True, log_y=True)
    yield result(share=gaps[-1] / gaps[0])


@demo.claim(
    "The gap between test and training error is less than a fifth of what it is with 40 samples",
    about="generalization",
    breaks={"most": 60},
)
def gap_closes(p, r):
    return Check.below(r["share"], 0.2, label="share of the gap")


if __name__ == "__main__":
    demo.main()
