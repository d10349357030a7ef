"""The perceptron rule: one neuron that says yes or no, and learns from its mistakes.

Run it alone: python -m app.demos.foundations.perceptron_neuron --preset perceptron
"""

from typing import Literal

import torch

from app.demos.contract import (
    Check,
    Choice,
    Demo,
    Figure,
    Level,
    Line,
    Params,
    Points,
    Predict,
    Regions,
    Slider,
    Step,
    Switch,
    result,
)

ROWS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]  # the four inputs of a gate with two inputs


GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0], "XOR": [0, 1, 1, 0]}


class P(Params):
    gate: Literal["AND", "OR", "NAND", "XOR"] = Choice("AND", title="Gate to learn")
    product: bool = Switch(False, title="The product x₁x₂ as a third input")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="perceptron-neuron",
    title="Perceptron and neuron",
    topic="foundations",
    summary="A neuron weighs its inputs, adds a bias and bends the sum; the perceptron rule finds weights by mistakes.",
    params=P,
    auto="cpu",
)


def gate_points(gate):
    """The four rows of a gate as points, one group for each answer."""
    for answer in (0, 1):
        rows = [row for row, y in zip(ROWS, GATES[gate], strict=True) if y == answer]
        if rows:
            yield Points(f"{gate} is {answer}", *zip(*rows, strict=True), group=answer)


def features(x, p):
    return torch.cat([x, x[:, :1] * x[:, 1:]], 1) if p.product else x


def perceptron_rule(gate, p, device, epochs=200):
    """Accuracy after each epoch, and the weights at the end."""
    torch.manual_seed(p.seed)
    x, y = features(torch.tensor(ROWS, device=device), p), torch.tensor(GATES[gate], device=device)
    w, b, accuracy = torch.randn(3)[: x.shape[1]].to(device), torch.zeros((), device=device), []
    for _ in range(epochs):
        for i in torch.randperm(4).tolist():
            answer = int(x[i] @ w + b > 0)  # ŷ = 1 where w·x + b > 0
            mistake = int(y[i]) - answer  # +1, 0 or −1
            w, b = w + mistake * x[i], b + mistake  # w ← w + (y − ŷ) x: nothing changes without a mistake
        accuracy.append(((x @ w + b > 0) == y.bool()).float().mean().item())
    return accuracy, w, b


@demo.shows(
    "perceptron",
    Predict(
        "XOR is 1 where exactly one input is 1. Of its four rows the rule, in 200 epochs, gets right at most …",
        {"two": 0.5, "three": 0.75, "all four": 1},
        measured="xor_best",
    ),
)
def learns_a_line(p, device):
    """A perceptron corrects itself by every mistake, and it finds any boundary that is one straight line."""
    accuracy, w, b = perceptron_rule(p.gate, p, device)
    yield Step(1, 2, {f"{p.gate} rows right": accuracy[-1]})
    of_xor, *_ = perceptron_rule("XOR", p, device)
    yield Step(2, 2, {"XOR rows right": of_xor[-1]})
    side = torch.linspace(-0.5, 1.5, 81, device=device)
    plane = torch.cartesian_prod(side, side).flip(1)  # row by row from below: (x₁, x₂)
    yes = torch.sigmoid(8 * (features(plane, p) @ w + b)).reshape(81, 81)
    text = f"The perceptron's boundary leaves {accuracy[-1]:.0%} of the rows of {p.gate} on the right side."
    marks = [Regions("answer", yes, (-0.5, 1.5), (-0.5, 1.5)), *gate_points(p.gate)]
    yield Figure(f"The boundary found for {p.gate}", marks, text, x="x₁", y="x₂")
    lines = [Line(p.gate, range(1, 41), accuracy[:40]), Level("three of four", 0.75)]
    if p.gate != "XOR":
        lines.insert(1, Line("XOR", range(1, 41), of_xor[:40], dashed=True))
    text = f"{p.gate} ends at {accuracy[39]:.0%}, XOR at {of_xor[39]:.0%} and no higher than {max(of_xor):.0%}."
    yield Figure("Rows right after each epoch", lines, text, x="epoch", y="share of rows right")
    solved = accuracy.index(1.0) + 1 if 1.0 in accuracy else len(accuracy)
    yield result(epochs=solved, final=accuracy[-1], xor_best=max(of_xor))


@demo.claim("The rule gets all four rows right within 20 epochs", about="perceptron", breaks={"gate": "XOR"})
def separable_is_learned(p, r):
    yield Check.below(r["epochs"], 20.5, label="epochs")
    yield Check.exactly(r["final"], 1, label="share right")


@demo.claim("On XOR it never gets more than three of four rows right", about="perceptron", breaks={"product": True})
def xor_is_not(p, r):
    return Check.below(r["xor_best"], 0.76, label="at best")


if __name__ == "__main__":
    demo.main()
