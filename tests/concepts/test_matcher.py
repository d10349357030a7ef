"""Which concepts sections and cards link to. The cases are cards.md and sections.md, the catalogue the shipped one."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.concepts.catalogue import Catalogue, read_topic
from app.concepts.matcher import Matcher
from app.config import shipped
from app.domain import Section

HERE = Path(__file__).parent
CATALOGUE = Catalogue.load(shipped("content"))
MATCHER = Matcher(CATALOGUE)


def section(*headings: str, text: str = "") -> Section:
    return Section("key", headings[-1], len(headings), headings, 1, 1 + text.count("\n"), text)


def ids(cell: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[,\s]+", cell.strip()) if part)


def card_rows() -> list[list[str]]:
    lines = (HERE / "cards.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines if line.startswith("| ")]
    return rows[1:]


def section_cases() -> list[tuple[str, str]]:
    blocks = (HERE / "sections.md").read_text("utf-8").split("\n---\n")
    return [(text.strip(), expected) for text, _, expected in (block.rpartition("→") for block in blocks)]


@pytest.mark.parametrize("row", card_rows(), ids=lambda row: row[1][:50])
def test_cards(row: list[str]) -> None:
    headings, question, answer, expected = row
    place = section(*(heading.strip() for heading in headings.split("›")))
    assert MATCHER.in_card(question, answer, place) == ids(expected)


@pytest.mark.parametrize(("text", "expected"), section_cases(), ids=lambda value: value.strip()[:40])
def test_sections(text: str, expected: str) -> None:
    title = text.splitlines()[0].lstrip("# ")
    assert MATCHER.in_section(section("Note", title, text=text)) == ids(expected)


def test_there_are_cases() -> None:
    assert len(card_rows()) >= 25
    assert len(section_cases()) >= 10


@pytest.mark.parametrize("concept", CATALOGUE.concepts, ids=lambda concept: concept.id)
def test_every_name_finds_its_concept_as_a_heading(concept) -> None:
    for name in (concept.title, *concept.aliases):
        for written in (name, name.upper(), f"**{name}**"):
            assert MATCHER.in_section(section(written))[:1] == (concept.id,), written


def test_the_longest_name_wins_whatever_the_order_of_the_file() -> None:
    for order in (("unit", "gated unit"), ("gated unit", "unit")):
        body = "".join(f"## {name.title()} {{#{name.replace(' ', '-')}}}\nText.\n" for name in order)
        matcher = Matcher(Catalogue([read_topic("t", f"# T\n{body}", {})]))
        assert matcher.in_card("What does a gated unit do?", "It gates.", section("X")) == ("gated-unit",)


def test_ordinary_words_are_a_name_where_nothing_modifies_them() -> None:
    text = """# T\n## Boat {#boat aka="boat|sailing boat"}\nText.\n## Ice {#ice aka="Ice cream"}\nText."""
    matcher = Matcher(Catalogue([read_topic("t", text, {})]))
    boat = ("boat",)
    assert matcher.in_section(section("Boats")) == boat
    assert matcher.in_section(section("Model boats")) == ()
    assert matcher.in_section(section("Introduction to sailing boats")) == boat
    assert matcher.in_section(section("Model sailing boats")) == ()
    assert matcher.in_section(section("Ice cream, sailing boats")) == ("ice", "boat")
    assert matcher.in_card("What does a sailing boat need?", "wind", section("X")) == boat
    assert matcher.in_card("What does a toy sailing boat need?", "wind", section("X")) == ()
    assert matcher.in_card("What does a boat need?", "water", section("X")) == ()


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=60))
def test_any_text_is_read(question: str, answer: str, heading: str) -> None:
    place = section(heading, text=question)
    found = MATCHER.in_card(question, answer, place) + MATCHER.in_section(place)
    assert all(each in CATALOGUE for each in found)


OWN_WORDS = [concept for concept in CATALOGUE if concept.title.lower() not in concept.aliases]


@given(st.sampled_from(OWN_WORDS), st.text("abc XYZ.,;-", max_size=30))
def test_a_title_in_a_question_is_found_between_any_words(concept, around: str) -> None:
    found = MATCHER.in_card(f"{around} . {concept.title} . {around}", "", section("Elsewhere"))
    assert concept.id in found
