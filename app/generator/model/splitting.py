"""Long sections in parts that fit a prompt, cut where their blocks begin.

Cuts are looked for from the coarsest to the finest: between blocks, between the items of a list, between the rows of a
table or lines of code, between sentences, and only in a text without any of these between words. So a formula, a table
or a fence is cut only where it alone is too long.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from app.domain import Section
from app.notes.outline import Block, BlockKind, outline
from app.text import code_and_maths

_LINE = re.compile(r"\n+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_WORD = re.compile(r"\s+")
_SLICE = 400

Span = tuple[int, int]
Size = Callable[[str], float]


def spans(section: Section, budget: float, size: Size) -> list[Span]:
    """The parts of a section's text, in order and without gaps, each of at most `budget` by `size`.

    `size` must grow with the text. A part of `_SLICE` characters is never cut, and none is
    longer than two of them where the budget is smaller than one.
    """
    text = section.text
    if size(text) <= budget:
        return [(0, len(text))]
    return list(_cut((0, len(text)), text, _levels(section), budget, size))


def _levels(section: Section) -> list[Sequence[int]]:
    """Offsets where the text may be cut, the best first."""
    text = section.text
    blocks = outline(section)
    whole = [(_line_start(text, block.start), block.end) for block in _all(blocks) if block.kind is BlockKind.TABLE]
    whole += [(_line_start(text, span.start), span.end) for span in code_and_maths(text)]
    top = _outside([_line_start(text, block.start) for block in blocks], whole)
    inner = _outside([_line_start(text, block.start) for block in _all(blocks)], whole)
    lines = [match.end() for match in _LINE.finditer(text)]
    sentences = _outside([match.end() for match in _SENTENCE.finditer(text)], whole)
    words = [match.end() for match in _WORD.finditer(text)]
    return [top, inner, _outside(lines, whole), sentences, lines, words, range(0, len(text), _SLICE)]


def _cut(span: Span, text: str, levels: Sequence[Sequence[int]], budget: float, size: Size) -> Iterator[Span]:
    """The parts of a span: as many whole pieces of this level together as fit; a piece too long is cut finer."""
    start, end = span
    while levels and end - start > _SLICE and size(text[start:end]) > budget:
        level = levels[0]
        cuts = [*level[bisect_right(level, start) : bisect_left(level, end)], end]
        fitting = bisect_right(cuts, budget, key=lambda cut: size(text[start:cut]))
        before, after = cuts[fitting - 1] if fitting else start, cuts[fitting]
        if size(text[before:after]) > budget:  # with what stands before it, which need not be a part of its own
            yield from _cut((start, after), text, levels[1:], budget, size)
            start = after
        else:
            yield start, before
            start = before
    if start < end:
        yield start, end


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def _outside(cuts: Sequence[int], whole: Sequence[Span]) -> list[int]:
    """The cuts in order, those inside a table, fence or formula moved to the line where it begins."""
    found = set()
    for at in cuts:
        around = [start for start, end in whole if start < at < end]
        found.add(min(around, default=at))
    return sorted(found)
