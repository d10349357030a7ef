"""Which sentences and bold terms of a section stand in the quote of some card, and which in none (rule C1).

What a card could ask about is read once for a text: sentences of prose, list items, rows of tables, and the terms the
author set in bold. Headings, code, formulas that stand alone, questions, lists of links and sentences that only
announce what comes next hold nothing of their own to ask about.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.domain import Section
from app.notes.outline import Block, BlockKind, outline
from app.notes.outline_labels import names_property
from app.notes.passage import Passage, masked, sentences

Span = tuple[int, int]
"""Offsets in the section's text: start, and just past the end."""

_LEAST_OVERLAP = 8  # characters; as many as the shortest quote there can be
_LONGEST_TERM = 6  # words; past that, bold is stress and names nothing
_LINK = re.compile(
    r"!?\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)|!?\[\[[^\[\]\n]{1,300}\]\]|!?\[[^\[\]\n]{1,300}\]\[[^\[\]\n]{0,100}\]"
    r"|<https?://[^<>\s]{1,500}>|https?://\S{1,500}|\[\^[^\]\s]{1,60}\]"
)
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_LEADS_TO_LINKS = frozenset(
    "a also and article at by chapter docs documentation file for from further here in link links more next of on or "
    "page pages paper previous read reading reference references related see source sources the to video via "
    "wikipedia".split()
)
_MARKS_BEFORE = ("**", "__", "==")
_ENDS = re.compile(r"[。！？]+[」』”’）)]*|[.!?…]+[\"'”’)\]]*(?=\s+(?P<next>\S))")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    covered: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them; 100 where there are none."""
        return 100 * self.covered // self.total if self.total else 100

    def __add__(self, other: "Share") -> "Share":
        return Share(self.covered + other.covered, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a section stands in a card's quote. Spans are in the order of the text; those of `sentences` never
    overlap."""

    sentences: Share = field(default_factory=Share)
    terms: Share = field(default_factory=Share)
    covered: tuple[Span, ...] = ()
    missing: tuple[Span, ...] = ()
    missing_terms: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Term:
    """A bold term. `home` is where a quote speaks of it: the term itself, or all that a label stands over."""

    span: Span
    home: Span
    name: str


@dataclass(frozen=True, slots=True)
class _Askable:
    """What cards of a section could ask about."""

    sentences: tuple[Span, ...]
    terms: tuple[_Term, ...]


def coverage(section: Section, spans: Iterable[Span]) -> Coverage:
    """What the quotes at `spans` (offsets in the section's text) leave out.

    A sentence is covered where quotes hold at least half of it, or eight characters of it. A term is covered where
    quotes hold half of it in one of its places; a bold label, where a quote holds something of what it stands over.
    """
    quoted = _Quoted(spans)
    askable = _askable(section)
    missing = [span for span in askable.sentences if not quoted.holds(span)]
    left_out = set(missing)
    terms: dict[str, bool] = {}
    first: dict[str, Span] = {}
    for term in askable.terms:
        terms[term.name] = terms.get(term.name, False) or quoted.holds(term.home)
        first.setdefault(term.name, term.span)
    return Coverage(
        sentences=Share(len(askable.sentences) - len(missing), len(askable.sentences)),
        terms=Share(sum(terms.values()), len(terms)),
        covered=tuple(span for span in askable.sentences if span not in left_out),
        missing=tuple(missing),
        missing_terms=tuple(first[name] for name, found in terms.items() if not found),
    )


class _Quoted:
    """Sorted quotes without overlaps, asked how much of a span they hold."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: list[Span] = []
        for start, end in sorted(spans):
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            elif start < end:
                self._spans.append((start, end))

    def holds(self, span: Span) -> bool:
        start, end = span
        needed = min(_LEAST_OVERLAP, (end - start + 1) // 2)
        held = 0
        for left, right in self._spans[_first_past(self._spans, start) :]:
            if left >= end:
                break
            held += min(right, end) - max(left, start)
        return held >= needed > 0


def _first_past(spans: Sequence[Span], start: int) -> int:
    """The index of the first span that ends past `start`."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][1] <= start:
            low = middle + 1
        else:
            high = middle
    return low


@lru_cache(maxsize=256)
def _askable(section: Section) -> _Askable:
    """Kept for the sections looked at last: reading the text is what costs, and quotes change more often than it."""
    found: list[Span] = []
    terms: list[_Term] = []
    for block in _blocks(outline(section)):
        found += _sentences(block, section.text)
        terms += _terms(block, section.text)
    return _Askable(tuple(_apart(sorted(found))), tuple(sorted(terms, key=lambda term: term.span)))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Without what begins inside the span before it: pasted text may give a line to two blocks."""
    last = 0
    for start, end in spans:
        if start >= last:
            yield start, end
            last = end


def _blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _blocks(block.children)


def _sentences(block: Block, text: str) -> Iterator[Span]:
    """The sentences of one block, its children left out; a label goes with the first."""
    if block.kind is BlockKind.TABLE:
        for row in block.rows[1:]:
            cells = [cell for cell in row if cell]
            if len(cells) > 1 and any(_says_something(cell.text) for cell in cells):
                yield cells[0].start, cells[-1].end
        return
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or not block.body:
        return
    first = _with_marks(block.label, text) if block.label else len(text)
    for piece in (finer for whole in sentences(block.body) for finer in _by_script(whole)):
        if _says_something(piece.text):
            yield min(first, piece.start), piece.end
        first = len(text)


def _with_marks(label: Passage, text: str) -> int:
    """Where a label begins, its opening mark included."""
    return label.start - 2 if text[: label.start].endswith(_MARKS_BEFORE) else label.start


def _by_script(sentence: Passage) -> Iterator[Passage]:
    """A sentence taken further apart where its script is one that `sentences` does not know the ends of."""
    if sentence.text.isascii():
        yield sentence
        return
    begin = 0
    for end in _ENDS.finditer(masked(sentence.text)):
        following = end.group("next")
        if following is None or (following.isupper() and not following.isascii()):
            yield sentence.cut(begin, end.end())
            begin = end.end()
    rest = sentence.cut(begin)
    if rest:
        yield rest


def _says_something(text: str) -> bool:
    """Whether a sentence has words besides code, formulas and links, and neither asks nor announces."""
    plain = masked(text)
    bare = _LINK.sub(" ", plain)
    if not _LETTER.search(bare) or plain.rstrip("*_=\"'”’) ").endswith((":", "?", "：", "？")):
        return False
    if bare == plain:
        return True
    return any(word.casefold() not in _LEADS_TO_LINKS for word in _WORD.findall(bare))


def _terms(block: Block, text: str) -> Iterator[_Term]:
    for term in block.terms:
        span = (term.start, term.end)
        if _is_name(term.text):
            yield _Term(span, span, _name(term.text))
    label = block.label
    if not label or _with_marks(label, text) == label.start:
        return
    over = block.body or any(child.kind not in (BlockKind.CODE, BlockKind.FORMULA) for child in block.children)
    if over and _is_name(label.text) and not names_property(label.text):
        yield _Term((label.start, label.end), (block.start, block.end), _name(label.text))


def _is_name(term: str) -> bool:
    return len(term.split()) <= _LONGEST_TERM and term[-1:] not in ".!?" and bool(_LETTER.search(masked(term)))


def _name(term: str) -> str:
    return " ".join(_WORD.findall(term.casefold())) or term
