"""What a label is by its form, and the names whose capitals and articles are certain."""

import pytest

from app.generator.extractive.casing import cased
from app.generator.extractive.label_kinds import (
    contrast,
    date_phrase,
    is_clause,
    is_code,
    is_number,
    is_wrapper,
    looks_like_date,
    stated_name,
)
from app.generator.extractive.naming import name_of


@pytest.mark.parametrize(
    ("label", "phrase"),
    [
        ("3 March 1861", "on 3 March 1861"),
        ("July 20, 1969", "on July 20, 1969"),
        ("1911", "in 1911"),
        ("the 1920s", ""),
        ("1920s", "in the 1920s"),
        ("AD 79", "in AD 79"),
        ("March 44 BC", "in March 44 BC"),
        ("1914–18", ""),
        ("May", ""),
        ("Enzyme", ""),
    ],
)
def test_dates_say_when(label: str, phrase: str) -> None:
    assert date_phrase(label) == phrase


@pytest.mark.parametrize(("label", "is_date"), [("1914–18", True), ("1911", True), ("22", False), ("Page 1911", False)])
def test_spans_are_dates_too(label: str, is_date: bool) -> None:
    assert looks_like_date(label) is is_date


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("prices rise as supply falls", True),
        ("the model is too simple", True),
        ("each firm sets its own price", True),
        ("a tree whose leaves are linked", False),
        ("the time for which the shutter is open", False),
        ("faster processing after earlier exposure", False),
        ("large scale models for several tasks", False),
        ("fast scans", False),
    ],
)
def test_statements_are_told_from_noun_phrases(text: str, clause: bool) -> None:
    assert is_clause(text) is clause


def test_numbers_and_commands_are_labels_of_their_own_kind() -> None:
    assert [is_number(label) for label in ("443", "80 / 8080", "TLS 1.3")] == [True, True, False]
    assert [is_code(label) for label in ("`tar -xf`", "the `tar` command")] == [True, False]
    assert contrast("TCP vs. UDP") == ("TCP", "UDP")
    assert contrast("versus") is None


@pytest.mark.parametrize(
    ("label", "wraps", "name"),
    [
        ("Definition 2.3 (Ring)", True, ""),
        ("Remark", True, ""),
        ("Theorem 4 (Fermat)", True, "Fermat"),
        ("Corollary 1.2.", True, ""),
        ("Pythagorean theorem", False, "Pythagorean theorem"),
        ("Ring", False, ""),
    ],
)
def test_words_around_a_statement_are_no_subject(label: str, wraps: bool, name: str) -> None:
    assert is_wrapper(label) is wraps
    assert stated_name(label) == name


@pytest.mark.parametrize(
    ("title", "evidence", "shown", "sure"),
    [
        ("Carnot Cycle", "An engine that follows the Carnot cycle is ideal.", "Carnot cycle", True),
        ("Calvin cycle", "It was found by Melvin Calvin and others in Berkeley.", "Calvin cycle", True),
        ("14 July 1789", "", "14 July 1789", True),
        ("`Cache-Control`", "Some servers omit it.", "`Cache-Control`", True),
        ("Gauss–Seidel", "An iteration.", "Gauss–Seidel", True),
        ("Durability", "Durability: changes survive.", "durability", True),
        ("Quilp", "- Quilp: a thing.", "Quilp", False),
        ("Simone de Beauvoir", "A philosopher.", "Simone de Beauvoir", True),
        ("Russian Revolution", "It began in 1917.", "Russian Revolution", True),
        ("Gradient Descent", "Many use Gradient Descent for this.", "gradient descent", True),
    ],
)
def test_capitals_follow_the_note(title: str, evidence: str, shown: str, sure: bool) -> None:
    assert cased(title, evidence) == (shown, sure)


@pytest.mark.parametrize(
    ("title", "evidence", "phrase", "sure"),
    [
        ("Ribosome", "Ribosome: makes proteins.", "a ribosome", True),
        ("Law of demand", "", "the law of demand", True),
        ("Conservation of energy", "", "conservation of energy", True),
        ("Final electron acceptor", "", "the final electron acceptor", True),
        ("Three-way handshake", "", "the three-way handshake", True),
        ("`ls -l`", "It lists.", "`ls -l`", True),
        ("Shutter speed", "- Shutter speed: set first.", "shutter speed", False),
        ("Offer", "Once an offer is accepted, it binds.", "an offer", True),
    ],
)
def test_articles_are_given_where_they_are_certain(title: str, evidence: str, phrase: str, sure: bool) -> None:
    name = name_of(title, evidence)
    assert (name.phrase, name.sure) == (phrase, sure)
