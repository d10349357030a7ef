"""Softmax and the logits it reads: only differences of logits count, and temperature shrinks them.

Run it alone: python -m app.demos.activations.softmax --preset softmax
"""

from math import log

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Level, Line, Params, Predict, Slider, Step, Switch, result

CLASSES = ["class 1", "class 2", "class 3", "class 4", "class 5"]


class P(Params):
    shift: float = Slider(0, 0, 1000, step=10, title="Added to every logit", shown_for=["softmax"])
    stable: bool = Switch(True, title="Subtract the largest logit first", shown_for=["softmax"])
    temperature: float = Slider(1, 0.5, 100, step=0.5, title="Temperature T", shown_for=["logits"])
    spread: float = Slider(3, 0.5, 300, step=0.5, title="Spread of the logits", shown_for=["logits"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="activation-functions",
    title="Softmax and logits",
    topic="activations",
    summary="How raw scores become probabilities, and what is lost and kept on the way.",
    params=P,
)


def softmax(z, stable=True):
    if stable:
        z = z - z.max(-1, keepdim=True).values  # the same probabilities, and no eᶻ above 1
    return z.exp() / z.exp().sum(-1, keepdim=True)  # pᵢ = eᶻⁱ / Σⱼ eᶻʲ


def entropy(q):
    return -(q * q.clamp(min=1e-30).log()).sum(-1)  # H(p) = −Σ pᵢ log pᵢ, with 0 log 0 = 0


# -------------------------------------------------------------------------------------- softmax: differences count

SHIFTED = Predict(
    "Add the same large number to every logit. The probabilities …",
    {"stay as they are": 0, "change a little": 0.05, "become equal": 0.5},
    measured="change",
)


@demo.shows("softmax", SHIFTED, shift=1000)
def shifted(p, device):
    """Scores become probabilities; only the differences between the scores count."""
    torch.manual_seed(p.seed)
    z = (torch.randn(100, 5) * 16).round().to(device) / 8  # in eighths, so that adding the shift rounds nothing off
    before, after = softmax(z), softmax(z + p.shift, p.stable)
    textbook = softmax(z + p.shift, stable=False)
    yield Step(1, 2)
    bars = [Bars("as they are", CLASSES, before[0]), Bars("shifted", CLASSES, after[0])]
    text = "The first row's probabilities before and after the same number is added to all its logits."
    yield Figure("One row of logits as probabilities", bars, text, y="probability")
    shifts = range(0, 201, 2)
    lines = [
        Line(name, shifts, [softmax(z[0] + shift, stable).max().item() for shift in shifts], dashed=not stable)
        for name, stable in (("largest logit subtracted", True), ("textbook formula", False))
    ]
    yield Step(2, 2)
    text = "The largest probability stays put, but the textbook line ends where e to the largest logit overflows."
    yield Figure("Where the textbook formula breaks", lines, text, x="added to every logit", y="largest probability")
    yield result(
        sum_off=(after.sum(-1) - 1).abs().max(),
        change=(after - before).abs().max(),
        torch_off=(before - torch.softmax(z, -1)).abs().max(),
        textbook_nan=textbook.isnan().any(-1).float().mean(),
    )


@demo.claim(
    "Rows sum to 1 and do not change when the shift is added to all logits, where the textbook formula gives NaN",
    about="softmax",
    breaks={"stable": False},
    when=lambda p: p.shift >= 100,  # e¹⁰⁰ is beyond 32-bit numbers
)
def only_differences_count(p, r):
    yield Check.below(r["sum_off"], 1e-6, label="sum off by")
    yield Check.below(r["change"], 1e-6, label="change")
    yield Check.below(r["torch_off"], 1e-6, label="off torch.softmax by")
    yield Check.exactly(r["textbook_nan"], 1, label="share of textbook rows with NaN")


# ------------------------------------------------------------------------ logits: log-probabilities, but for a constant

TEMPERED = Predict(
    "Divide the logits by the temperature in the settings. The probabilities become …",
    {"nearly equal": 1, "half as certain": 0.5, "all but certain": 0},
    measured="share_of_log_k",
)


@demo.shows("logits", TEMPERED, temperature=100)
def tempered(p, device):
    """Raw scores are log-probabilities but for a constant, and a temperature evens them out."""
    torch.manual_seed(p.seed)
    z = p.spread * torch.randn(100, 5).to(device)
    log_q = softmax(z).log()
    gap = z - log_q  # zᵢ − log pᵢ = log Σⱼ eᶻʲ, the same for every i
    yield Step(1, 2)
    bars = [Bars("logit", CLASSES, z[0]), Bars("log-probability", CLASSES, log_q[0])]
    text = f"In the first row every logit stands above its log-probability by about {gap[0].mean():.3g}."
    yield Figure("Logits are log-probabilities, but for a constant", bars, text)
    temperatures = torch.logspace(-1, 2, 61).tolist()
    entropies = [entropy(softmax(z / t)).mean().item() for t in temperatures]
    yield Step(2, 2)
    lines = [Line("mean entropy", temperatures, entropies), Level("log K", log(5))]
    text = "The entropy climbs towards log K as the temperature grows."
    yield Figure("Temperature turns certainty into doubt", lines, text, x="temperature T", y="entropy", log_x=True)
    share = entropy(softmax(z / p.temperature)).mean() / log(5)
    yield result(gap_std=gap.std(-1).max(), share_of_log_k=share)


@demo.claim(
    "Logit minus log-probability is the same for every class of a row (standard deviation < 10⁻⁵)",
    about="logits",
    breaks={"spread": 300},
)
def same_constant(p, r):
    return Check.below(r["gap_std"], 1e-5, label="largest")


@demo.claim(
    "Divided by the temperature, the logits give an entropy within 1 % of log K",
    about="logits",
    breaks={"temperature": 1},
)
def evened_out(p, r):
    return Check.near(r["share_of_log_k"], 1, within=0.01, label="share of log K")


if __name__ == "__main__":
    demo.main()
