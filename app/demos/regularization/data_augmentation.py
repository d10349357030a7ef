"""Data augmentation: what one knows about images, told by moving them about.

Run it alone: python -m app.demos.regularization.data_augmentation --preset data-augmentation
"""

import torch
from torch import nn
from torch.nn import functional

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Heatmap,
    Level,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    most: int = Slider(3, 0, 3, step=1, title="Largest shift in training, in pixels")
    images: int = Slider(60, 40, 200, step=20, title="Training images")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="data-augmentation",
    title="Data augmentation",
    topic="regularization",
    summary="New training images from old ones, changed in ways that do not matter.",
    params=P,
    auto="cpu",
)

SIZE = 12
SHAPES = {
    "square": ["######", "#    #", "#    #", "#    #", "#    #", "######"],
    "plus": ["  ##  ", "  ##  ", "######", "######", "  ##  ", "  ##  "],
    "cross": ["#    #", " #  # ", "  ##  ", "  ##  ", " #  # ", "#    #"],
    "corner": ["##    ", "##    ", "##    ", "##    ", "######", "######"],
}


def drawing(name):
    return torch.tensor([[float(dot == "#") for dot in row] for row in SHAPES[name]])


def photographs(n, most):
    """n noisy 12 × 12 images of the four shapes, up to so many pixels off the centre, and which shape it is."""
    y = torch.arange(n) % len(SHAPES)
    images = torch.zeros(n, SIZE, SIZE)
    images[:, 3:9, 3:9] = torch.stack([drawing(name) for name in SHAPES])[y]
    return shifted(images, most) + 0.3 * torch.randn(n, SIZE, SIZE), y


def shifted(images, most):
    """Each image moved by its own random number of pixels; what leaves on one side comes in on the other."""
    by = torch.randint(-most, most + 1, (2, len(images), 1)).to(images.device)
    row, column = (torch.arange(SIZE, device=images.device) - by) % SIZE
    each = torch.arange(len(images), device=images.device)[:, None, None]
    return images[each, row[:, :, None], column[:, None, :]]


def accuracy(network, x, y):
    return (network(x).argmax(1) == y).float().mean().item()


@demo.shows(
    "data-augmentation",
    Predict(
        "A network learns four shapes from 60 centred images. On shapes off the centre, its accuracy is about …",
        {"30 %, little better than chance": 0.3, "60 %": 0.6, "90 %": 0.9},
        measured="plain",
    ),
)
def moved_about(p, device, steps=250):
    """Training on randomly moved copies tells the network that the place of a shape does not matter."""
    torch.manual_seed(p.seed)
    (x, y), (test_x, test_y) = (
        (x.to(device), y.to(device)) for x, y in (photographs(p.images, 0), photographs(1000, 3))
    )
    curves = {}
    for name, most in (("as they are", 0), (f"shifted by up to {p.most}", p.most)):
        torch.manual_seed(p.seed)  # the same weights to start from
        network = nn.Sequential(nn.Flatten(), nn.Linear(SIZE**2, 64), nn.ReLU(), nn.Linear(64, len(SHAPES))).to(device)
        weights = list(network.parameters())
        curve = []
        for step in range(1, steps + 1):
            seen = shifted(x, most) if most else x  # every step sees new copies
            loss = functional.cross_entropy(network(seen), y)
            with torch.no_grad():
                for w, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                    w -= 0.2 * gradient
            if step % 10 == 0:
                curve.append((accuracy(network, x, y), accuracy(network, test_x, test_y)))
                yield Step(step + steps * len(curves), 2 * steps, {"on moved shapes": curve[-1][1]})
        curves[name + " " * (name in curves)] = curve
    copies = torch.stack([x[0], *(shifted(x[:1], p.most)[0] for _ in range(3))])
    rows = torch.cat(
        [torch.cat(list(functional.pad(each, (0, 1, 0, 1), value=-1)), 1) for each in (copies, test_x[:4])]
    )
    text = "Above, one training image and three shifted copies of it; below, four test images off the centre."
    yield Figure("One image, three copies; four test images", [Heatmap("brightness", rows)], text)
    at = range(10, steps + 1, 10)
    lines = [Line(name, at, [test for _, test in curve]) for name, curve in curves.items()]
    marks = [*lines, Level("chance", 1 / len(SHAPES))]
    (old_plain, plain), (old_moved, moved) = (curve[-1] for curve in curves.values())
    text = f"Of the moved shapes {plain:.0%} are recognised, and {moved:.0%} after training on shifted copies."
    yield Figure("Accuracy on moved shapes", marks, text, x="step", y="accuracy")
    yield result(plain=plain, moved=moved, gain=moved - plain, trained_plain=old_plain, trained_moved=old_moved)


@demo.claim(
    "Random shifts in training raise the accuracy on moved shapes by at least 10 percentage points",
    about="data-augmentation",
    breaks={"most": 0},
)
def copies_help(p, r):
    return Check.above(r["gain"], 0.1, label="gain in accuracy")


if __name__ == "__main__":
    demo.main()
