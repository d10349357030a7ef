"""Training loss and validation loss part where a network begins to learn labels by heart.

Run it alone: python -m app.demos.foundations.training_vs_validation --preset training-vs-validation
"""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from app.demos.contract import Check, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, result


class P(Params):
    noise: float = Slider(0.2, 0, 0.4, step=0.05, title="Share of wrong labels")
    epochs: int = Slider(400, 10, 500, step=10, title="Epochs")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="training-loop",
    title="Training and validation",
    topic="foundations",
    summary="Only data that the network has not seen tell how good it has become.",
    params=P,
    auto="cpu",
)


def samples(n, noise, direction):
    """Points in five dimensions on two sides of a plane, with some labels turned round."""
    x = torch.randn(n, 5)
    y = (x @ direction > 0).float()
    wrong = torch.rand(n) < noise
    return x, torch.where(wrong, 1 - y, y)


@demo.shows(
    "training-vs-validation",
    Predict(
        "Some labels are wrong. Long after the training loss has come down, the validation loss is …",
        {"at its lowest": 1, "a little above": 1.1, "far above its lowest": 2},
        measured="rise",
    ),
)
def two_losses(p, device, hidden=100, rate=0.1):
    """The training loss keeps falling; the validation loss turns where the network starts to learn the noise."""
    torch.manual_seed(p.seed)
    direction = torch.randn(5)
    x, y = (each.to(device) for each in samples(150, p.noise, direction))
    new_x, new_y = (each.to(device) for each in samples(1000, p.noise, direction))
    w1, w2 = (torch.randn(6, hidden) / 6**0.5).to(device), (0.3 * torch.randn(hidden) / hidden**0.5).to(device)
    x, new_x = (torch.cat([each, torch.ones_like(each[:, :1])], 1) for each in (x, new_x))  # a 1 for the bias
    speed, losses, new_losses = [torch.zeros_like(w1), torch.zeros_like(w2)], [], []
    for epoch in range(1, p.epochs + 1):
        w1, w2 = w1.requires_grad_(), w2.requires_grad_()
        loss = cross_entropy(torch.relu(x @ w1) @ w2, y)
        gradients = torch.autograd.grad(loss, [w1, w2])
        with torch.no_grad():
            new_losses.append(cross_entropy(torch.relu(new_x @ w1) @ w2, new_y).item())  # looked at, never learned from
            for w, v, g in zip((w1, w2), speed, gradients, strict=True):
                v.mul_(0.9).add_(g)  # v ← 0.9 v + g
                w -= rate * v  # w ← w − η v
        losses.append(loss.item())
        if epoch % 10 == 0:
            yield Step(epoch, p.epochs, {"training loss": losses[-1], "validation loss": new_losses[-1]})
    best = min(range(p.epochs), key=new_losses.__getitem__)
    marks = [Line("training", range(1, p.epochs + 1), losses), Line("validation", range(1, p.epochs + 1), new_losses)]
    marks += [Points("best validation loss", [best + 1], [new_losses[best]], group=2), Level("guessing", 0.693)]
    lowest, last = new_losses[best], new_losses[-1]
    text = f"The validation loss is lowest after {best + 1} epochs, {lowest:.2f}, and ends at {last:.2f}."
    yield Figure("Training and validation loss", marks, text, x="epoch", y="loss")
    yield result(
        training=losses[-1] / min(losses),
        rise=new_losses[-1] / new_losses[best],
    )


@demo.claim(
    "The training loss ends at its lowest, the validation loss at least 20 % above its own",
    about="training-vs-validation",
    breaks={"epochs": 10},
    when=lambda p: p.noise >= 0.15 and (p.epochs == 10 or p.epochs >= 350),
)
def they_part(p, r):
    yield Check.below(r["training"], 1.05, label="training, beside its lowest")
    yield Check.above(r["rise"], 1.2, label="validation, beside its lowest")


if __name__ == "__main__":
    demo.main()
