"""Colour augmentation: brightness, contrast and saturation change the light, not the thing.

Run it alone: python -m app.demos.regularization.color_augmentation --preset color-augmentation
"""

import torch

from app.demos.contract import (
    Check,
    Demo,
    Figure,
    Heatmap,
    Line,
    Params,
    Predict,
    Slider,
    Step,
    Switch,
    result,
)


class P(Params):
    brightness: float = Slider(0.15, -0.3, 0.3, step=0.05, title="Brightness, added")
    contrast: float = Slider(1.5, 0.5, 2, step=0.1, title="Contrast, factor")
    clip: bool = Switch(False, title="Clip to the range from 0 to 1")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="data-augmentation",
    title="Colour augmentation",
    topic="regularization",
    summary="Brightness, contrast and saturation change the light, not the thing.",
    params=P,
    auto="cpu",
)

SIZE = 24


def photograph():
    """A made-up colour image: a sky, a field and a red ball, with some noise; (channel, row, column) in [0, 1]."""
    row, column = torch.meshgrid(torch.linspace(-1, 1, SIZE), torch.linspace(-1, 1, SIZE), indexing="ij")
    sky, field, ball = (torch.tensor(c)[:, None, None] for c in ([0.5, 0.7, 0.95], [0.25, 0.55, 0.15], [0.9, 0.2, 0.1]))
    image = torch.where(row < 0.1, sky, field)
    image = torch.where((row - 0.1) ** 2 + column**2 < 0.2, ball, image)
    return image + 0.02 * torch.randn(3, SIZE, SIZE)


def brighten(x, by):
    return x + by  # every value moves by the same amount


def stretch(x, factor):
    return x.mean() + factor * (x - x.mean())  # away from the mean, or towards it


def saturate(x, factor):
    grey = (torch.tensor([0.299, 0.587, 0.114], device=x.device)[:, None, None] * x).sum(0)  # as bright to the eye
    return grey + factor * (x - grey)  # factor 0 is grey, 1 the image itself


@demo.shows(
    "color-augmentation",
    Predict(
        "The contrast of an image is raised by the factor 1.5. Its mean brightness …",
        {"falls to two thirds": 0.67, "stays": 1, "rises by half": 1.5},
        measured="mean_ratio",
    ),
)
def change_the_light(p, device):
    """Brightness moves all values, contrast spreads them about their mean, and saturation 0 leaves only grey."""
    torch.manual_seed(p.seed)
    x = photograph().to(device)

    def finished(image):
        return image.clamp(0, 1) if p.clip else image

    bright, contrasty, grey = (
        finished(each) for each in (brighten(x, p.brightness), stretch(x, p.contrast), saturate(x, 0))
    )
    yield Step(1, 1, {"mean": x.mean().item(), "spread": x.std().item()})
    kinds = {"image": x, "brightness": bright, "contrast": contrasty, "saturation 0": grey}
    gap = torch.full((3, SIZE, 1), -0.3, device=device)
    rows = [torch.cat([part for each in kinds.values() for part in (each[k], gap[k])], 1) for k in (0, 2)]
    picture = torch.cat([rows[0], torch.full_like(rows[0][:1], -0.3), rows[1]])
    text = (
        "Red channel above, blue below: the image, brighter, with more contrast, and in grey, where both are the same."
    )
    title = "Image, brightness, contrast, saturation 0"
    yield Figure(title, [Heatmap("value", picture, scale=(-0.3, 1.3))], text)
    edges = torch.linspace(-0.5, 1.5, 41)
    middles = (edges[1:] + edges[:-1]) / 2
    lines = [
        Line(name, middles, torch.histc(each.cpu(), 40, -0.5, 1.5) / each.numel())
        for name, each in kinds.items()
        if name != "saturation 0"
    ]
    text = f"Brightness moves the histogram by {p.brightness:g}; contrast spreads it about its mean by {p.contrast:g}."
    yield Figure("How many pixels have which value", lines, text, x="value", y="share of pixels")
    yield result(
        mean_off=(bright.mean() - x.mean() - p.brightness).abs(),
        spread_kept=bright.std() / x.std(),
        mean_ratio=contrasty.mean() / x.mean(),
        spread_ratio=contrasty.std() / x.std(),
        colour_left=(grey - grey.mean(0)).abs().max(),
    )


@demo.claim(
    "Brightness moves the mean only, by its offset; contrast c multiplies the spread by c; grey has R = G = B",
    about="color-augmentation",
    breaks={"clip": True},
)
def as_said(p, r):
    yield Check.below(r["mean_off"], 1e-5, label="mean off by")
    yield Check.near(r["spread_kept"], 1, within=1e-5, label="spread after brightness")
    yield Check.near(r["mean_ratio"], 1, within=1e-5, label="mean after contrast")
    yield Check.near(r["spread_ratio"], p.contrast, within=1e-4, label="spread after contrast")
    yield Check.below(r["colour_left"], 1e-5, label="colour left")


if __name__ == "__main__":
    demo.main()
