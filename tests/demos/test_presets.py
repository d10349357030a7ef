"""Every demo proves itself: its presets pass, what `breaks` a claim breaks it, and no setting in bounds stops it.

A few hundred of the corners and seeds run by default; `slow` has all of them.
"""

import itertools
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest
import torch

from app.demos.contract import Claim, Demo, Figure, Step
from app.demos.execution import execute, resolve
from app.demos.limits import Limits
from app.demos.manifest import demos
from app.demos.runs import Outcome
from app.domain import ClaimResult, ClaimStatus

SECONDS = 3.0
SAMPLE = 3  # corners of each concept by default
CPU = torch.device("cpu")

DEMOS = [demo for _, demo in demos()]
SHOWN = [pytest.param(demo, concept, id=concept) for demo in DEMOS for concept in demo.presets]
CLAIMS = [
    pytest.param(demo, claim, id=f"{claim.about}-{claim.check.__name__}") for demo in DEMOS for claim in demo.claims
]


@pytest.fixture(autouse=True)
def _threads_of_a_worker() -> None:
    torch.set_num_threads(Limits().threads)


@dataclass(frozen=True)
class Ran:
    steps: list[Step]
    figures: list[Figure]
    outcome: Outcome


def run(demo: Demo, concept: str, **changes: object) -> Ran:
    events = list(execute(demo, concept, demo.settings(concept, **changes), CPU))
    outcome = events[-1]
    assert isinstance(outcome, Outcome)
    return Ran(
        [event for event in events if isinstance(event, Step)],
        [event for event in events if isinstance(event, Figure)],
        outcome,
    )


@cache
def run_of_preset(number: int, concept: str) -> Ran:
    """The concept's own run, made once for all the tests that only look at it."""
    return run(DEMOS[number], concept)


def preset_of(demo: Demo, concept: str) -> Ran:
    return run_of_preset(next(number for number, each in enumerate(DEMOS) if each is demo), concept)


def claim_result(demo: Demo, claim: Claim, **changes: object) -> ClaimResult:
    outcome = run(demo, claim.about, **changes).outcome
    (found,) = [each for each in outcome.claims if each.text == claim.text]
    return found


def corners(demo: Demo, concept: str) -> Iterator[dict[str, object]]:
    """All combinations of the lowest and highest numbers and of all words and switches the concept offers."""
    schema = demo.params.model_json_schema()["properties"]
    choices: dict[str, list[object]] = {}
    for name, field in schema.items():
        if field["shown_for"] and concept not in field["shown_for"]:
            continue
        if field["control"] == "slider":
            choices[name] = [field["minimum"], demo.settings(concept).model_dump()[name], field["maximum"]]
        else:
            choices[name] = list(field.get("enum", [False, True]))
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def may_fail(demo: Demo, concept: str, settings: Mapping[str, object]) -> bool:
    """A claim may fail only once somebody touched a setting that breaks one of the concept's claims."""
    preset = demo.settings(concept).model_dump()
    touchy = {name for claim in demo.claims_about(concept) for name in claim.breaks}
    return any(settings.get(name, preset[name]) != preset[name] for name in touchy)


def check_corner(demo: Demo, concept: str, settings: dict[str, object]) -> None:
    ran = run(demo, concept, **settings)
    assert ran.outcome.seconds < SECONDS
    assert ran.figures
    if not may_fail(demo, concept, settings):
        assert not [claim for claim in ran.outcome.claims if claim.status is ClaimStatus.FAILED], settings


def test_there_are_demos() -> None:
    assert sum(len(demo.presets) for demo in DEMOS) >= 9


@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_a_preset_passes_all_its_claims(demo: Demo, concept: str) -> None:
    ran = preset_of(demo, concept)
    assert demo.claims_about(concept), "a concept without a claim"
    assert [claim.status for claim in ran.outcome.claims] == [ClaimStatus.PASSED] * len(demo.claims_about(concept))
    assert all(claim.measured and claim.expected for claim in ran.outcome.claims)
    assert ran.outcome.seconds < SECONDS
    assert all(math.isfinite(value) for value in ran.outcome.results.values())


@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_a_run_shows_progress_and_pictures(demo: Demo, concept: str) -> None:
    ran = preset_of(demo, concept)
    assert 1 <= len(ran.figures) <= 4
    assert [step.done for step in ran.steps] == sorted(step.done for step in ran.steps)
    assert ran.steps[-1].done == ran.steps[-1].total
    assert len({figure.title for figure in ran.figures}) == len(ran.figures)


@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_the_prediction_is_answered_by_the_run(demo: Demo, concept: str) -> None:
    predict = demo.presets[concept].predict
    assert len(predict.options) >= 2
    assert preset_of(demo, concept).outcome.answer in range(len(predict.options))


@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_the_same_seed_gives_the_same_numbers(demo: Demo, concept: str) -> None:
    assert preset_of(demo, concept).outcome.results == run(demo, concept).outcome.results


@pytest.mark.parametrize(("demo", "claim"), CLAIMS)
def test_what_breaks_a_claim_breaks_it(demo: Demo, claim: Claim) -> None:
    assert claim.breaks
    assert claim_result(demo, claim, **claim.breaks).status is ClaimStatus.FAILED


@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_some_corners(demo: Demo, concept: str) -> None:
    all_corners = list(corners(demo, concept))
    for settings in random.Random(0).sample(all_corners, min(SAMPLE, len(all_corners))):
        check_corner(demo, concept, settings)


@pytest.mark.slow
@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_all_corners(demo: Demo, concept: str) -> None:
    for settings in corners(demo, concept):
        check_corner(demo, concept, settings)


@pytest.mark.slow
@pytest.mark.parametrize(("demo", "concept"), SHOWN)
def test_all_seeds(demo: Demo, concept: str) -> None:
    if "seed" not in demo.params.model_fields:
        pytest.skip("nothing in it is random")
    for seed in range(100):
        check_corner(demo, concept, {"seed": seed})


def test_a_device_is_found_or_refused_with_a_reason() -> None:
    assert resolve("cpu") == CPU
    assert resolve("auto", auto="cpu") == CPU
    with pytest.raises(Exception, match="is not a device"):
        resolve("tpu")
