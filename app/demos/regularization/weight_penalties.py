"""Regularization: a worse fit to the training samples, and a better one to all others.

Run it alone: python -m app.demos.regularization.weight_penalties --preset regularization
"""

import torch

from app.demos.contract import (
    Bars,
    Check,
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
    samples: int = Slider(30, 28, 500, step=1, title="Training samples")
    noise: float = Slider(1.5, 1, 3, step=0.1, title="Noise (standard deviation)")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="weight-penalties",
    title="Penalties on weights",
    topic="regularization",
    summary="A price on large weights keeps a model from learning the noise.",
    params=P,
    auto="cpu",
)


SETS = 20  # data sets: a single one may be lucky


def samples(n, p, w, where):
    """For each set n samples of 25 features and their targets, which depend on all features a little."""
    x = torch.randn(SETS, n, 25, dtype=torch.float64)
    y = x @ w + p.noise * torch.randn(SETS, n, dtype=torch.float64)
    return x.to(where), y.to(where)


def ridge(x, y, penalty):
    eye = torch.eye(25, dtype=x.dtype, device=x.device)
    return torch.linalg.solve(x.mT @ x + penalty * eye, (x.mT @ y[..., None])[..., 0])  # w = (XᵀX + λI)⁻¹ Xᵀy


def error(x, y, w):
    return ((x @ w[..., None])[..., 0] - y).square().mean().item()


@demo.shows(
    "regularization",
    Predict(
        "A penalty on the weights is tuned on validation samples. On its own training samples the fit is then …",
        {"better": 0.3, "as good": 1, "worse": 3},
        measured="training_ratio",
    ),
)
def price_on_weights(p, device):
    """With few samples a model can learn the noise by heart; a price on large weights makes that too dear."""
    where = "cpu" if device.type == "mps" else device  # MPS has neither 64-bit numbers nor this solver
    torch.manual_seed(p.seed)
    truth = torch.randn(25, dtype=torch.float64) / 2
    (x, y), (val_x, val_y), (test_x, test_y) = (samples(n, p, truth, where) for n in (p.samples, 500, 500))
    penalties = torch.logspace(-3, 3, 31).tolist()
    fits = []
    for done, penalty in enumerate(penalties, 1):
        fits.append(ridge(x, y, penalty))
        yield Step(done, len(penalties), {"validation error": error(val_x, val_y, fits[-1])})
    best = min(range(len(fits)), key=lambda i: error(val_x, val_y, fits[i]))  # tuned without the test samples
    models = {"no penalty": ridge(x, y, 0.0), f"λ = {penalties[best]:.2g}": fits[best]}
    errors = [[error(*data, w) for w in models.values()] for data in ((x, y), (test_x, test_y))]
    bars = [Bars(name, list(models), each) for name, each in zip(("training", "test"), errors, strict=True)]
    text = f"The penalty takes the training error to {errors[0][1]:.2f} and the test error to {errors[1][1]:.2f}."
    yield Figure("Worse on old samples, better on new ones, in 20 data sets", bars, text, y="mean squared error")
    features = range(1, 26)
    marks = [Line("truth", features, truth)]
    marks += [Points(name, features, w[0], group=k) for k, (name, w) in enumerate(models.items())]
    text = "Without a penalty many weights are far too large; with it they lie near the truth, a little towards zero."
    yield Figure("The weights of one data set", marks, text, x="feature", y="weight")
    yield result(
        test_ratio=errors[1][1] / errors[1][0],
        training_ratio=errors[0][1] / errors[0][0],
    )


@demo.claim(
    "With 30 samples of 25 features the tuned penalty cuts the test error to less than 0.7 of the unpenalised fit's",
    about="regularization",
    breaks={"samples": 500},
)
def helps(p, r):
    yield Check.below(r["test_ratio"], 0.7, label="test error by unpenalised")
    yield Check.above(r["training_ratio"], 1, label="training error by unpenalised")


if __name__ == "__main__":
    demo.main()
