"""The passage of a changed text that took a lost quote's place."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.cards.wording import overlap_of_words, trimmed
from app.text import normalise

CLOSE = 0.5
"""Least share of words that a passage has in common with the quote it is taken for."""

_ENDS = re.compile(r"(?<=[.!?])[\"')\]*_]*\s+(?=[\"'(\[*_`$\\]*[A-Z0-9\\$`])|\n+")
_BLOCKS = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•|#>]|\d{1,3}[.)]\s|```|~~~|\$\$))")
_SENTENCES = re.compile(r"(?<=[.!?;:])\s+")
_MOST_UNITS = 400
_LONGEST = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """`texts[text][start:end]`, and how alike it is to the quote, from 0 to 1."""

    text: int
    start: int
    end: int
    likeness: float


def find_passage(quote: str, texts: Sequence[str]) -> Passage | None:
    """The stretch of one to three sentences or lines that is most alike; the earliest text and place among equals.

    None where nothing shares at least `CLOSE` of the words. Long texts are compared up to 400 sentences each.
    """
    best: Passage | None = None
    for index, text in enumerate(texts):
        for start, end in _stretches(text, quote):
            likeness = overlap_of_words(quote, text[start:end])
            if likeness >= CLOSE and (best is None or likeness > best.likeness):
                best = Passage(index, start, end, likeness)
    if best is None:
        return None
    left, right = trimmed(quote, texts[best.text][best.start : best.end])
    return Passage(best.text, best.start + left, best.start + right, best.likeness)


def _stretches(text: str, quote: str) -> Iterator[tuple[int, int]]:
    found = units(text)[:_MOST_UNITS]
    widest = min(len(units(quote)) + 1, max(_LONGEST, len(units(quote))))
    for first in range(len(found)):
        for last in range(first, min(first + widest, len(found))):
            yield found[first][0], found[last][1]


def sentences(text: str) -> list[str]:
    """The sentences, list items and rows of a section below its heading, normalised: what tells whether text is new.

    Lines wrapped elsewhere are the same sentence.
    """
    blocks = _BLOCKS.split(text)
    normal = (normalise(block).text for block in blocks)
    return [sentence for block in normal for sentence in _SENTENCES.split(block) if sentence]


def units(text: str) -> list[tuple[int, int]]:
    """The sentences and lines of a text that have something in them, as offsets."""
    found, at = [], 0
    for match in _ENDS.finditer(text):
        found.append((at, match.start()))
        at = match.end()
    found.append((at, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()]


def fresh_units(text: str, read: Collection[str]) -> list[tuple[int, int]]:
    """The sentences and lines of a text, as offsets, that say something not among the sentences `read`.

    Headings are left out.
    """
    found = [(start, end) for start, end in units(text) if not text[start:end].lstrip().startswith("#")]
    return [(start, end) for start, end in found if not set(sentences(text[start:end])) <= set(read)]
