"""What gates read of a draft, whatever its kind."""

import re
import unicodedata
from functools import lru_cache

from app.cards import cloze
from app.domain import CardKind, Draft, Section
from app.errors import InvalidInputError
from app.text import code_and_maths, normalise

_SENTENCE_END = re.compile(r"[.!?][\"')\]*_]*\s+(?=[\"'(\[*_`$]*[^\W\d_a-z])|[。！？](?=.)")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|fig|eq|approx|resp|dr|mr|ms|prof|no)|\b[A-Za-z])\.$", re.I)
_FORMULA = "𝑥"
_SENTENCE_BEFORE = re.compile(r"[.!?:;|](?=\s)|\n\s*\n|\n\s*(?:[-*+]|\d{1,3}[.)])\s")
_LOOK_BACK = 160


def is_basic(draft: Draft) -> bool:
    """Whether the draft has a question apart from its answer."""
    return draft.kind is CardKind.BASIC


def asked(draft: Draft) -> str:
    """What the learner reads first: the question, or the cloze text with all its deletions as gaps."""
    return draft.question if is_basic(draft) else _emptied(draft.question)


def whole(draft: Draft) -> str:
    """The question, or the cloze text filled in."""
    return draft.question if is_basic(draft) else _shown(draft.question)


def answers(draft: Draft) -> tuple[str, ...]:
    """The answer, or each deletion's words."""
    return (draft.answer,) if is_basic(draft) else _deleted(draft.question)


@lru_cache(maxsize=64)
def context(section: Section) -> str:
    """The section's text and all headings above it; the same object each time, whose hash is known."""
    return "\n".join((*section.heading_path, section.text))


def support(words: list[str], known: frozenset[str]) -> float:
    """The share of stems that a text's vocabulary has; 1 where there are none to look for."""
    return sum(word in known for word in words) / len(words) if words else 1.0


@lru_cache(maxsize=256)
def quoted_sentence(text: str, start: int, end: int) -> str:
    """The quote `text[start:end]`, normalised, with what stands before it in its sentence: a quote may begin after its
    "not", or after its subject."""
    before = text[max(0, start - _LOOK_BACK) : start]
    ends = [match.end() for match in _SENTENCE_BEFORE.finditer(before)]
    return normalise(before[ends[-1] if ends else 0 :] + text[start:end]).text


def collapsed(text: str) -> str:
    """The text with every formula as one letter, so that length and words count as a reader counts."""
    pieces, at = [], 0
    for span in code_and_maths(text):
        if span.kind == "maths":
            pieces += [text[at : span.start], _FORMULA]
            at = span.end
    return "".join([*pieces, text[at:]])


def prose(text: str) -> str:
    """The text without its code and formulas, which gates compare letter by letter instead."""
    pieces, at = [], 0
    for span in code_and_maths(text):
        pieces += [text[at : span.start], " ⋯ "]
        at = span.end
    return "".join([*pieces, text[at:]])


def word_count(text: str) -> int:
    """Words as written, between white space; a formula is one, and so is a Han or kana character."""
    plain = normalise(collapsed(text)).text
    if plain.isascii():
        return len(plain.split())
    return sum(max(1, sum(_is_wide(letter) for letter in word)) for word in plain.split())


def length(text: str) -> int:
    """Characters as they take up a line: formulas count 1, marks nothing, wide characters 2."""
    return written_length(collapsed(text))


def written_length(text: str) -> int:
    """Characters as they are written, formulas in full; marks count nothing, wide characters 2."""
    plain = normalise(text).text
    return len(plain) if plain.isascii() else sum(2 if _is_wide(letter) else 1 for letter in plain)


def sentence_count(text: str) -> int:
    """Sentences of running text, abbreviations and formulas minded; at least 1."""
    plain = collapsed(text).strip()
    ends = [
        match
        for match in _SENTENCE_END.finditer(plain)
        if not _ABBREVIATION.search(plain[max(0, match.start() - 10) : match.start() + 1])
    ]
    return 1 + len(ends)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


@lru_cache(maxsize=512)
def _emptied(text: str) -> str:
    return cloze.emptied(text) if _deleted(text) else text


@lru_cache(maxsize=512)
def _shown(text: str) -> str:
    return cloze.shown(text) if _deleted(text) else text


@lru_cache(maxsize=512)
def _deleted(text: str) -> tuple[str, ...]:
    """Nothing where the cloze is malformed: rule F1 refuses such a draft and says why."""
    try:
        return tuple(each.words for each in cloze.parse(text))
    except InvalidInputError:
        return ()
