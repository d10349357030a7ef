"""The hand-written parts of the foundations demos, against closed forms, numpy and torch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.demos.foundations import (
    backpropagation,
    deep_learning,
    gradient_clipping,
    layers,
    perceptron_neuron,
    polynomial_fit,
    training_loop,
    unsupervised,
)

CPU = torch.device("cpu")


@given(st.integers(1000, 3000), st.integers(50, 1000), st.booleans())
def test_an_epoch_uses_every_sample_once_unless_the_last_batch_is_dropped(n: int, size: int, drop: bool) -> None:
    params = training_loop.P(samples=n, batch=size)
    batches = list(training_loop.batches(params, drop_last=drop))
    used = torch.cat(batches)
    assert len(used) == len(used.unique()) == (n // size * size if drop else n)
    assert all(len(batch) == size for batch in batches[:-1])


@given(st.sampled_from(["AND", "OR", "NAND"]), st.integers(0, 99))
def test_the_perceptron_rule_learns_what_a_line_can_separate(gate: str, seed: int) -> None:
    accuracy, w, b = perceptron_neuron.perceptron_rule(gate, perceptron_neuron.P(seed=seed), CPU)
    assert accuracy[-1] == 1
    answers = torch.tensor(perceptron_neuron.ROWS) @ w + b > 0
    assert answers.int().tolist() == perceptron_neuron.GATES[gate]


@pytest.mark.parametrize(("corners", "pieces"), [([0, 1], 1), ([0, 1, 0], 2), ([0, 1, 0, 1, 0], 4)])
def test_the_pieces_of_a_zigzag_are_counted(corners: list[float], pieces: int) -> None:
    y = torch.nn.functional.interpolate(
        torch.tensor(corners, dtype=torch.float32)[None, None],
        size=64 * (len(corners) - 1) + 1,
        mode="linear",
        align_corners=True,
    )[0, 0]
    assert deep_learning.pieces(y) == pieces


@given(st.integers(1, 15))
def test_the_basis_of_the_fits_is_legendres(degree: int) -> None:
    x = torch.linspace(-1, 1, 31, dtype=torch.float64)
    expected = np.polynomial.legendre.legvander(x.numpy(), degree)
    assert np.abs(polynomial_fit.powers(x, degree).numpy() - expected).max() < 1e-12


@pytest.mark.parametrize(
    ("first", "second", "index"),
    [
        ([0, 0, 1, 1], [0, 0, 1, 1], 1.0),
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], -0.5),
        ([0, 0, 1, 2], [0, 0, 1, 1], 4 / 7),
    ],
)
def test_the_adjusted_rand_index_of_small_groupings(first: list[int], second: list[int], index: float) -> None:
    assert unsupervised.adjusted_rand(torch.tensor(first), torch.tensor(second)) == pytest.approx(index)


def test_k_means_finds_groups_that_lie_far_apart() -> None:
    torch.manual_seed(0)
    group = torch.arange(60) % 3
    x = 100.0 * torch.eye(3)[group] + torch.randn(60, 3)
    assert unsupervised.adjusted_rand(group, unsupervised.k_means(x, 3)) == 1


@given(st.floats(0.01, 100), st.integers(0, 1000))
def test_clipping_by_norm_is_torchs(limit: float, seed: int) -> None:
    torch.manual_seed(seed)
    gradients = [torch.randn(3, 2), torch.randn(5)]
    weights = [torch.zeros_like(g, requires_grad=True) for g in gradients]
    for weight, g in zip(weights, gradients, strict=True):
        weight.grad = g.clone()
    torch.nn.utils.clip_grad_norm_(weights, limit)
    for by_hand, weight in zip(gradient_clipping.clip(gradients, limit, "norm"), weights, strict=True):
        torch.testing.assert_close(by_hand, weight.grad, rtol=1e-5, atol=1e-6 * limit)


@given(st.integers(0, 99), st.floats(0, 3))
def test_backpropagation_by_hand_is_autograds_for_any_weights(seed: int, push: float) -> None:
    x, y, weights = backpropagation.setting(backpropagation.P(seed=seed, push=push), CPU)
    *_, by_hand = backpropagation.backward(x, y, weights)
    *_, expected = backpropagation.by_autograd(x, y, weights)
    for mine, torchs in zip(by_hand, expected, strict=True):
        torch.testing.assert_close(mine, torchs, rtol=1e-4, atol=1e-6)


def test_a_drawn_network_has_an_arrow_for_every_weight() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    graph = layers.drawing([3, 4, 2], model)
    assert len(graph.nodes) == 9
    assert sorted(edge.weight for edge in graph.edges) == sorted(
        weight for module in (model[0], model[2]) for weight in module.weight.flatten().tolist()
    )
