"""One-hot encoding: every class gets an axis of its own, so that none is nearer to one class than to another.

Run it alone: python -m app.demos.losses.one_hot_encoding --preset one-hot-encoding
"""

from typing import Literal

import torch
from torch.nn import functional

from app.demos.contract import Check, Choice, Demo, Figure, Heatmap, Params, Predict, Slider, Step, result


class P(Params):
    classes: int = Slider(5, 3, 12, step=1, title="Classes")
    encoding: Literal["one-hot", "integers"] = Choice("one-hot", title="Encoding")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="classification-losses",
    title="One-hot encoding",
    topic="losses",
    summary="Every class gets an axis of its own.",
    params=P,
    auto="cpu",
)


def one_hot(label, classes):
    return (label[:, None] == torch.arange(classes, device=label.device)).float()  # 1 where the column is the label


def integers(label, classes):
    return label[:, None].float()  # the class's number itself


ENCODINGS = {"one-hot": one_hot, "integers": integers}


@demo.shows(
    "one-hot-encoding",
    Predict(
        "Classes 0 to 4 are one-hot encoded. Class 4 lies how far from class 0, compared with class 1?",
        {"as far": 1, "twice as far": 2, "four times as far": 4},
        measured="far_by_near",
    ),
)
def own_axis(p, device):
    """As numbers, class 4 would be four times as far from class 0 as class 1 is; one-hot rows say no such thing."""
    torch.manual_seed(p.seed)
    every = torch.arange(p.classes, device=device)
    label = torch.cat([every, torch.randint(p.classes, (200,)).to(device)])
    coded = ENCODINGS[p.encoding](label, p.classes)
    yield Step(1, 2, {"numbers per label": coded.shape[1]})
    places = ENCODINGS[p.encoding](every, p.classes)
    distance = (places[:, None] - places[None]).square().sum(-1).sqrt()  # ‖yᵢ − yⱼ‖
    apart = distance[~torch.eye(p.classes, dtype=torch.bool, device=device)]
    yield Step(2, 2, {"least distance": apart.min().item(), "largest": apart.max().item()})
    names = [f"{k}" for k in range(p.classes)]
    rows = coded[p.classes : p.classes + 8]
    labels = [f"label {k}" for k in label[p.classes : p.classes + 8].tolist()]
    columns = names if p.encoding == "one-hot" else ["number"]
    text = f"Eight labels as rows of {coded.shape[1]} numbers; a one-hot row has a single 1, in the label's column."
    yield Figure("Eight labels, encoded", [Heatmap("value", rows, labels, columns)], text, x="column")
    text = f"The distances between two classes lie between {apart.min():.3f} and {apart.max():.3f}."
    cells = Heatmap("distance", distance, names, names, scale=(0, max(2.0, apart.max().item())))
    yield Figure("How far the classes lie apart", [cells], text, x="class", y="class")
    yield result(
        recovered=(coded.argmax(1) == label).float().mean(),
        sum_off=(coded.sum(1) - 1).abs().max(),
        nearest=apart.min(),
        farthest=apart.max(),
        torch_off=(functional.one_hot(label, p.classes) - coded).abs().max(),
        far_by_near=distance[0, -1] / distance[0, 1],
    )


@demo.claim(
    "argmax gives every label back, each row sums to 1, and any two classes lie √2 apart to 10⁻⁶",
    about="one-hot-encoding",
    breaks={"encoding": "integers"},
)
def equally_far(p, r):
    yield Check.exactly(r["recovered"], 1, label="labels recovered")
    yield Check.exactly(r["sum_off"], 0, label="sums off by")
    yield Check.near(r["nearest"], 2**0.5, within=1e-6, label="nearest")
    yield Check.near(r["farthest"], 2**0.5, within=1e-6, label="farthest")
    yield Check.exactly(r["torch_off"], 0, label="off torch by")


if __name__ == "__main__":
    demo.main()
