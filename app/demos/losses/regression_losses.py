"""The loss function: one number for how wrong a model is, so that models can be compared and improved.

Run it alone: python -m app.demos.losses.regression_losses --preset loss-function
"""

from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    cost: Literal["squared", "absolute", "signed"] = Choice("squared", title="Cost of an error")
    noise: float = Slider(0.3, 0, 0.8, step=0.1, title="Noise (standard deviation)")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="regression-losses",
    title="Losses for numbers",
    topic="losses",
    summary="How wrong a prediction is, as one number: squared, absolute, or something in between.",
    params=P,
    auto="cpu",
)

COSTS = {
    "squared": lambda e: e**2,
    "absolute": lambda e: e.abs(),
    "signed": lambda e: e,  # no loss at all: errors up and down cancel
}


def loss(predicted, y, cost):
    return COSTS[cost](predicted - y).mean()  # L = 1/n Σ cost(ŷᵢ − yᵢ)


@demo.shows(
    "loss-function",
    Predict(
        "Somebody forgets the square and averages the plain errors ŷ − y. A model that always predicts the mean gets …",
        {"0, as if it were perfect": 0, "half the spread of y": 0.5, "the spread of y": 1},
        measured="signed_loss_of_mean",
    ),
)
def one_number(p, device):
    """A loss is zero for a perfect prediction and grows with the error, so the lowest one marks the best model."""
    torch.manual_seed(p.seed)
    x = (4 * torch.rand(200) - 2).to(device)
    y = 1.5 * x + p.noise * torch.randn(200).to(device)  # the truth has slope 1.5
    slopes = torch.linspace(-1, 4, 101, device=device)
    landscape = torch.stack([loss(w * x, y, p.cost) for w in slopes])
    yield Step(1, 2, {"lowest loss": landscape.min().item()})
    models = {"slope 1.4": 1.4, "slope 0.7": 0.7, "slope 3": 3.0}
    losses = [loss(w * x, y, p.cost).item() for w in models.values()]
    distances = [abs(w - 1.5) for w in models.values()]  # how far each model is from the truth
    ranks = [sorted(range(3), key=each.__getitem__) for each in (losses, distances)]
    errors = torch.linspace(-3, 3, 201, device=device)
    costs = COSTS[p.cost](errors)
    yield Step(2, 2)
    ends = torch.tensor([-2.0, 2.0], device=device)
    marks = [Points("samples", x, y), *(Line(name, ends, w * ends) for name, w in models.items())]
    text = "Three lines through the origin: slope 1.4 runs through the samples, 0.7 is too flat and 3 too steep."
    yield Figure("Three models", marks, text, x="x", y="y")
    marks = [Line("loss", slopes, landscape)]
    for (name, slope), its_loss in zip(models.items(), losses, strict=True):
        marks.append(Points(name, [slope], [its_loss], group=len(marks) - 1))
    best = slopes[landscape.argmin()].item()
    text = f"The loss is lowest at slope {best:.2f}; the closer a model is to it, the lower its loss."
    yield Figure("The loss of every slope", marks, text, x="slope w", y=f"mean {p.cost} error")
    yield result(
        of_perfect=loss(y, y, p.cost),
        least_elsewhere=costs[errors.abs() > 0.01].min(),
        ranks_agree=ranks[0] == ranks[1],
        signed_loss_of_mean=loss(y.mean().expand(200), y, "signed").abs() / y.std(),
    )


@demo.claim(
    "The loss of a perfect prediction is 0, that of any other is positive, and it ranks the models as their true error",
    about="loss-function",
    breaks={"cost": "signed"},
)
def says_how_wrong(p, r):
    yield Check.exactly(r["of_perfect"], 0, label="perfect")
    yield Check.above(r["least_elsewhere"], 0, label="least elsewhere")
    yield Check.exactly(r["ranks_agree"], 1, label="same ranks")


if __name__ == "__main__":
    demo.main()
