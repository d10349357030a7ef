"""Learning curves: with more samples the training error rises, the test error falls, and both meet at the noise.

Run it alone: python -m app.demos.foundations.learning_curves --preset learning-curves
"""

import torch

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, Switch, result

SIZES = [30, 50, 80, 120, 200, 400, 800, 2000]


class P(Params):
    features: int = Slider(20, 5, 25, step=1, title="Features")
    noise: float = Slider(1, 0.5, 2, step=0.1, title="Noise (standard deviation)")
    hide_half: bool = Switch(False, title="Hide half of the features from the model")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="training-loop",
    title="Learning curves",
    topic="foundations",
    summary="Whether more data would help can be read from two curves.",
    params=P,
    auto="cpu",
)


@demo.shows(
    "learning-curves",
    Predict(
        "From 30 to 2,000 training samples, the error on the training samples themselves …",
        {"falls": 0.5, "stays as it is": 1, "rises": 3},
        measured="training_growth",
    ),
)
def two_curves(p, device, repeats=20):
    """More samples are harder to fit by heart and easier to learn from, so the two errors meet."""
    torch.manual_seed(p.seed)
    weights = torch.randn(p.features).to(device)
    training, test = [], []
    for done, n in enumerate(SIZES, 1):
        errors = torch.zeros(2)
        for _ in range(repeats):
            x, new_x = torch.randn(n, p.features).to(device), torch.randn(2000, p.features).to(device)
            y = x @ weights + p.noise * torch.randn(n).to(device)
            new_y = new_x @ weights + p.noise * torch.randn(2000).to(device)
            if p.hide_half:
                x, new_x = x[:, ::2], new_x[:, ::2]
            w = torch.linalg.solve(x.T @ x, x.T @ y)  # least squares: w = (XᵀX)⁻¹ Xᵀy
            errors += torch.tensor([((x @ w - y) ** 2).mean(), ((new_x @ w - new_y) ** 2).mean()]) / repeats
        training.append(errors[0].item())
        test.append(errors[1].item())
        yield Step(done, len(SIZES), {"training error": training[-1], "test error": test[-1]})
    floor = p.noise**2  # what no model can foresee
    marks = [Line("training", SIZES, training), Line("test", SIZES, test), Level("noise", floor)]
    text = f"Training and test error start at {training[0]:.2g} and {test[0]:.2g} and end at {test[-1]:.2g} both."
    yield Figure("Learning curves", marks, text, x="training samples", y="mean squared error", log_x=True)
    gaps = [abs(b - a) for a, b in zip(training, test, strict=True)]
    text = "The gap between the two errors closes as samples are added."
    yield Figure("The gap", [Line("test − training", SIZES, gaps)], text, x="training samples", y="gap", log_x=True)
    yield result(
        training_growth=training[-1] / training[0],
        test_fall=test[-1] / test[0],
        apart=test[-1] / training[-1],
        above_noise=test[-1] / floor,
    )


@demo.claim(
    "The training error rises, the test error falls, and with 2,000 samples they lie within 10 % of the noise",
    about="learning-curves",
    breaks={"hide_half": True},
)
def they_meet(p, r):
    yield Check.above(r["training_growth"], 1.05, label="training error grows by")
    yield Check.below(r["test_fall"], 0.95, label="test error shrinks to")
    yield Check.near(r["apart"], 1, within=0.1, label="test by training error")
    yield Check.near(r["above_noise"], 1, within=0.1, label="test error by noise")


if __name__ == "__main__":
    demo.main()
