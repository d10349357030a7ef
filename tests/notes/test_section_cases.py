"""Every file of cases/ is a note; the table after its last comment says which sections a careful reader sees in it.

The table's lines are those of the file itself, so a case can be checked by looking.
"""

import re
from pathlib import Path

import pytest

from app.notes.repair import repair
from app.notes.sections import cut

CASES = sorted((Path(__file__).parent / "cases").glob("*.md"))
MARKER = "\n<!-- sections -->\n"


def _table(title: str, rows: list[tuple[str, ...]]) -> str:
    cells = [("level", "title", "lines", "path"), ("---", "---", "---", "---"), *rows]
    return f"\nNote: {title}\n\n" + "".join("| " + " | ".join(row) + " |\n" for row in cells)


def _seen(document: str) -> str:
    title, sections = cut(repair(document), "File name")
    rows = [
        (str(s.level), s.title, f"{s.start_line}–{s.end_line}", " › ".join(s.heading_path[:-1]) or "·")
        for s in sections
    ]
    return _table(title, rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_sections_are_those_a_reader_sees(case: Path) -> None:
    document, marker, expected = case.read_text(encoding="utf-8").rpartition(MARKER)
    assert marker, "a case needs its table"
    assert _seen(document) == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_each_section_is_its_lines(case: Path) -> None:
    document = repair(case.read_text(encoding="utf-8"))
    lines = document.split("\n")
    _, sections = cut(document, "File name")
    assert len({section.key for section in sections}) == len(sections)
    for before, section in zip([None, *sections], sections, strict=False):
        assert section.text == "\n".join(lines[section.start_line - 1 : section.end_line])
        assert lines[section.end_line - 1].strip()
        assert section.heading_path[-1] == section.title
        assert re.fullmatch(r"[\w/-]+", section.key)
        assert before is None or before.end_line < section.start_line
