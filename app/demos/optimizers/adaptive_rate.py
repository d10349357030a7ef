"""Adaptive learning rates: what is rarely heard gets a louder voice.

Run it alone: python -m app.demos.optimizers.adaptive_rate --preset adaptive-learning-rate
"""

from typing import Literal

import torch

from app.demos.contract import Check, Choice, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    every: int = Slider(100, 10, 200, step=10, title="The rare gradient comes every … steps")
    rule: Literal["Adagrad", "SGD"] = Choice("Adagrad", title="Rule")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="optimizers",
    title="Adaptive learning rates",
    topic="optimizers",
    summary="One rate for every weight, made from the gradients that it has seen.",
    params=P,
    auto="cpu",
)


def rates(collected, rule, eta=1.0):
    """Each weight's own learning rate."""
    if rule == "SGD":
        return eta * torch.ones_like(collected)  # one for all
    return eta / (collected.sqrt() + 1e-10)  # η / √Σg²


def learn(p, rule, eta, device, steps=4000):
    """A linear model with a frequent and a rare word; both should get the weight 1. Yields the weights."""
    torch.manual_seed(p.seed)
    w, collected = torch.zeros(2), torch.zeros(2)
    noise = 0.1 * torch.randn(steps)
    for step in range(1, steps + 1):
        x = torch.tensor([1.0, float(step % p.every == 0)])  # the second word occurs in few samples
        g = (x @ w - x.sum() - noise[step - 1]) * x
        collected = collected + g**2
        w = w - rates(collected, rule, eta) * g
        yield w.tolist()


@demo.shows(
    "adaptive-learning-rate",
    Predict(
        "A gradient arrives 100 times less often than another. Adagrad's rate for its weight is larger by …",
        {"nothing": 1, "a factor of 10": 10, "a factor of 100": 100},
        measured="ratio",
    ),
)
def louder_when_rare(p, device, steps=10_000):
    """Each weight's rate shrinks with the gradients it has seen, so weights that hear little take longer steps."""
    at = torch.arange(1, steps + 1)
    seen = torch.stack([at, at // p.every]).float()  # Σ g² for unit gradients: simply how many have come
    both = rates(seen, p.rule)
    yield Step(1, 3, {"rare by frequent": (both[1, -1] / both[0, -1]).item()})
    shown = torch.logspace(2.4, 4, 30).long().clamp(max=steps) - 1
    lines = [Line(name, at[shown], row[shown]) for name, row in (("rare", both[1]), ("frequent", both[0]))]
    text = f"Both rates fall; that of the rare weight stays {both[1, -1] / both[0, -1]:.3g} times as large."
    yield Figure(f"Learning rates of {p.rule}", lines, text, x="step", y="learning rate", log_x=True, log_y=True)
    lines = []
    for done, (rule, eta) in enumerate((("SGD", 0.01), ("Adagrad", 0.3)), 2):
        path = list(learn(p, rule, eta, device))[::20]
        lines.append(Line(f"{rule}, rare word", range(1, 4001, 20), [rare for _, rare in path], dashed=rule == "SGD"))
        yield Step(done, 3, {f"{rule}: weight of the rare word": path[-1][1]})
    text = "With one rate for all, the weight of the rare word is late; with its own rate it is there soon."
    yield Figure("A rare word is learned", [*lines, Level("right", 1)], text, x="sample", y="weight")
    yield result(
        ratio=both[1, -1] / both[0, -1],
        root=(seen[0, -1] / seen[1, -1]).sqrt(),
        sgd=(rates(seen, "SGD")[1] / rates(seen, "SGD")[0]).mean(),
    )


@demo.claim(
    "For unit gradients that come k times less often, Adagrad's rate is √k times the frequent one (within 10 %); with "
    "SGD the ratio is exactly 1",
    about="adaptive-learning-rate",
    breaks={"rule": "SGD"},
)
def root_of_k(p, r):
    yield Check.near(r["ratio"] / p.every**0.5, 1, within=0.1, label="ratio by √k")
    yield Check.exactly(r["sgd"], 1, label="with SGD")


if __name__ == "__main__":
    demo.main()
