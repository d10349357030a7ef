"""Edits of notes as readable data: what happened, the verdict of a careful person, and the card it is about."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from app.cards.matching import locate
from app.cards.verdicts import OldCard, Verdict
from app.domain import CardKind, Section
from app.notes.sections import cut
from app.text import find_quote


@dataclass
class Edit:
    """One case: a section before and after, a card of it, and the verdict it should get. `file` is where it stands."""

    name: str
    verdict: Verdict
    file: str
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    question: str = ""
    answer: str = ""
    quote: str = ""


def read_edits() -> list[Edit]:
    """All of them, file by file."""
    edits: list[Edit] = []
    for file in sorted((Path(__file__).parent / "edits").glob("*.md")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if heading := re.fullmatch(r"## (.+): (\w+)", line):
                edits.append(Edit(heading[1], Verdict(heading[2]), file.stem))
            elif edits and (entry := re.fullmatch(r"(both|old|new|Q|A|quote): (.+)", line)):
                _enter(edits[-1], entry[1], entry[2])
    return edits


def _enter(edit: Edit, what: str, text: str) -> None:
    match what:
        case "Q":
            edit.question = text
        case "A":
            edit.answer = text
        case "quote":
            edit.quote = text
        case _:
            if what in {"both", "old"}:
                edit.old.append(text)
            if what in {"both", "new"}:
                edit.new.append(text)
            if what == "old":
                edit.gone.append(text)


EDITS = read_edits()


def new_section(edit: Edit) -> Section:
    """The section after the edit."""
    return _section(edit.new)


def old_card(edit: Edit) -> OldCard:
    """The card in doubt. Its quote stood in the old text, and does not stand in the new one."""
    quote = edit.quote or " ".join(line.removeprefix("- ") for line in edit.gone)
    assert find_quote(quote, _section(edit.old).text), "the quote does not stand in the old text"
    assert locate(quote, new_section(edit)) is None, "the quote still stands: nothing is to be decided"
    return OldCard("card", CardKind.BASIC, edit.question, edit.answer, edited=False, quote=quote)


def _section(lines: list[str]) -> Section:
    return cut("\n\n".join(lines) + "\n", "Note")[1][0]
