"""A note cut into sections: one per heading, each with its own text only, its path and its lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.domain import Section
from app.notes.bare import bare_headings
from app.notes.bare_lines import without_page_number
from app.notes.foreign import foreign_headings, org_title
from app.notes.front_matter import front_matter
from app.notes.headings import LONGEST_TITLE, is_generic, plain_title, slug
from app.notes.scan import Heading, headings

OPENING_KEY = "_start"
_LONGEST_KEY = 400
_NOT_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|%%.*?%%|\{%[^%]{0,500}%\}|\{:[^{}]{0,500}\}|<[^<>]*>|^\[[^\]\n]+\]:.*?$|^\([\w:.-]+\)=$"
    r"|(?:\[)?!\[[^\]\n]{0,500}\]\([^)\n]{0,500}\)(?:\]\([^)\n]{0,500}\))?|\[\[?_?TOC_?\]\]?|^[*-] TOC$"
    r"|^(`{3,})\{(?:raw|contents|toctree|tableofcontents)\}[^`]{0,5000}^\1$|^\^[\w-]+$|^#\+\w+:.*?$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


def cut(text: str, fallback_title: str) -> tuple[str, tuple[Section, ...]]:
    """The note's title and its sections in the order of the text.

    `text` is repaired (line ends are "\\n"). The title is the front matter's, else a sole H1's, else that of the first
    bare heading, else `fallback_title`. Text before the first heading is a section of level 0 with the note's title,
    where there is anything to read in it.
    """
    matter = front_matter(text)
    found = list(headings(text, matter.end))
    foreign = foreign_headings(text, matter.end, found)
    bare = [] if foreign else bare_headings(text, matter.end, found)
    given = matter.title or (org_title(text) if foreign else "")
    title = _note_title(given, foreign or bare or found, bool(bare), fallback_title)
    sections = _sections(text, matter.end, foreign or bare or found, title)
    return title, tuple(_without_page_numbers(sections) if bare else sections)


def _note_title(given: str, found: Sequence[Heading], bare: bool, fallback: str) -> str:
    tops = [heading.title for heading in found if heading.level == 1]
    given = plain_title(given)
    if not given and tops and (len(tops) == 1 or (bare and not is_generic(tops[0]))):
        given = tops[0]
    return (given or fallback)[:LONGEST_TITLE]


def _sections(text: str, start: int, found: Sequence[Heading], title: str) -> list[Section]:
    sections: list[Section] = []
    keys = _Keys()
    path: list[Heading] = []
    line, counted = 1, 0
    end = found[0].start if found else len(text)
    first = _first_text(text[start:end])
    if first >= 0:
        line, counted = 1 + text.count("\n", 0, start + first), start + first
        sections.append(_section(text, counted, end, line, OPENING_KEY, 0, (title,)))
    for index, heading in enumerate(found):
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
        line, counted = line + text.count("\n", counted, heading.start), heading.start
        end = found[index + 1].start if index + 1 < len(found) else len(text)
        titles = tuple(step.title for step in path)
        key = keys.mint(titles)
        sections.append(_section(text, heading.start, end, line, key, heading.level, titles))
    return sections


def _without_page_numbers(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        text = without_page_number(section.text)
        yield replace(section, text=text, end_line=section.start_line + text.count("\n"))


def _first_text(opening: str) -> int:
    """Where the first line with something to read begins, past comments, badges and template tags; -1 without one."""
    seen = _NOT_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), opening)
    found = re.search(r"[^\W_]", seen)
    return opening.rfind("\n", 0, found.start()) + 1 if found else -1


def _section(text: str, start: int, end: int, line: int, key: str, level: int, path: tuple[str, ...]) -> Section:
    last = start + len(text[start:end].rstrip())
    stop = text.find("\n", last)
    own = text[start : len(text) if stop < 0 else stop]
    return Section(key, path[-1], level, path, line, line + own.count("\n"), own)


@dataclass(slots=True)
class _Keys:
    """Keys of one note: the path's slugs, and "-2" for a second section of that path; no wider than the column."""

    minted: dict[str, int] = field(default_factory=dict)

    def mint(self, path: tuple[str, ...]) -> str:
        stem = "/".join(slug(title) for title in path)[-_LONGEST_KEY:].lstrip("/-")
        number = self.minted.get(stem, 0) + 1
        key = stem if number == 1 else f"{stem}-{number}"
        while key in self.minted:
            number += 1
            key = f"{stem}-{number}"
        self.minted[stem] = number
        self.minted.setdefault(key, 1)
        return key
