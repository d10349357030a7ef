"""What holds for every text, however broken: exact quotes, the same drafts twice, no exception, bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cards import cloze
from app.domain import CardKind, Draft, Section
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext

PIECES = st.sampled_from(
    [
        "- ", " - ", "  - ", "1. ", " 2. ", "**Pros:**", "**Formula:**", "**A (B):** ", "Sigmoid:", "Where:", "\n",
        "\n\n", "-\n", "$x^2$", "$$\ny = 1\n$$", "```\n", "| a | b |\n|---|---|\n",
        "| c | d |", "> [!note] T\n> ", "==x==",
        "It is a thing. ", "They are used for work. ", "Unlike X, it moves. ", "If it rains, roads are wet. ",
        "A cell is a unit of life because it lives alone. ", "including:", " ", ":", "**", "*", "(", ")", "\t", "é",
        "数", "{{c1::", "}}", "::", "In 1999, a dog bit a man. ", "<!--", "{% x %}", "\\(", "a, b, c and d", "e.g. ",
        "\u00a0",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map("".join))


def section_of(text: str, title: str = "Cells") -> Section:
    """A section with a bare heading, as pasted notes have it."""
    whole = f"{title}\n{text}"
    return Section("k", title, 2, ("Biology", title), 1, whole.count("\n") + 1, whole)


def write(section: Section) -> tuple[Draft, ...]:
    return ExtractiveWriter().write(section, SectionContext("Biology")).drafts


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_quotes_are_exact_and_texts_well_formed(text: str) -> None:
    section = section_of(text)
    for draft in write(section):
        assert section.text[draft.quote_start : draft.quote_end] == draft.quote
        assert draft.quote.strip()
        if draft.kind is CardKind.BASIC:
            assert draft.question.endswith("?")
            assert draft.answer
        else:
            assert "; ".join(each.words for each in cloze.parse(draft.question)) == draft.answer


CELLS = st.sampled_from(
    [
        "", " ", "When", "How", "Where?", "Who", "Why", "What", "Code", "#", "No.", "Feature", "Returns",
        "Discovered by", "Year", "1", "2", "200", "404", "22", "`ls -l`", "$x^2$", "**Bold**", "yes", "-", "Not Found",
        "the a", "==h==",
        "{{c1::x}}", "a: b", "A word, two and three", "?", "the request came", "Full form", "HTTP", "é", "…", "“", "(",
    ]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=2, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_table_gives_whole_cards_or_none(rows: list[list[str]]) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    section = section_of("\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]))
    for draft in write(section):
        assert section.text[draft.quote_start : draft.quote_end] == draft.quote
        assert draft.kind is not CardKind.BASIC or (draft.question.endswith("?") and draft.answer)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_same_section_gives_the_same_drafts(text: str) -> None:
    assert write(section_of(text)) == write(section_of(text))


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_heading_can_be_a_subject(title: str) -> None:
    section = section_of("- **Limitation:** It is slow.\n- **Use:** Used for sorting.", title.replace("\n", " "))
    for draft in write(section):
        assert section.text[draft.quote_start : draft.quote_end] == draft.quote
        assert draft.question.strip()


@pytest.mark.parametrize(
    "unit",
    [
        "- **A**: b c\n",
        "**",
        "$",
        "`",
        "(",
        "[",
        "- ",
        "> ",
        "|a",
        "a, ",
        "A. ",
        "{{c1::",
        "\\(",
        "\\[",
        "It is a thing and it is a thing. ",
        "The loss is a number, whereas the gain is a number. ",
        "1. Do this, then that\n",
        " - **Pros:**\n",
        "==a==",
        "word ",
        "Aa-Bb ",
        "- a, b, c, d and e\n",
        "<!-- ",
        "\n\n",
    ],
)
def test_nasty_sections_of_16_kb_stay_fast(unit: str) -> None:
    section = section_of(unit * (16_000 // len(unit)))
    begin = time.process_time()
    write(section)
    assert time.process_time() - begin < 20  # what explodes takes minutes; seconds are for the bench
