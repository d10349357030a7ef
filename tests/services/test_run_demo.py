"""Demos from the terminal: a real run, its JSON, and what is refused before anything starts."""

import json
import math

import pytest

from app.demos.limits import Limits
from app.demos.runs import Outcome
from app.domain import ClaimResult, ClaimStatus
from app.errors import InvalidInputError, NotFoundError, UnavailableError
from app.services.run_demo import DemoOutcome, describe_demo, run_demo


def test_a_run_as_a_json_document() -> None:
    lines: list[str] = []
    document = run_demo(
        "prelu", overrides=["true_slope=0.5", "seed = 3"], device="cpu", progress=lines.append
    ).document()
    json.dumps(document, allow_nan=False)
    assert (document["concept"], document["demo"], document["device"]) == ("prelu", "activation-functions", "cpu")
    assert document["params"]["true_slope"] == 0.5
    assert document["params"]["seed"] == 3
    assert abs(document["results"]["learned"] - 0.5) < 0.02
    assert document["figures"] == 2
    assert document["seconds"] < 10
    (claim,) = document["claims"]
    assert set(claim) == {"text", "status", "measured", "expected"}
    assert claim["status"] == "passed"
    assert any(line.startswith("200/200 slope") for line in lines)


@pytest.mark.parametrize(
    ("concept", "overrides", "device", "error", "says"),
    [
        ("submarine", [], "auto", NotFoundError, "submarine"),
        ("relu", ["span"], "auto", InvalidInputError, "name=value"),
        ("relu", ["span=1000"], "auto", InvalidInputError, "span"),
        ("relu", ["rate=0.1"], "auto", InvalidInputError, "no setting called rate"),
        ("relu", [], "tpu", InvalidInputError, "not a device"),
    ],
)
def test_what_cannot_be_run_is_said_before_anything_starts(concept, overrides, device, error, says) -> None:
    with pytest.raises(error, match=says):
        run_demo(concept, overrides=overrides, device=device)


def test_a_run_that_fails_says_why() -> None:
    with pytest.raises(UnavailableError, match="longer than"):
        run_demo("activation-function", limits=Limits(seconds=1e-6))


def test_a_number_that_is_not_finite_is_given_in_words() -> None:
    claim = ClaimResult("It holds", ClaimStatus.OUTSIDE, "", "")
    outcome = Outcome({}, {"loss": math.nan, "gain": math.inf}, (claim,), None, "cpu", "CPU", 1, "2", 0.5)
    shown = DemoOutcome("c", "d", outcome, ())
    assert shown.document()["results"] == {"loss": "not a number", "gain": "∞"}
    assert "– It holds" in shown.text()
    assert "0.500 s on CPU, 1 thread, torch 2" in shown.text()


def test_a_description_names_what_may_be_set() -> None:
    shown = describe_demo("softmax")
    assert set(shown.document()["schema"]["properties"]) == {"shift", "stable", "seed"}
    assert "stable = on" in shown.text()
    assert "0 to 1000" in shown.text()
