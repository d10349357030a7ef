"""The order of findings, and the table of limits."""

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import CardKind, Draft, Section, Severity
from app.generator.gates import thresholds
from app.generator.gates.chain import judge
from app.generator.gates.deck_index import DeckIndex
from app.generator.gates.thresholds import TABLE, Threshold

TEXT = "# Dropout\n\n**Dropout** sets random activations to zero while training, so that units do not co-adapt."
SECTION = Section("dropout", "Dropout", 1, ("Dropout",), 1, 3, TEXT)


def draft(question: str, answer: str, quote: str) -> Draft:
    start = TEXT.find(quote)
    return Draft(CardKind.BASIC, question, answer, quote, start, start + len(quote), "test")


def test_all_findings_come_hard_ones_first_each_group_in_the_order_of_the_table() -> None:
    bad = draft("Is it this?", "Yes; no; maybe; 42", "**Dropout** sets random activations to zero")
    findings = judge(bad, SECTION, DeckIndex())
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities, key=lambda severity: severity is Severity.SOFT)
    order = list(dict.fromkeys(limit.rule for limit in TABLE))
    for severity in Severity:
        rules = [order.index(finding.rule) for finding in findings if finding.severity is severity]
        assert rules == sorted(rules)
    assert {"G3", "F3", "F4", "A1"} <= {finding.rule for finding in findings}


def test_a_finding_says_what_was_measured_against_what() -> None:
    bad = draft("What does dropout set to zero?", "random " * 41, "**Dropout** sets random activations to zero")
    (finding,) = (finding for finding in judge(bad, SECTION, DeckIndex()) if finding.rule == "F1")
    assert finding.measured == "41"
    assert finding.threshold == "words of the answer, at most 40"
    assert finding.span.startswith("random")


def test_offsets_that_do_not_point_at_the_quote_are_refused() -> None:
    good = draft("What does dropout set to zero?", "random activations", "**Dropout** sets random activations to zero")
    assert judge(good, SECTION, DeckIndex()) == ()
    moved = dataclasses.replace(good, quote_start=good.quote_start + 1, quote_end=good.quote_end + 1)
    assert [finding.rule for finding in judge(moved, SECTION, DeckIndex())] == ["G1"]


def test_the_table_holds_every_limit_once_with_a_sentence_for_writers() -> None:
    named = [value for value in vars(thresholds).values() if isinstance(value, Threshold)]
    assert [*TABLE, *thresholds.OF_REPLIES] == named
    assert len({(limit.rule, limit.what) for limit in named}) == len(named)
    assert all(limit.sentence.endswith(".") for limit in named)


@pytest.mark.parametrize("limit", TABLE, ids=lambda limit: limit.what)
def test_limits_can_not_be_changed_at_run_time(limit: Threshold) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        limit.value = 0  # type: ignore[misc]


PIECES = st.sampled_from(
    [
        "What",
        "?",
        " ",
        "dropout",
        "{{c1::",
        "}}",
        "::",
        "$",
        "`",
        "**",
        "\n- ",
        "1. ",
        "and why",
        "0.5",
        "不",
        "it",
        ";",
        ", ",
    ]
)
ANY = st.lists(PIECES | st.characters(codec="utf-8"), max_size=25).map("".join)


@given(st.sampled_from(CardKind), ANY, ANY, ANY)
def test_no_draft_is_too_broken_to_be_judged(kind: CardKind, question: str, answer: str, quote: str) -> None:
    deck = DeckIndex()
    broken = Draft(kind, question, answer, quote, 0, len(quote), "test")
    first = judge(broken, SECTION, deck)
    deck.add("one", kind, question, answer, SECTION.key, 0, len(quote))
    assert len(judge(broken, SECTION, deck)) >= len(first)
    assert judge(broken, SECTION, DeckIndex()) == first


@pytest.mark.parametrize(
    "piece", ["and ", "a and b, ", "; ", "A. ", "e.g. ", "1,", "[", "{{c1::a}} ", "1. a\n", "no, ", '"']
)
def test_a_draft_of_16_kb_is_judged_in_reasonable_time(piece: str) -> None:
    text = (piece * 16_000)[:16_000]
    began = time.process_time()
    judge(Draft(CardKind.BASIC, text, text, text, 0, 5, "test"), SECTION, DeckIndex())
    assert time.process_time() - began < 30
