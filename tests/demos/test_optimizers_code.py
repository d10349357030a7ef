"""The hand-written parts of the optimizers demos and of the activations in training, against torch and closed forms."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.demos.activations import activation_in_training, dying_relu, zero_centered
from app.demos.optimizers import (
    adadelta,
    adagrad,
    adam,
    batch_gradient_descent,
    gradient_descent_variants,
    loss_landscape,
    moving_average,
    optimizers,
    rmsprop,
    stochastic_gradient_descent,
)

SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=8, deadline=None)


def stream(seed: int, count: int = 40) -> torch.Tensor:
    """Gradients of very different sizes and of both signs."""
    made = torch.Generator().manual_seed(seed)
    sizes = 10 ** (4 * torch.rand(count, generator=made, dtype=torch.float64) - 2)
    return sizes * torch.randn(count, generator=made, dtype=torch.float64)


@pytest.mark.parametrize("name", optimizers.RULES)
@FEW
@given(SEEDS)
def test_each_rule_is_torchs_on_any_bowl(name: str, seed: int) -> None:
    made = torch.Generator().manual_seed(seed)
    curvature = 0.1 + 50 * torch.rand(4, generator=made, dtype=torch.float64)
    start = torch.randn(4, generator=made, dtype=torch.float64)
    rule, make = optimizers.RULES[name]
    p = optimizers.P(steps=50)
    ours, torchs = optimizers.by_hand(rule, p, start, curvature), optimizers.by_torch(make, p, start, curvature)
    torch.testing.assert_close(ours, torchs, atol=1e-9, rtol=1e-9)


@FEW
@given(SEEDS)
def test_the_steps_are_torchs_for_any_stream_of_gradients(seed: int) -> None:
    gradients = stream(seed)
    pairs = [
        (adagrad.steps_of(gradients, adagrad.P()), adagrad.steps_by_torch(gradients, adagrad.P())),
        (adadelta.steps_of(gradients, adadelta.P()), adadelta.steps_by_torch(gradients, adadelta.P())),
        (rmsprop.rmsprop(gradients, rmsprop.P()), rmsprop.by_torch(gradients, rmsprop.P())),
        (adam.adam(gradients, 0.01), adam.by_torch(gradients, 0.01)),
    ]
    for ours, torchs in pairs:
        assert list(ours) == pytest.approx(list(torchs), rel=1e-6, abs=1e-12)


@FEW
@given(SEEDS, st.floats(0.5, 0.98))
def test_a_moving_average_is_its_weighted_sum(seed: int, beta: float) -> None:
    values = stream(seed)[None]
    weights = (1 - beta) * beta ** torch.arange(values.shape[1] - 1, -1, -1, dtype=torch.float64)
    last = moving_average.averaged(values, moving_average.P(beta=beta))[0, -1]
    torch.testing.assert_close(last, (weights * values[0]).sum())


def test_gradients_are_autograds() -> None:
    torch.manual_seed(3)
    x, y, w = torch.randn(20, 2), torch.randn(20), torch.randn(2, requires_grad=True)
    (expected,) = torch.autograd.grad(gradient_descent_variants.loss(w, x, y), w)
    torch.testing.assert_close(gradient_descent_variants.gradient(w.detach(), x, y), expected)
    torch.testing.assert_close(stochastic_gradient_descent.gradients(w.detach(), x, y).mean(0), expected)
    (expected,) = torch.autograd.grad(batch_gradient_descent.cross_entropy(x @ w, (y > 0).float()), w)
    torch.testing.assert_close(batch_gradient_descent.per_sample(w.detach(), x, (y > 0).float()).mean(0), expected)
    zero = torch.zeros(2, requires_grad=True)  # where the neuron of that demo starts
    (expected,) = torch.autograd.grad((x[0] @ zero - y[0]) ** 2, zero)
    torch.testing.assert_close(zero_centered.gradients(x, y)[0], expected)


def test_an_epoch_of_batches_uses_each_gradient_once() -> None:
    each = torch.arange(12.0).reshape(6, 2)
    batches = stochastic_gradient_descent.batch_gradients(each, 2)
    assert batches.shape == (3, 2)
    torch.testing.assert_close(batches.mean(0), each.mean(0))


def test_times_hessian_is_the_hessian_times() -> None:
    torch.manual_seed(1)
    loss, count = loss_landscape.network_loss(loss_landscape.P(hidden=3), "cpu")
    w, d = torch.randn(2, count, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(loss, w)
    torch.testing.assert_close(loss_landscape.times_hessian(loss, w, d), hessian @ d)


def test_three_linear_layers_are_the_one_matrix() -> None:
    torch.manual_seed(2)
    layers = [(torch.randn(n, m), torch.randn(n)) for m, n in ((2, 5), (5, 5), (5, 1))]
    x = torch.randn(7, 2)
    w, b = activation_in_training.one_matrix(layers)
    output = activation_in_training.network(layers, activation_in_training.BENDS["none"], x)
    torch.testing.assert_close(output, (x @ w.T + b).squeeze(-1), atol=1e-4, rtol=1e-4)


def test_xor_is_balanced_so_that_no_line_answers_more_than_three_quarters() -> None:
    x, y = activation_in_training.xor(each=10)
    corners = {(a > 0, b > 0) for a, b in x.tolist()}
    assert len(corners) == 4
    assert y.mean() == 0.5
    assert all(((x[:, 0] > 0) == (x[:, 1] > 0)) == (y < 0.5))


def test_the_steps_of_the_dying_relu_are_adams() -> None:
    torch.manual_seed(0)
    x = torch.linspace(-1, 1, 20)
    start = [torch.randn(4), torch.zeros(4), torch.randn(4)]
    ours = [row[0] for row in dying_relu.train(start, 0.1, x, x**2, steps=20)]
    w, b, v = parameters = [each.clone().requires_grad_() for each in start]
    optimizer, torchs = torch.optim.Adam(parameters, lr=0.05), []
    for _ in range(21):
        optimizer.zero_grad()
        loss = ((dying_relu.leaky(x[:, None] * w + b, 0.1) @ v - x**2) ** 2).mean()
        loss.backward()
        optimizer.step()
        torchs.append(loss.item())
    assert ours == pytest.approx(torchs, rel=1e-4)
