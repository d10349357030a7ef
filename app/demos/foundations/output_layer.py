"""Where answers leave a network: the last activation makes them numbers, probabilities or a choice.

Run it alone: python -m app.demos.foundations.output_layer --preset output-layer
"""

import torch
from torch import nn

from app.demos.contract import Bars, Check, Demo, Figure, Level, Params, Predict, Slider, Step, result


class P(Params):
    scale: float = Slider(3, 0.5, 100, step=0.5, title="Scale of the scores")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="mlp-anatomy",
    title="Output layer",
    topic="foundations",
    summary="The task decides how the last layer ends.",
    params=P,
    auto="cpu",
)


@demo.shows(
    "output-layer",
    Predict(
        "Three scores go through a sigmoid each, not through softmax. Their three outputs add up to …",
        {"exactly 1": 0, "something else": 1},
        measured="sigmoids_differ",
    ),
)
@torch.no_grad()
def heads(p, device):
    """The same hidden features become any number, a probability or a choice, by the last activation alone."""
    torch.manual_seed(p.seed)
    hidden = torch.tanh(torch.randn(500, 16)).to(device)
    scores = p.scale * nn.Linear(16, 3).to(device)(hidden)
    exponential = (scores - scores.max(1, keepdim=True).values).exp()
    answers = {
        "identity": scores,  # any number: regression
        "sigmoid": 1 / (1 + (-scores).exp()),  # each between 0 and 1: yes or no, three times
        "softmax": exponential / exponential.sum(1, keepdim=True),  # they share a total of 1: one of three
    }
    yield Step(1, 1)
    widest = scores.abs().max(1).values.argsort()[len(scores) // 2]  # a sample like most
    bars = [Bars(name, ["output 1", "output 2", "output 3"], answer[widest]) for name, answer in answers.items()]
    text = "One sample's three outputs by each head: only softmax makes them shares of one whole."
    yield Figure("One sample, three heads", [*bars, Level("one", 1)], text, y="output")
    sums = [[answer[row].sum().item() for row in range(6)] for answer in answers.values()]
    names = [f"{i}" for i in range(1, 7)]
    bars = [Bars(name, names, heights) for name, heights in zip(answers, sums, strict=True)]
    text = "The sum of a sample's three outputs is 1 under softmax, and no fixed number under the others."
    yield Figure("Sum of the three outputs", [*bars, Level("one", 1)], text, x="sample", y="sum")
    sigmoid, softmax = answers["sigmoid"], answers["softmax"]
    yield result(
        outside=((scores < 0) | (scores > 1)).float().mean(),
        lowest=sigmoid.min(),
        highest=sigmoid.max(),
        sum_off=(softmax.sum(1) - 1).abs().max(),
        sigmoids_differ=float((sigmoid.sum(1) - 1).abs().mean() > 0.01),
    )


@demo.claim(
    "On the same features the identity leaves [0, 1], every sigmoid lies strictly in (0, 1), and softmax rows sum to 1",
    about="output-layer",
    breaks={"scale": 100},
    when=lambda p: p.scale <= 6 or p.scale == 100,  # beyond, a sigmoid may round to 1
)
def ranges(p, r):
    yield Check.above(r["outside"], 0.3, label="identity outside [0, 1]")
    yield Check.above(r["lowest"], 0, label="lowest sigmoid")
    yield Check.below(r["highest"], 1, label="highest sigmoid")
    yield Check.below(r["sum_off"], 1e-6, label="softmax sum off by")


if __name__ == "__main__":
    demo.main()
