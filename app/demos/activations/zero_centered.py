"""Zero-centred outputs: where all inputs are positive, all weights of a neuron must move the same way.

Run it alone: python -m app.demos.activations.zero_centered --preset zero-centered-output
"""

import torch

from app.demos.contract import Bars, Check, Demo, Figure, Level, Params, Points, Predict, Slider, Step, result


class P(Params):
    mean: float = Slider(0, 0, 3, step=0.1, title="Mean of the inputs")
    inputs: int = Slider(8, 6, 16, step=1, title="Inputs of the neuron")
    seed: int = Slider(0, 0, 99, step=1, title="Seed")


demo = Demo(
    id="activation-in-training",
    title="Zero-centred outputs",
    topic="activations",
    summary="Whether outputs lie around zero decides in which directions the next weights may move.",
    params=P,
    auto="cpu",
)


def gradients(a, y):
    """Each sample's gradient for the weights of a neuron ŷ = w · a: ∂L/∂w = 2 (ŷ − y) a."""
    w = torch.zeros(a.shape[1], device=a.device)
    error = a @ w - y
    return 2 * error[:, None] * a  # one number times the inputs: positive inputs make all signs equal


def share_one_sign(g):
    """The share of samples whose gradients all point up or all point down."""
    return ((g > 0).all(1) | (g < 0).all(1)).float().mean().item()


@demo.shows(
    "zero-centered-output",
    Predict(
        "A neuron reads 8 sigmoid outputs. In which share of the samples have its 8 weight gradients the same sign?",
        {"hardly any": 0, "half": 0.5, "all": 1},
        measured="sigmoid_share",
    ),
)
def which_way(p, device, samples=100_000):
    """Sigmoid outputs are all positive, so one sample moves all weights up or all down; tanh leaves them free."""
    torch.manual_seed(p.seed)
    z = (p.mean + torch.randn(samples, p.inputs)).to(device)
    y = torch.randn(samples).to(device)
    outputs, g = {"sigmoid": torch.sigmoid(z), "tanh": torch.tanh(z)}, {}
    for name, a in outputs.items():
        g[name] = gradients(a, y)
        yield Step(len(g), 2, {f"mean {name}": a.mean().item()})
    names = [f"{low / 4:g}" for low in range(-4, 4)]
    bars = [Bars(name, names, torch.histc(a, 8, -1, 1) / a.numel()) for name, a in outputs.items()]
    means = {name: a.mean().item() for name, a in outputs.items()}
    text = f"Sigmoid outputs lie right of zero, with mean {means['sigmoid']:.2f}; tanh has mean {means['tanh']:z.2f}."
    yield Figure("Where the outputs lie", bars, text, x="output, from …", y="share")
    for name in g:
        marks = [Points("one sample each", *g[name][:300, :2].T), Level("zero", 0)]
        quarters = "two of the four quarters" if (g[name][:, :2].prod(1) >= 0).all() else "all four quarters"
        text = f"Each point is one sample's gradient for two weights; after {name} they lie in {quarters}."
        yield Figure(f"Gradients after {name}", marks, text, x="gradient of w₁", y="gradient of w₂")
    shares = {name: share_one_sign(each) for name, each in g.items()}
    yield result(
        mean_tanh=means["tanh"],
        mean_sigmoid=means["sigmoid"],
        sigmoid_share=shares["sigmoid"],
        tanh_share=shares["tanh"],
    )


@demo.claim(
    "Around zero, tanh averages 0 and the sigmoid ½; after the sigmoid all gradients of a neuron share one sign in "
    "every sample, after tanh in less than 10 %",
    about="zero-centered-output",
    breaks={"mean": 2},
)
def one_sign(p, r):
    yield Check.near(r["mean_tanh"], 0, within=0.01, label="tanh")
    yield Check.near(r["mean_sigmoid"], 0.5, within=0.01, label="sigmoid")
    yield Check.exactly(r["sigmoid_share"], 1, label="one sign after the sigmoid")
    yield Check.below(r["tanh_share"], 0.1, label="after tanh")


if __name__ == "__main__":
    demo.main()
