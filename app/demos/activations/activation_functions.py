"""Activation functions by hand, beside torch's own: what each lets through, and how much of the gradient.

Run it alone: python -m app.demos.activations.activation_functions --preset relu
"""

from functools import partial
from math import log
from typing import Literal

import torch
from torch import where
from torch.nn import functional

from app.demos.contract import (
    Bars, Check, Choice, Demo, Figure, Level, Line, Params, Points, Predict, Slider, Step, Switch, result,
)  # fmt: skip

CURVES = ["activation-function", "relu", "sigmoid", "tanh", "leaky-relu"]


class P(Params):
    derivative: Literal["formula", "finite difference"] = Choice("formula", title="Derivative by", shown_for=CURVES)
    span: float = Slider(6, 1, 30, step=0.5, title="Inputs from −x to x", shown_for=CURVES)
    slope: float = Slider(0.01, 0, 0.5, step=0.01, title="Slope below zero", shown_for=["leaky-relu"])
    true_slope: float = Slider(0.3, 0, 0.9, step=0.05, title="Slope in the data", shown_for=["prelu"])
    rate: float = Slider(0.1, 0.001, 0.5, step=0.001, title="Learning rate η", shown_for=["prelu"])
    alpha: float = Slider(1, 0.1, 3, step=0.1, title="ELU's α", shown_for=["elu"])
    shift: float = Slider(0, 0, 1000, step=10, title="Added to every logit", shown_for=["softmax"])
    stable: bool = Switch(True, title="Subtract the largest logit first", shown_for=["softmax"])
    temperature: float = Slider(1, 0.5, 100, step=0.5, title="Temperature T", shown_for=["logits"])
    spread: float = Slider(3, 0.5, 300, step=0.5, title="Spread of the logits", shown_for=["logits"])
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="activation-functions",
    title="Activation functions",
    topic="activations",
    summary="Each function bends what passes through it, and its slope decides how much gradient comes back.",
    params=P,
)


# fmt: off
def sigmoid(x): return 1 / (1 + torch.exp(-x))                                     # σ(x) = 1 / (1 + e⁻ˣ)
def tanh(x): return (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())                # (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
def leaky(x, a): return where(x > 0, x, a * x)                                     # x above zero, a·x below
def elu(x, a): return where(x > 0, x, a * (x.exp() - 1))                           # falls smoothly towards −α
def row(x): return torch.stack([x, 0 * x, 0 * x - 1], -1)                          # the logits x, 0, −1

def softmax(z, stable=True):
    z = z - z.max(-1, keepdim=True).values if stable else z                        # so that no eᶻ overflows
    return z.exp() / z.exp().sum(-1, keepdim=True)                                 # pᵢ = eᶻⁱ / Σⱼ eᶻʲ


def functions(p, device):
    """By name: the function by hand, its derivative by hand, and torch's own."""
    a, alpha, learned = p.slope, p.alpha, torch.tensor([0.25], device=device)
    return {
        "ReLU": (lambda x: x.clamp(min=0),                                         # max(0, x)
                 lambda x: where(x > 0, 1.0, 0.0), functional.relu),               # all of the gradient, or none
        "Sigmoid": (sigmoid,
                    lambda x: sigmoid(x) * (1 - sigmoid(x)), torch.sigmoid),       # σ′ = σ (1 − σ), at most ¼
        "Tanh": (tanh,
                 lambda x: 1 - tanh(x) ** 2, torch.tanh),                          # tanh′ = 1 − tanh², at most 1
        "Leaky ReLU": (lambda x: leaky(x, a),
                       lambda x: where(x > 0, 1.0, a), partial(functional.leaky_relu, negative_slope=a)),
        "PReLU": (lambda x: leaky(x, learned),                                     # the same, but a is learned
                  lambda x: where(x > 0, 1.0, learned), partial(functional.prelu, weight=learned)),
        "ELU": (lambda x: elu(x, alpha),
                lambda x: where(x > 0, 1.0, alpha * x.exp()), partial(functional.elu, alpha=alpha)),
        "Softmax": (lambda x: softmax(row(x))[:, 0],                               # needs a row of logits
                    lambda x: softmax(row(x))[:, 0] * (1 - softmax(row(x))[:, 0]),  # ∂pᵢ/∂zᵢ = pᵢ (1 − pᵢ)
                    lambda x: torch.softmax(row(x), -1)[:, 0]),
    }
# fmt: on


def compare(name, x, p):
    """Value and derivative at x: by hand, then by torch and autograd."""
    by_hand, derivative, by_torch = functions(p, x.device)[name]
    mine = derivative(x)
    if p.derivative == "finite difference":
        mine = (by_hand(x + 0.05) - by_hand(x - 0.05)) / 0.1  # (f(x + h) − f(x − h)) / 2h, h = 0.05
    x = x.clone().requires_grad_()
    value = by_torch(x)
    (gradient,) = torch.autograd.grad(value.sum(), x)
    return by_hand(x.detach()), mine, value.detach(), gradient


# --------------------------------------------------------------------------------- activation function: all of them


@demo.shows("activation-function", Predict(
    "Take the activation function out of a two-layer network. Drawn over x, its output is then …",
    {"a straight line": 0, "half as bent": 0.5, "just as bent": 1}, "bend_left"))  # fmt: skip
def all_seven(p, device):
    x = torch.linspace(-p.span, p.span, 401, device=device)
    values, off, slope_off = [], [], []
    for name in functions(p, device):
        mine, slope, theirs, gradient = compare(name, x, p)
        values.append(Line(name, x, mine))
        off.append((mine - theirs).abs().max().item())
        slope_off.append((slope - gradient).abs().max().item())
        yield Step(len(off), 7, {"largest difference": max(off + slope_off)})
    yield Figure("Seven activation functions", values, x="x", y="f(x)",
                 summary="All but softmax and sigmoid pass through zero; ReLU and its kin rise without limit.")  # fmt: skip
    torch.manual_seed(p.seed)
    w, b, v = torch.randn(3, 8).to(device)  # drawn on the CPU: the same numbers on every device
    hidden = x[:, None] * w + b
    straight, bent = hidden @ v, hidden.clamp(min=0) @ v  # two layers: v·(wx + b) and v·max(0, wx + b)
    yield Figure("A two-layer network with and without ReLU", [Line("with", x, bent), Line("without", x, straight, dashed=True)],
                 x="x", y="output", summary="Without the function two layers are one straight line; with it the line bends.")  # fmt: skip
    bend, none = (line.diff(n=2).abs().max() for line in (bent, straight))
    yield result(off=max(off), slope_off=max(slope_off), bend_left=none / bend)


@demo.claim("All seven match torch to 10⁻⁶, in value and in derivative", about="activation-function",
            breaks={"derivative": "finite difference"})  # fmt: skip
def seven_match(p, r):
    return [Check.below(r["off"], 1e-6, label="value"), Check.below(r["slope_off"], 1e-6, label="derivative")]


# --------------------------------------------------------------- ReLU, sigmoid, tanh, Leaky ReLU: one curve each


def one_curve(p, device, name, far=30.0):
    x = torch.linspace(-p.span, p.span, 401, device=device)
    value, slope, theirs, _ = compare(name, x, p)
    yield Step(1, 2)
    lines = [Line(name, x, value), Line("by torch", x, theirs, dashed=True), Line("derivative", x, slope)]
    yield Figure(f"{name} and its derivative", lines, x="x", y="f(x)",
                 summary=f"From {value.min():.3g} to {value.max():.3g}; slope {slope.min():.3g} to {slope.max():.3g}.")  # fmt: skip
    steepest = {each: compare(each, x, p)[1].max() for each in ("ReLU", "Tanh", "Sigmoid")}
    layers = torch.arange(1, 11, device=device)
    powers = [Line(each, layers, most**layers) for each, most in steepest.items()]
    yield Figure("The most gradient that n layers pass back", powers, x="layers n", y="(largest slope)ⁿ", log_y=True,
                 summary="ReLU and tanh can pass all of it; each sigmoid layer keeps a quarter at most.")  # fmt: skip
    x = torch.cat([x, torch.tensor([-far, -2.0, far]).to(device)])
    value, slope, theirs, gradient = compare(name, x, p)
    below, above = slope[x < 0], slope[x > 0]
    yield result(
        off=(value - theirs).abs().max(), slope_off=(slope - gradient).abs().max(), passed=slope[-2],
        lowest=value.min(), highest=value.max(), least_below=below.min(), most_below=below.max(),
        least_above=above.min(), most_above=above.max(), steepest=slope.max(), times=slope.max() / steepest["Sigmoid"],
        from_sigmoid=(tanh(x) - (2 * sigmoid(2 * x) - 1))[:401].abs().max(),
    )  # fmt: skip


demo.shows("relu", Predict("The input of a ReLU is −2. How much of the gradient passes back?",
    {"all of it": 1, "a hundredth of it": 0.01, "nothing": 0}, "passed"))(partial(one_curve, name="ReLU", far=1e3))  # fmt: skip


@demo.claim("Equals torch.relu exactly; its slope is exactly 0 below zero and 1 above, even at ±1,000",
            about="relu", breaks={"derivative": "finite difference"})  # fmt: skip
def all_or_nothing(p, r):
    return [Check.exactly(r["off"], 0, label="difference"), Check.exactly(r["most_below"], 0, label="slope below"),
            Check.exactly(r["least_above"], 1, label="slope above"), Check.exactly(r["most_above"], 1, label="to")]  # fmt: skip


demo.shows("sigmoid", Predict("Where the sigmoid is steepest, how much of the gradient passes back?",
    {"all of it": 1, "half of it": 0.5, "a quarter of it": 0.25}, "steepest"), span=8)(partial(one_curve, name="Sigmoid", far=16))  # fmt: skip


@demo.claim("Lies strictly between 0 and 1; its slope is σ(1 − σ), at most ¼", about="sigmoid",
            breaks={"derivative": "finite difference"}, when=lambda p: p.span <= 16)  # fmt: skip
def at_most_a_quarter(p, r):  # beyond 16, 32-bit numbers round σ to 1
    return [Check.above(r["lowest"], 0, label="lowest"), Check.below(r["highest"], 1, label="highest"),
            Check.below(r["slope_off"], 1e-6, label="slope off by"), Check.near(r["steepest"], 0.25, within=1e-6, label="peak")]  # fmt: skip


demo.shows("tanh", Predict("At zero, how steep is tanh beside the sigmoid?",
    {"as steep": 1, "twice as steep": 2, "four times as steep": 4}, "times"), span=4)(partial(one_curve, name="Tanh"))  # fmt: skip


@demo.claim("tanh x = 2σ(2x) − 1 to 10⁻⁶; its largest slope is 1, four times the sigmoid's", about="tanh",
            breaks={"derivative": "finite difference"})  # fmt: skip
def a_stretched_sigmoid(p, r):
    return [Check.below(r["from_sigmoid"], 1e-6, label="difference"), Check.near(r["steepest"], 1, within=1e-6, label="slope"),
            Check.near(r["times"], 4, within=1e-5, label="times")]  # fmt: skip


demo.shows("leaky-relu", Predict("The input of a Leaky ReLU is −2. How much of the gradient passes back?",
    {"all of it": 1, "a hundredth of it": 0.01, "nothing": 0}, "passed"))(partial(one_curve, name="Leaky ReLU", far=1e3))  # fmt: skip


@demo.claim("Below zero the gradient equals the slope exactly, where ReLU gives 0", about="leaky-relu",
            breaks={"derivative": "finite difference"})  # fmt: skip
def never_dead(p, r):
    slope = torch.tensor(p.slope).item()  # the slope as a 32-bit number
    return [Check.exactly(r["least_below"], slope, label="least"), Check.exactly(r["most_below"], slope, label="most")]


# ----------------------------------------------------------------------------------------- PReLU: a learned slope


@demo.shows("prelu", Predict("The slope starts at 0.01; the data bend at zero with another. Training ends …",
    {"where it started": 0, "halfway": 0.5, "at the data's slope": 1}, "way"))  # fmt: skip
def learned_slope(p, device, start=0.01):
    torch.manual_seed(p.seed)
    x = torch.randn(512).to(device)
    y = leaky(x, p.true_slope) + 0.05 * torch.randn(512).to(device)
    a, slopes, losses = torch.tensor(start, device=device), [start], []
    for step in range(200):
        error = leaky(x, a) - y
        losses.append((error**2).mean().item())  # L = mean (f(x) − y)²
        a = a - p.rate * (2 * error * x.clamp(max=0)).mean()  # ∂L/∂a = mean 2 (f(x) − y) min(0, x)
        slopes.append(a.item())
        yield Step(step + 1, 200, {"slope": slopes[-1], "loss": losses[-1]})
    yield Figure("The slope finds the data's", [Line("learned slope", range(201), slopes), Level("slope in the data", p.true_slope)],
                 x="step", y="a", summary=f"The slope moves from {start} to {slopes[-1]:.3f}; the data have {p.true_slope}.")  # fmt: skip
    fitted = torch.linspace(-3, 3, 61)
    yield Figure("What was learned", [Points("data", x[:150], y[:150]), Line("PReLU", fitted, leaky(fitted, slopes[-1])),
                 Line("slope 0.01", fitted, leaky(fitted, start), dashed=True)], x="x", y="y", summary="PReLU follows the bend of the data.")  # fmt: skip
    w = torch.tensor([start], device=device, requires_grad=True)
    functional.mse_loss(functional.prelu(x, w), y).backward()
    yield result(learned=slopes[-1], loss=losses[-1], fixed_loss=losses[0], way=(slopes[-1] - start) / (p.true_slope - start),
                 gradient_off=abs((start - slopes[1]) / p.rate - w.grad.item()))  # fmt: skip


@demo.claim("The learned slope ends within 0.02 of the data's; the fixed slope 0.01 keeps 10 times the loss", about="prelu",
            breaks={"rate": 0.001}, when=lambda p: p.true_slope >= 0.25)  # fmt: skip
def learns_the_slope(p, r):
    return [Check.near(r["learned"], p.true_slope, within=0.02, label="slope"),
            Check.above(r["fixed_loss"] / r["loss"], 10, label="times the loss")]  # fmt: skip


# -------------------------------------------------------------------------------------------- ELU: the mean output


@demo.shows("elu", Predict("The inputs have mean 0. Beside ReLU's mean output, ELU's lies …",
    {"closer to 0": 0.5, "at the same place": 1, "farther from 0": 1.5}, "share_of_relu"))  # fmt: skip
def mean_output(p, device):
    torch.manual_seed(p.seed)
    x = torch.randn(200_000).to(device)
    means = {}
    for name in ("ReLU", "Leaky ReLU", "ELU"):
        means[name] = functions(p, device)[name][0](x).mean().item()
        yield Step(len(means), 3, {name: means[name]})
    z = torch.linspace(-6, 3, 301, device=device)
    value, slope, _, _ = compare("ELU", z, p)
    yield Figure("ELU and its derivative", [Line("ELU", z, value), Line("derivative", z, slope), Level("−α", -p.alpha)],
                 x="x", y="f(x)", summary=f"ELU falls smoothly towards −α = {-p.alpha:g} and is x above zero.")  # fmt: skip
    yield Figure("Mean output for inputs of mean 0", [Bars("mean", list(means), list(means.values()))], y="mean of f(x), x ~ N(0, 1)",
                 summary=f"ReLU {means['ReLU']:.3f}, Leaky ReLU {means['Leaky ReLU']:.3f}, ELU {means['ELU']:.3f}.")  # fmt: skip
    yield result(mean=means["ELU"], relu_mean=means["ReLU"], share_of_relu=abs(means["ELU"] / means["ReLU"]),
                 at_minus_10=elu(torch.tensor(-10.0), p.alpha))  # fmt: skip


@demo.claim(
    "On N(0, 1) the mean output is 0.160 (ReLU's is 0.399), and ELU(−10) is −1 to 10⁻⁴",
    about="elu",
    breaks={"alpha": 3},
)
def closer_to_zero(p, r):
    return [Check.near(r["mean"], 0.160, within=0.01, label="ELU"), Check.near(r["relu_mean"], 0.399, within=0.01, label="ReLU"),
            Check.near(r["at_minus_10"], -1, within=1e-4, label="ELU(−10)")]  # fmt: skip


# ----------------------------------------------------------------------------------------------- softmax and logits


def entropy(q):
    return -(q * q.clamp(min=1e-30).log()).sum(-1)  # H(p) = −Σ pᵢ log pᵢ, and 0 log 0 = 0


@demo.shows("softmax", Predict("Add 1,000 to every logit. The probabilities …",
    {"stay as they are": 0, "change a little": 0.05, "become equal": 0.5}, "change"), shift=1000)  # fmt: skip
def shifted(p, device):
    torch.manual_seed(p.seed)
    z = (torch.randn(100, 5) * 2 * 8).round().to(device) / 8  # eighths, so that adding the shift loses no digit
    before, after, naive = softmax(z), softmax(z + p.shift, p.stable), softmax(z + p.shift, stable=False)
    yield Step(1, 2)
    names = [f"class {n}" for n in range(1, 6)]
    yield Figure("One row of logits as probabilities", [Bars("as they are", names, before[0]), Bars("shifted", names, after[0])],
                 y="probability", summary="The bars of the first row before and after the same number is added to every logit.")  # fmt: skip
    shifts = torch.linspace(0, 200, 81)
    sums = [softmax(z[0] + c, stable=False).sum() for c in shifts.tolist()]
    yield Figure("Where the textbook formula breaks", [Line("sum of its probabilities", shifts, sums)], x="added to every logit", y="sum",
                 summary="The sum is 1 until e to the power of a logit overflows; from there on it is not a number.")  # fmt: skip
    yield Step(2, 2)
    yield result(
        sum_off=(after.sum(-1) - 1).abs().max(),
        change=(after - before).abs().max(),
        naive_nan=naive.isnan().all(-1).float().mean(),
    )


@demo.claim("Rows sum to 1 and do not change when 1,000 is added to all logits; the textbook formula gives NaN there", about="softmax",
            breaks={"stable": False}, when=lambda p: p.shift >= 100)  # fmt: skip
def only_differences_count(p, r):
    return [Check.below(r["sum_off"], 1e-6, label="sum off by"), Check.below(r["change"], 1e-6, label="change"),
            Check.exactly(r["naive_nan"], 1, label="rows NaN by the textbook")]  # fmt: skip


@demo.shows("logits", Predict("Divide the logits by T = 100. The probabilities become …",
    {"nearly equal": 1, "half as certain": 0.5, "all but certain": 0}, "share_of_log_k"), temperature=100)  # fmt: skip
def tempered(p, device, classes=5):
    torch.manual_seed(p.seed)
    z = p.spread * torch.randn(100, classes).to(device)
    gap = z - softmax(z).log()  # zᵢ − log pᵢ = log Σⱼ eᶻʲ, the same for all i
    yield Step(1, 2)
    names = [f"class {n}" for n in range(1, classes + 1)]
    yield Figure("Logits are log-probabilities, up to a constant", [Bars("logit", names, z[0]), Bars("log p", names, softmax(z[0]).log())],
                 summary="In the first row each logit stands above its log-probability by the same amount.")  # fmt: skip
    temperatures = torch.logspace(-1, 2, 61, device=device)
    curve = torch.stack([entropy(softmax(z / t)).mean() for t in temperatures])
    yield Figure("Temperature turns certainty into doubt", [Line("mean entropy", temperatures, curve), Level("log K", log(classes))],
                 x="temperature T", y="entropy", log_x=True, summary="The entropy climbs from near 0 to log K as T grows.")  # fmt: skip
    yield Step(2, 2)
    yield result(gap_std=gap.std(-1).max(), share_of_log_k=entropy(softmax(z / p.temperature)).mean() / log(classes))


@demo.claim(
    "Each logit less its log-probability is the same within a row (std < 10⁻⁵)", about="logits", breaks={"spread": 300}
)
def log_probabilities_but_for_a_constant(p, r):
    return Check.below(r["gap_std"], 1e-5, label="largest std")


@demo.claim(
    "Divided by the temperature, logits give an entropy within 1 % of log K", about="logits", breaks={"temperature": 1}
)
def heat_levels(p, r):
    return Check.near(r["share_of_log_k"], 1, within=0.01, label="share of log K")


if __name__ == "__main__":
    demo.main()
