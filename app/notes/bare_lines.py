"""The lines of a text without marks, and which of them are only what a page left behind."""

import re
from dataclasses import dataclass

LIST_LINE = re.compile(r"\s*(?:[-*+•–▪◦·]|\(?\d{1,3}[.)]|[a-z][.)])(?:\s|$)")
STRAY = re.compile(r"[ \t]*[-*+•–][ \t]*")
PART = re.compile(
    r"(?:chapter|module|part|lecture|week|unit|lesson|section|appendix|day|topic)\s+(?:\d+|[ivx]+)\b", re.I
)
PAGE_NUMBER = re.compile(r"[ \t]*(?:page[ \t]+)?\d{1,4}[ \t]*", re.IGNORECASE)
_PAGE_NUMBER_AT_END = re.compile(r"(?<=[^\s\d=:+*/-])[ \t]*\n[ \t]*(?:page[ \t]+)?\d{1,4}\s*\Z", re.IGNORECASE)
_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with its offset in the text; `hidden` inside a fence, `empty` also where only a page number stands."""

    text: str
    start: int
    hidden: bool
    empty: bool


def lines_from(text: str, start: int) -> list[Line]:
    """The lines of `text` from offset `start`."""
    lines: list[Line] = []
    fence, filled = "", 0
    for line in text[start:].split("\n"):
        marks = _FENCED.match(line)
        inside = bool(fence)
        if marks and not fence:
            fence = marks[1]
        elif marks and marks[1].startswith(fence) and not line.strip(fence[0] + " \t"):
            fence = ""
        hidden = inside or bool(marks)
        filled += bool(line.strip())
        subtitle = filled == 2 and PART.fullmatch(line.strip())  # "Chapter 7" below the title
        empty = not line.strip() or (not hidden and bool(subtitle or PAGE_NUMBER.fullmatch(line)))
        lines.append(Line(line, start, hidden, empty))
        start += len(line) + 1
    return lines


def without_page_number(text: str) -> str:
    """A section's text up to a page number that was pasted below its last line, without an empty line between."""
    found = _PAGE_NUMBER_AT_END.search(text, max(0, len(text) - 100))
    return text[: found.start()] if found and "\n" in text[: found.start()].strip() else text
