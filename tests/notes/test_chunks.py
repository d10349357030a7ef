"""Long texts are cut where nothing is cut in two."""

from hypothesis import given
from hypothesis import strategies as st

from app.notes.chunks import chunks
from app.notes.render import render

LINES = st.lists(st.sampled_from(["", "word " * 5, "```", "~~~", "- item", "  more"]), max_size=60)


@given(LINES, st.integers(1, 200))
def test_the_parts_are_the_text(lines: list[str], longest: int) -> None:
    text = "\n".join(lines)
    assert "\n".join(chunks(text, longest)) == text


@given(LINES, st.integers(40, 200))
def test_marks_do_not_move_the_cuts(lines: list[str], longest: int) -> None:
    plain = "\n".join(lines)
    marked = "\n".join(f"+{line}+" if line.endswith("e") else line for line in lines)
    assert [part.replace("+", "") for part in chunks(marked, longest, weightless="+")] == list(chunks(plain, longest))


def test_cuts_are_at_blank_lines_outside_fences() -> None:
    block = "one\ntwo\n"
    fence = "```\na\n\nb\n```\n"
    parts = list(chunks("\n".join([block, fence] * 20), 100))
    assert len(parts) > 3
    assert all(part.count("```") % 2 == 0 for part in parts)
    assert all(part.endswith("\n") for part in parts[:-1])


def test_a_long_section_reads_as_its_paragraphs_do() -> None:
    paragraph = "A **bold** claim about $x^2$ that goes on, and on.\n\n"
    assert render(paragraph * 1000) == render(paragraph) * 1000
