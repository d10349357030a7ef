"""Machine learning: what learning from examples gains over a rule written by hand.

Run it alone: python -m app.demos.foundations.machine_learning --preset machine-learning
"""

import torch

from app.demos.contract import (
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
    noise: float = Slider(0.5, 0.1, 1.5, step=0.1, title="Noise (standard deviation)")
    most: int = Slider(500, 20, 1000, step=20, title="Largest number of samples")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="learning-setups",
    title="Machine learning",
    topic="foundations",
    summary="Programs that find their rules in examples.",
    params=P,
    auto="cpu",
)


def examples(n, p, device, sets=1):
    """x uniform on [−2, 2], y = 1.5 x + 0.5 with noise; one row for each data set."""
    x = 4 * torch.rand(sets, n) - 2
    return x.to(device), (1.5 * x + 0.5 + p.noise * torch.randn(sets, n)).to(device)


def least_squares(x, y):
    """The line with the smallest squared error for each row: slopes and intercepts."""
    dx, dy = x - x.mean(1, keepdim=True), y - y.mean(1, keepdim=True)
    slope = (dx * dy).sum(1, keepdim=True) / (dx**2).sum(1, keepdim=True)  # w = cov(x, y) / var(x)
    return slope, y.mean(1, keepdim=True) - slope * x.mean(1, keepdim=True)


@demo.shows(
    "machine-learning",
    Predict(
        "From 20 examples to 500, the part of the error that is not noise …",
        {"stays as it is": 1, "halves": 0.5, "falls to less than a tenth": 0.04},
        measured="share_left",
    ),
)
def better_with_data(p, device, repeats=300):
    """A learned predictor improves with every example; a rule written by hand stays as good as its author's guess."""
    torch.manual_seed(p.seed)
    sizes = [n for n in (20, 40, 80, 160, 320, 640) if n < p.most] + [p.most]
    grid = torch.linspace(-2, 2, 101, device=device)
    truth, rule = 1.5 * grid + 0.5, 2.0 * grid  # somebody's rule of thumb: y is about twice x
    learned, by_rule = [], []
    for done, n in enumerate(sizes, 1):
        slope, intercept = least_squares(*examples(n, p, device, sets=repeats))
        excess = ((slope * grid + intercept - truth) ** 2).mean().item()  # error above the noise, mean of 300 sets
        learned.append(excess)
        by_rule.append(((rule - truth) ** 2).mean().item())
        yield Step(done, len(sizes), {"learned": learned[-1], "rule": by_rule[-1]})
    lines = [Line("learned from examples", sizes, learned), Line("rule written by hand", sizes, by_rule)]
    text = (
        f"The learned line's error above the noise falls from {learned[0]:.2g} to {learned[-1]:.2g}; the rule's stays."
    )
    yield Figure("Error above the noise", lines, text, x="examples", y="excess error", log_x=True, log_y=True)
    x, y = examples(p.most, p, device)
    slope, intercept = least_squares(x, y)
    marks = [Points("some of the examples", x[0, :60], y[0, :60]), Line("learned", grid, (slope * grid + intercept)[0])]
    marks += [Line("rule y = 2x", grid, rule), Line("truth", grid, truth, dashed=True)]
    text = f"The line learned from {p.most} examples lies on the truth; the rule of thumb is too steep."
    yield Figure("What was learned and the rule", marks, text, x="x", y="y")
    yield result(share_left=learned[-1] / learned[0], rule_change=by_rule[-1] - by_rule[0])


@demo.claim(
    "With more examples the learned predictor's error above the noise more than halves; the fixed rule's changes by 0",
    about="machine-learning",
    breaks={"most": 20},
)
def learns(p, r):
    yield Check.below(r["share_left"], 0.5, label="share left")
    yield Check.exactly(r["rule_change"], 0, label="change of the rule")


if __name__ == "__main__":
    demo.main()
