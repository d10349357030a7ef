"""Dropout: in training a random part of the units falls silent; in use all of them speak.

Run it alone: python -m app.demos.regularization.dropout --preset dropout
"""

import torch
from torch import nn

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
    Switch,
    result,
)


class P(Params):
    p: float = Slider(0.5, 0.1, 0.8, step=0.1, title="Share of units dropped, p")
    rescaled: bool = Switch(True, title="Scale up the units that stay")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="train-eval-layers",
    title="Dropout",
    topic="regularization",
    summary="In training a random part of the units falls silent.",
    params=P,
    auto="cpu",
)


def dropout(x, p, training, rescaled=True):
    if not training:
        return x  # in use every unit speaks
    stays = torch.rand(x.shape).to(x.device) >= p  # each unit is dropped with probability p, anew in every pass
    return x * stays / (1 - p) if rescaled else x * stays  # by 1 / (1 − p), so that the mean stays as it was


@demo.shows(
    "dropout",
    Predict(
        "Half of the units are dropped. To keep the mean, those that stay are multiplied by …",
        {"1/2": 0.5, "1": 1, "2": 2},
        measured="factor",
    ),
)
def silent_units(p, device):
    """Nobody can rely on a unit that may be silent; those that speak speak louder, so that the sum stays as it was."""
    torch.manual_seed(p.seed)
    x = (1 + 0.3 * torch.randn(1000, 1000)).to(device)
    trained, used = dropout(x, p.p, True, p.rescaled), dropout(x, p.p, False)
    yield Step(1, 2, {"share at zero": (trained == 0).float().mean().item()})
    shares = torch.arange(0.1, 0.85, 0.1).tolist()
    means = [[dropout(x[:300], share, True, scale).mean().item() for share in shares] for scale in (True, False)]
    by_torch = nn.Dropout(p.p)
    torch_zeros = (by_torch(x) == 0).float().mean()
    yield Step(2, 2)
    for name, z in (("in use", used), ("in training", trained)):
        text = f"12 samples of 24 units, {name}: {(z[:12, :24] == 0).float().mean():.0%} of the activations are zero."
        cells = Heatmap("activation", z[:12, :24], scale=(0, 4))
        yield Figure(f"A layer {name}", [cells], text, x="unit", y="sample")
    lines = [Line("scaled by 1/(1 − p)", shares, means[0]), Line("not scaled", shares, means[1])]
    marks = [*lines, Level("in use", used.mean().item())]
    text = "Scaled, the mean in training stays what it is in use; not scaled, it falls with the share dropped."
    yield Figure("The mean activation", marks, text, x="share dropped p", y="mean in training")
    stays = trained != 0
    yield result(
        zeros=(trained == 0).float().mean(),
        mean_ratio=trained.mean() / used.mean(),
        use_off=(used - x).abs().max(),
        factor=(trained[stays] / x[stays]).mean(),
        torch_zeros=torch_zeros,
    )


@demo.claim(
    "In training a share p ± 0.01 is zero and the mean is kept within 1 %; in use nothing changes at all",
    about="dropout",
    breaks={"rescaled": False},
)
def mean_is_kept(p, r):
    yield Check.near(r["zeros"], p.p, within=0.01, label="zeros")
    yield Check.near(r["torch_zeros"], p.p, within=0.01, label="zeros of nn.Dropout")
    yield Check.near(r["mean_ratio"], 1, within=0.01, label="mean by mean in use")
    yield Check.exactly(r["use_off"], 0, label="change in use")


if __name__ == "__main__":
    demo.main()
