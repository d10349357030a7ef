"""What a demo file may declare, and how a claim and a prediction are decided."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.demos.checks import Check, combined, readable
from app.demos.contract import Choice, Demo, Params, Predict, Slider, Switch, result
from app.demos.marks import Bars, Edge, Figure, Graph, Heatmap, Line, Node, Regions
from app.domain import ClaimStatus


class P(Params):
    size: float = Slider(1, 0, 2, title="Size")
    quick: bool = Switch(False, title="Quick")


GUESS = Predict("How large?", {"none": 0, "half": 0.5, "all": 1}, measured="share")


def small_demo() -> Demo:
    demo = Demo(id="small", title="Small", topic="tests", summary="It is small.", params=P)

    @demo.shows("thing", GUESS, size=2)
    def thing(p, device):
        yield result(share=p.size)

    @demo.claim("Size is 2", about="thing", breaks={"size": 0}, when=lambda p: not p.quick)
    def is_two(p, r):
        yield Check.exactly(r["share"], 2, label="size")

    return demo


def test_settings_are_the_preset_with_changes() -> None:
    demo = small_demo()
    assert demo.settings("thing") == P(size=2)
    assert demo.settings("thing", quick=True) == P(size=2, quick=True)


@pytest.mark.parametrize("changes", [{"size": 3}, {"size": math.nan}, {"size": "large"}, {"colour": "red"}])
def test_settings_out_of_bounds_or_unknown_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        small_demo().settings("thing", **changes)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        P().size = 1


def test_a_default_outside_its_bounds_is_noticed() -> None:
    class Wrong(Params):
        size: float = Slider(9, 0, 2, title="Size")

    with pytest.raises(ValidationError):
        Wrong()


def test_a_preset_that_does_not_fit_is_noticed_when_it_is_declared() -> None:
    with pytest.raises(ValidationError):
        small_demo().shows("other", GUESS, size=5)(lambda p, device: iter(()))


def test_a_claim_needs_a_concept_that_is_shown() -> None:
    with pytest.raises(ValueError, match="has no preset"):
        small_demo().claim("Anything", about="nothing", breaks={})


@pytest.mark.parametrize(
    ("params", "share", "status"),
    [
        (P(), 2.0, ClaimStatus.PASSED),
        (P(), 1.0, ClaimStatus.FAILED),
        (P(), math.nan, ClaimStatus.FAILED),
        (P(), math.inf, ClaimStatus.FAILED),
        (P(quick=True), 1.0, ClaimStatus.OUTSIDE),
    ],
)
def test_a_claim_is_judged_on_the_numbers(params: P, share: float, status: ClaimStatus) -> None:
    (claim,) = small_demo().claims_about("thing")
    assert claim.judge(params, {"share": share}).status is status


@given(st.sampled_from([math.nan, math.inf, -math.inf]), st.floats(allow_nan=False))
def test_what_is_not_finite_never_passes(number: float, other: float) -> None:
    checks = [
        Check.near(number, other, within=1e9),
        Check.below(number, other),
        Check.above(number, other),
        Check.exactly(number, number),
    ]
    assert {check.status for check in checks} == {ClaimStatus.FAILED}


@pytest.mark.parametrize(
    ("check", "status", "measured", "expected"),
    [
        (Check.near(0.301, 0.3, within=0.02, label="slope"), "passed", "slope 0.301", "0.3 ± 0.02"),
        (Check.near(0.33, 0.3, within=0.02), "failed", "0.33", "0.3 ± 0.02"),
        (Check.exactly(-1.5, -1.5), "passed", "−1.5", "exactly −1.5"),
        (Check.below(1e-7, 1e-6), "passed", "10⁻⁷", "< 10⁻⁶"),
        (Check.below(1e-6, 1e-6), "failed", "10⁻⁶", "< 10⁻⁶"),
        (Check.above(3, 2), "passed", "3", "> 2"),
        (Check.undecided("no baseline"), "inconclusive", "no baseline", ""),
    ],
)
def test_a_check_in_words(check: Check, status: str, measured: str, expected: str) -> None:
    assert (check.status, check.measured, check.expected) == (status, measured, expected)


def test_one_failed_check_fails_the_claim() -> None:
    good, bad, open_ = Check.above(1, 0), Check.above(0, 1), Check.undecided("who knows")
    assert combined([good, good]).status is ClaimStatus.PASSED
    assert combined([good, open_]).status is ClaimStatus.INCONCLUSIVE
    assert combined([good, open_, bad]).status is ClaimStatus.FAILED
    assert combined([good, bad]).measured == "1; 0"
    with pytest.raises(ValueError, match="at least one"):
        combined([])


@pytest.mark.parametrize(
    ("share", "answer"), [(0.1, 0), (0.4, 1), (2.0, 2), (-5.0, 0), (math.nan, None), (math.inf, None)]
)
def test_the_answer_of_a_prediction_is_the_nearest_option(share: float, answer: int | None) -> None:
    assert GUESS.answer({"share": share}) == answer


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (0.25, "0.25"), (1e-6, "10⁻⁶"), (1.234e-7, "1.234 × 10⁻⁷"), (-2.5e10, "−2.5 × 10¹⁰"),
     (math.nan, "not a number"), (math.inf, "∞"), (-math.inf, "−∞")],
)  # fmt: skip
def test_numbers_as_a_person_writes_them(number: float, text: str) -> None:
    assert readable(number) == text


def test_a_choice_is_one_of_its_words() -> None:
    from typing import Literal

    class Chosen(Params):
        way: Literal["up", "down"] = Choice("up", title="Way")

    with pytest.raises(ValidationError):
        Chosen(way="left")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Line("l", [1, 2], [1]), "2 x but 1 y"),
        (lambda: Bars("b", ["one"], [1, 2]), "1 names but 2 heights"),
        (lambda: Heatmap("h", [[1, 2], [3]]), "not equally long"),
        (lambda: Heatmap("h", [[1, 2], [3, 4]], contours=True), "needs the bounds"),
        (lambda: Regions("r", [[1, 2], [3]], (0, 1), (0, 1)), "not equally long"),
        (lambda: Graph("g", [Node("a", 0, 0)], [Edge(0, 1)]), "not there"),
        (lambda: Figure("f", [], "Nothing."), "no marks"),
        (lambda: Figure("f", [Line("l", [1], [1])], ""), "no summary"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_noticed_where_it_is_made(make, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        make()
