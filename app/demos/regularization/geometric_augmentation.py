"""Geometric augmentation: flips and quarter turns move pixels and lose none.

Run it alone: python -m app.demos.regularization.geometric_augmentation --preset geometric-augmentation
"""

from typing import Literal

import torch
from torch.nn import functional

from app.demos.contract import (
    Check,
    Choice,
    Demo,
    Figure,
    Heatmap,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    result,
)


class P(Params):
    turn: Literal["90°", "45°"] = Choice("90°", title="One turn")
    shape: Literal["square", "plus", "cross", "letter F"] = Choice("letter F", title="Shape")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="data-augmentation",
    title="Geometric augmentation",
    topic="regularization",
    summary="Flips and turns move pixels and lose none.",
    params=P,
    auto="cpu",
)

SIZE = 12
SHAPES = {
    "square": ["######", "#    #", "#    #", "#    #", "#    #", "######"],
    "plus": ["  ##  ", "  ##  ", "######", "######", "  ##  ", "  ##  "],
    "cross": ["#    #", " #  # ", "  ##  ", "  ##  ", " #  # ", "#    #"],
    "letter F": ["######", "##    ", "####  ", "##    ", "##    ", "##    "],
}


def drawing(name):
    return torch.tensor([[float(dot == "#") for dot in row] for row in SHAPES[name]])


def flip(image):
    return image[:, torch.arange(SIZE - 1, -1, -1, device=image.device)]  # columns from right to left


def quarter_turn(image):
    return flip(image).T  # mirrored, then rows become columns: 90° against the clock


def eighth_turn(image):
    """45°: most pixels fall between the old ones, so each becomes a mixture of four."""
    c = 0.5**0.5  # cos 45° = sin 45°
    matrix = torch.tensor([[[c, -c, 0], [c, c, 0]]], device=image.device)
    grid = functional.affine_grid(matrix, [1, 1, SIZE, SIZE], align_corners=False)
    return functional.grid_sample(image[None, None], grid, align_corners=False)[0, 0]


TURNS = {"90°": (quarter_turn, 4), "45°": (eighth_turn, 8)}


@demo.shows(
    "geometric-augmentation",
    Predict(
        "An image is turned by 45° eight times, back to where it began. Of its contrast, the part left is about …",
        {"all": 1, "two thirds": 0.65, "nothing": 0},
        measured="contrast_left",
    ),
)
def moves_pixels(p, device):
    """A flip or a quarter turn only changes where each pixel is; other angles have to mix neighbouring pixels."""
    torch.manual_seed(p.seed)
    image = 0.1 * torch.rand(SIZE, SIZE)
    image[3:9, 3:9] += drawing(p.shape)
    image = image.to(device)
    turn, times = TURNS[p.turn]
    turned = [image]
    for done in range(1, times + 1):
        turned.append(turn(turned[-1]))
        yield Step(done, times, {"spread of the pixels": turned[-1].std().item()})
    around = image
    for _ in range(8):
        around = eighth_turn(around)
    pictures = [image, flip(image), turned[1], turned[-1]]
    row = torch.cat([functional.pad(each, (0, 1), value=0) for each in pictures], 1)
    text = f"From the left: the image, its mirror image, one turn by {p.turn}, and a full circle of {times} turns."
    yield Figure("Image, flip, one turn, full circle", [Heatmap("brightness", row, scale=(0, 1.1))], text)
    rank = range(1, SIZE**2 + 1)
    kinds = {"image": image, "flipped": flip(image), f"full circle by {p.turn}": turned[-1]}
    lines = [Line(name, rank, each.flatten().sort().values) for name, each in kinds.items()]
    text = "The sorted pixel values of the image and of its flip are the same curve."
    yield Figure("All pixel values, sorted", lines, text, x="rank", y="brightness")
    sort = image.flatten().sort().values
    yield result(
        flips_off=(flip(flip(image)) - image).abs().max(),
        turns_off=(turned[-1] - image).abs().max(),
        values_off=max((each.flatten().sort().values - sort).abs().max().item() for each in (flip(image), turned[1])),
        torch_off=max((flip(image) - image.flip(1)).abs().max(), (quarter_turn(image) - image.rot90()).abs().max()),
        contrast_left=around.std() / image.std(),
    )


@demo.claim(
    "Two flips and a full circle of turns restore the image exactly, and no pixel value changes on the way",
    about="geometric-augmentation",
    breaks={"turn": "45°"},
)
def restored(p, r):
    yield Check.exactly(r["flips_off"], 0, label="two flips")
    yield Check.exactly(r["turns_off"], 0, label="full circle")
    yield Check.exactly(r["values_off"], 0, label="values")
    yield Check.exactly(r["torch_off"], 0, label="off torch.flip and rot90 by")


if __name__ == "__main__":
    demo.main()
