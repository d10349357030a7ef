"""Reads the labelled drafts of cases/*.md: a note, and drafts with the rules that should fire on them."""

import re
from dataclasses import dataclass
from pathlib import Path

from app.domain import CardKind, Draft, Section
from app.generator.gates.deck_index import DeckIndex
from app.generator.vectors import Neighbour
from app.text import find_quote

CASES = Path(__file__).parent / "cases"
_NOTE = re.compile(r"^~~~~ note\n(.*?)^~~~~$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$")


@dataclass(frozen=True)
class Case:
    """One draft, the cards that are in the deck before it, and the rules a careful reader wants to fire.

    `expected` must fire; `tolerated` may, since the fault that is shown drags others along. `near` is what an embedding
    model would propose. A `good` draft has no fault; a `blind` one has a fault that comparing words can not find.
    """

    name: str
    draft: Draft
    section: Section
    deck: DeckIndex
    expected: frozenset[str]
    tolerated: frozenset[str]
    near: tuple[Neighbour, ...] = ()
    blind: bool = False

    @property
    def good(self) -> bool:
        return not self.expected and not self.blind

    @property
    def file(self) -> str:
        return self.name.split(":", 1)[0]


def all_cases() -> list[Case]:
    """Every case of every file, in order."""
    return [case for path in sorted(CASES.glob("*.md")) for case in _read(path)]


def sections_of(note: str) -> list[Section]:
    """The sections of a simple note: every line with # begins one."""
    lines = note.rstrip("\n").split("\n")
    starts = [index for index, line in enumerate(lines) if _HEADING.match(line)]
    path: list[str] = []
    sections = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        marks, title = _HEADING.match(lines[start]).groups()  # type: ignore[union-attr]
        path = [*path[: len(marks) - 1], title]
        text = "\n".join(lines[start:end])
        sections.append(Section("/".join(path), title, len(marks), tuple(path), start + 1, end, text))
    return sections


def _read(path: Path) -> list[Case]:
    content = path.read_text("utf-8")
    note = _NOTE.search(content)
    assert note, f"{path.name} has no note"
    sections = sections_of(note.group(1))
    blocks = re.split(r"^### ", content[note.end() :], flags=re.MULTILINE)[1:]
    return [_case(f"{path.stem}:{number}", block, sections) for number, block in enumerate(blocks, 1)]


def _case(place: str, block: str, sections: list[Section]) -> Case:
    label, *lines = block.rstrip("\n").split("\n")
    rules = set(label.split("·")[0].split()) - {"good", "blind"}
    fields: dict[str, list[str]] = {}
    for line in filter(None, lines):
        name, value = re.match(r"((?:Known )?>|[A-Z][\w ]*?:) ?(.*)", line).groups()  # type: ignore[union-attr]
        fields.setdefault(name, []).append(value)
    text = {name: "\n".join(values).strip() for name, values in fields.items()}
    section = _home(text[">"], text.get("Section:"), sections)
    deck = DeckIndex()
    if "Known Q:" in text:
        known = text.get("Known >", "")
        home = _home(known, None, sections) if known else None
        start = home.text.index(known) if home else 0
        kind = _kind(text["Known Q:"], "")
        deck.add("known", kind, text["Known Q:"], text["Known A:"], home.key if home else "", start, start + len(known))
    draft = _draft(text, section)
    near = (Neighbour("known", float(text["Near:"])),) if "Near:" in text else ()
    tolerated = frozenset(text.get("Also:", "").split())
    return Case(f"{place} {label}", draft, section, deck, frozenset(rules), tolerated, near, label.startswith("blind"))


def _draft(text: dict[str, str], section: Section) -> Draft:
    span = find_quote(text[">"], section.text) or (0, 0)
    kind = _kind(text["Q:"], text.get("Kind:", ""))
    return Draft(kind, text["Q:"], text["A:"], text[">"], *span, rule="case")


def _kind(question: str, name: str) -> CardKind:
    if name:
        return CardKind(name)
    if "{{c" not in question:
        return CardKind.BASIC
    return CardKind.ORDERED if re.search(r"^1\. ", question, re.MULTILINE) else CardKind.CLOZE


def _home(quote: str, title: str | None, sections: list[Section]) -> Section:
    return next(each for each in sections if (each.title == title if title else quote in each.text))
