"""Every demo keeps its tensors on one device, shown without one: see pretend_device.py."""

import pytest
import torch

from app.demos.contract import Demo, Result
from app.demos.manifest import demos
from tests.demos.pretend_device import Pretended

SHOWN = [pytest.param(demo, concept, id=concept) for _, demo in demos() for concept in demo.presets]


@pytest.mark.parametrize("kind", ["cuda", "mps"])
@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_no_two_devices_meet_in_a_demo(demo: Demo, concept: str, kind: str) -> None:
    torch.set_num_threads(1)
    with Pretended(kind) as pretended:
        events = list(demo.events(concept, demo.settings(concept), pretended.device))
    assert isinstance(events[-1], Result)


@pytest.mark.parametrize(
    "mixed",
    [
        lambda there: there + torch.ones(3),
        lambda there: torch.cat([there, torch.ones(3)]),
        lambda there: torch.ones(3)[there.long()],
        lambda there: torch.nn.Linear(3, 1)(there),
        lambda there: torch.stack([there, 2 * torch.ones(3, device=there.device).cpu()]),
    ],
)
def test_what_a_card_would_refuse_is_refused(mixed) -> None:
    with Pretended("cuda") as pretended, pytest.raises(RuntimeError, match="same device"):
        mixed(torch.zeros(3).to(pretended.device))


def test_what_a_card_allows_is_allowed() -> None:
    with Pretended("cuda") as pretended:
        there = torch.arange(3.0, device=pretended.device)
        model = torch.nn.Linear(3, 1).to(pretended.device)
        assert model(there).device == pretended.device
        assert (there * torch.tensor(2.0)).device == pretended.device
        assert [each.device.type for each in there] == ["cuda"] * 3
        assert there[torch.tensor([0, 2])].tolist() == [0.0, 2.0]
        assert there.cpu().device.type == "cpu"
    with Pretended("mps") as pretended, pytest.raises(TypeError, match="64-bit"):
        torch.zeros(3).to(pretended.device).double()
