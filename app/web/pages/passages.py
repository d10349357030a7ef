"""A section's text as a reader should see it, with the words that prove the cards marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from app.notes.render import render_passage
from app.text import code_and_maths

_HEADING = re.compile(r"(?<=<)(/?)h[1-6](?=>)")
_LINE = re.compile(r"^(?P<indent>[ \t]*)(?P<words>\S.*)$", re.MULTILINE)
_GOES_ON = re.compile(r"[|>]")
_OPENS = re.compile(r"[-*+•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]")
_SHORT = 2_000  # characters that are shown whole
_AROUND = 500  # characters to be shown on either side of a quote


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text, `offset` characters into it, and what it leaves out."""

    text: str
    offset: int
    cut_before: bool
    cut_after: bool


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The blocks around a quote, where the text is long: each whole, so that it reads as it does in its place."""
    if len(text) <= _SHORT:
        return Excerpt(text, 0, False, False)
    places = _block_starts(text)
    first = _last_of(places, text.rfind("\n", 0, start) + 1, default=0)
    wide = bisect_left(places, start - _AROUND)
    if wide < len(places) and places[wide] < first:
        first = places[wide]
    last = len(text)
    after = bisect_left(places, end)
    if after < len(places):
        last = max(places[after], _last_of(places, end + _AROUND, default=0))
    if end + _AROUND >= len(text):
        last = len(text)
    return Excerpt(text[first:last].rstrip("\n"), first, first > 0, last < len(text))


def _last_of(places: list[int], limit: int, *, default: int) -> int:
    """The last of sorted places that is not past the limit."""
    at = bisect_right(places, limit)
    return places[at - 1] if at else default


def _block_starts(text: str) -> list[int]:
    """Where a text can be cut without breaking a block: at its margin, outside code, formulas, tables and quotes."""
    inside = [(span.start, span.end) for span in code_and_maths(text) if "\n" in text[span.start : span.end]]
    found: list[int] = []
    taken, end_of_last, marked = 0, -2, False
    for line in _LINE.finditer(text):
        at, words = line.start(), line["words"]
        while taken < len(inside) and inside[taken][1] <= at:
            taken += 1
        within = taken < len(inside) and inside[taken][0] < at
        spaced = at > end_of_last + 1
        goes_on = marked and not spaced and bool(_GOES_ON.search(words))
        if not within and not goes_on and len(line["indent"]) < 2 and (spaced or _OPENS.match(words)):
            found.append(at)
        end_of_last, marked = line.end(), bool(_GOES_ON.search(words))
    return found


def marked(text: str, spans: Iterable[tuple[int, int]], missing: Iterable[tuple[int, int]] = ()) -> Markup:
    """Safe HTML of a section's text; overlapping quotes become one mark. `missing` is marked as what no quote holds.

    Its headings stand below those of the page that shows it, which has a heading of the second level above it.
    """
    return _marked(text, tuple(merged(spans)), tuple(missing))


@lru_cache(maxsize=64)
def _marked(text: str, spans: tuple[tuple[int, int], ...], missing: tuple[tuple[int, int], ...]) -> Markup:
    """Kept for the passages shown last: the inbox shows the same ones again after every decision."""
    return Markup(_HEADING.sub(r"\1h3", render_passage(text, spans, missing)))


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans without overlaps; empty ones are dropped."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out
