"""Reads the markdown case files: a note's section and the cards (or the tree) that must come of it."""

import re
from dataclasses import dataclass
from pathlib import Path

from app.domain import CardKind, Draft, Section

_CASE = re.compile(
    r"^## (?P<name>.+?)\n\npath: (?P<path>.+?)\n\n~~~ note\n(?P<note>.*?)\n~~~\n\n"
    r"~~~ (?:cards|tree)\n(?P<expected>.*?)\n?~~~$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    """One case: the section it is about, and the lines expected of it."""

    name: str
    section: Section
    expected: str


def read_cases(path: Path) -> list[Case]:
    """All cases of a file. The last part of a case's path is its section's heading, its first line."""
    found = []
    for match in _CASE.finditer(path.read_text(encoding="utf-8")):
        headings = tuple(part.strip() for part in match["path"].split(" > "))
        text = f"{headings[-1]}\n{match['note']}"
        section = Section("key", headings[-1], len(headings), headings, 1, text.count("\n") + 1, text)
        found.append(Case(match["name"], section, match["expected"]))
    return found


def shown(draft: Draft) -> str:
    """A draft as the case files write it."""
    quote = " ⏎ ".join(draft.quote.split("\n"))
    if draft.kind is CardKind.BASIC:
        return f"Q: {draft.question}\nA: {draft.answer}\n   “{quote}”"
    lines = "\n   ".join(line for line in draft.question.split("\n") if line)
    return f"{draft.kind.value.upper()}: {lines}\n   “{quote}”"
