"""Every case of outline_cases.md is read as the tree written under it; offsets are exact for any text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import Section
from app.notes.outline import Block, outline
from app.notes.passage import Passage
from tests.generator.extractive.case_reader import Case, read_cases

CASES = read_cases(Path(__file__).with_name("outline_cases.md"))


def drawn(blocks: tuple[Block, ...], depth: int = 0) -> Iterator[str]:
    """The tree as lines: kind, number, label, body."""
    for block in blocks:
        number = f" {block.number}" if block.number is not None else ""
        label = f" [{block.label.text}]" if block.label else ""
        body = " ⏎ ".join(block.body.text.split("\n"))
        yield f"{'  ' * depth}{block.kind.value}{number}{label} {body}".rstrip()
        yield from drawn(block.children, depth + 1)


def passages(blocks: tuple[Block, ...]) -> Iterator[Passage]:
    for block in blocks:
        yield from (piece for piece in (block.passage, block.label, block.body, *block.terms) if piece)
        yield from (cell for row in block.rows for cell in row if cell)
        yield from passages(block.children)


def test_every_case_is_read() -> None:
    text = Path(__file__).with_name("outline_cases.md").read_text(encoding="utf-8")
    assert len(CASES) == text.count("\n## ") > 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_tree(case: Case) -> None:
    assert "\n".join(drawn(outline(case.section))) == case.expected


@given(st.one_of(st.text(max_size=300), st.text(alphabet="-*1. \n:ab`$|>#[]=_", max_size=200)))
@settings(max_examples=300, deadline=None)
def test_every_character_knows_where_it_came_from(text: str) -> None:
    section = Section("k", "T", 1, ("T",), 1, 1, f"T\n{text}")
    for piece in passages(outline(section)):
        assert len(piece.text) == len(piece.origin)
        assert list(piece.origin) == sorted(piece.origin)
        for character, offset in zip(piece.text, piece.origin, strict=True):
            source = section.text[offset]
            assert source == character or (character == " " and (source.isspace() or source in ">\\*_="))


def test_a_section_without_heading_keeps_its_first_line() -> None:
    section = Section("k", "notes", 0, ("notes",), 1, 1, "First line.")
    assert [block.body.text for block in outline(section)] == ["First line."]


def test_front_matter_is_no_text() -> None:
    section = Section("k", "notes", 0, ("notes",), 1, 4, "---\ntitle: X\n---\nText.")
    assert [block.body.text for block in outline(section)] == ["Text."]


def test_a_setext_heading_takes_two_lines() -> None:
    section = Section("k", "Title", 1, ("Title",), 1, 3, "Title\n=====\nText.")
    assert [block.body.text for block in outline(section)] == ["Text."]
