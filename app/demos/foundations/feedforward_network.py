"""A feedforward network has no memory: what came before a sample does not change its output.

Run it alone: python -m app.demos.foundations.feedforward_network --preset feedforward-network
"""

import torch
from torch import nn

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, result


class P(Params):
    feedback: float = Slider(0, 0, 1, step=0.1, title="Share of the hidden layer fed back to the next sample")
    samples: int = Slider(12, 4, 30, step=1, title="Samples in the stream")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="mlp-anatomy",
    title="Feedforward network",
    topic="foundations",
    summary="Signals go one way, from the inputs through the hidden layers to the outputs.",
    params=P,
    auto="cpu",
)


def outputs(stream, layers, feedback):
    """One output per sample of a stream, in order."""
    first, second, last = layers
    h, answers = torch.zeros(8, device=stream.device), []
    for x in stream:
        h = torch.tanh(first(x) + feedback * h)  # a feedforward network has feedback 0: h depends on x alone
        answers.append(last(torch.tanh(second(h))).item())
    return answers


@demo.shows(
    "feedforward-network",
    Predict(
        "A network has read some samples in one order, then in another. For the same last sample its output …",
        {"is the same": 0, "changes by about a hundredth": 0.01, "changes by a lot": 0.3},
        measured="change",
    ),
)
@torch.no_grad()
def no_memory(p, device):
    """The output depends on the sample alone, and not on any sample before it."""
    torch.manual_seed(p.seed)
    layers = [nn.Linear(3, 8).to(device), nn.Linear(8, 8).to(device), nn.Linear(8, 1).to(device)]
    for layer in layers:
        layer.weight *= 2  # so that the picture shows more than small wiggles
    stream = torch.randn(p.samples, 3).to(device)
    order = [*torch.randperm(p.samples - 1).roll(1).tolist(), p.samples - 1]  # all but the last change places
    changes = {}
    for name, feedback in (("Feedforward network", p.feedback), ("With feedback: recurrent", 1.0)):
        one_way, other_way = outputs(stream, layers, feedback), outputs(stream[order], layers, feedback)
        back_in_place = [other_way[order.index(i)] for i in range(p.samples)]
        gap = [abs(a - b) for a, b in zip(one_way, back_in_place, strict=True)]
        changes[name] = gap[-1], max(gap)
        yield Step(len(changes), 2, {"change of the last output": gap[-1]})
        numbers = range(1, p.samples + 1)
        lines = [Line("first order", numbers, one_way), Line("shuffled", numbers, back_in_place, dashed=True)]
        text = f"Each sample's output in two orders of the stream; the largest difference is {max(gap):.2g}."
        yield Figure(name, [*lines, Level("zero", 0)], text, x="sample", y="output")
    (last, most), (_, recurrent_most) = changes.values()
    yield result(change=last, most=most, recurrent=recurrent_most)


@demo.claim(
    "Shuffling the stream changes no output, where a recurrent network's change by more than 10⁻³",
    about="feedforward-network",
    breaks={"feedback": 0.5},
)
def only_the_sample_counts(p, r):
    yield Check.exactly(r["most"], 0, label="largest change")
    yield Check.above(r["recurrent"], 1e-3, label="recurrent")


if __name__ == "__main__":
    demo.main()
