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

_LINE = re.compile(r"\n+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_WORD = re.compile(r"\s+")
_SLICE = 400

Span = tuple[int, int]
Size = Callable[[str], float]


def spans(section: Section, budget: float, size: Size) -> list[Span]:
    """The parts of a section's text, in order and without gaps, each of at most `budget` by `size`.

    `size` must grow with the text. A part of `_SLICE` characters is never cut, however small the budget.
    """
    text = section.text
    if size(text) <= budget:
        return [(0, len(text))]
    return list(_cut((0, len(text)), text, _levels(section), budget, size))


def _levels(section: Section) -> list[Sequence[int]]:
    """Offsets where the text may be cut, the best first."""
    text = section.text
    blocks = outline(section)
    top = sorted(_line_start(text, block.start) for block in blocks)
    inner = sorted(_line_start(text, block.start) for block in _under(blocks))
    lines = [match.end() for match in _LINE.finditer(text)]
    opaque = [(block.start, block.end) for block in _all(blocks) if block.kind not in _FLOWING]
    sentences = [match.end() for match in _SENTENCE.finditer(text) if not _inside(match.end(), opaque)]
    words = [match.end() for match in _WORD.finditer(text)]
    return [top, inner, [at for at in lines if not _inside(at, opaque)], sentences, lines, words, _every(text)]


_FLOWING = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE)


def _cut(span: Span, text: str, levels: Sequence[Sequence[int]], budget: float, size: Size) -> Iterator[Span]:
    """The parts of a span: as many whole pieces of this level together as fit; a piece too long is cut finer."""
    start, end = span
    if not levels or end - start <= _SLICE or size(text[start:end]) <= budget:
        yield span
        return
    cuts = levels[0][bisect_right(levels[0], start) : bisect_left(levels[0], end)]
    part_start, part_size = start, 0.0
    for piece_start, piece_end in zip((start, *cuts), (*cuts, end), strict=True):
        piece_size = size(text[piece_start:piece_end])
        if part_size and part_size + piece_size > budget:
            yield from _cut((part_start, piece_start), text, levels[1:], budget, size)
            part_start, part_size = piece_start, 0.0
        part_size += piece_size
    yield from _cut((part_start, end), text, levels[1:], budget, size)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _under(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from _all(block.children)


def _all(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


def _inside(at: int, stretches: Sequence[Span]) -> bool:
    """Whether a cut at this offset would part a stretch; stretches may come in any order."""
    return any(start < at < end for start, end in stretches)


def _every(text: str) -> range:
    return range(0, len(text), _SLICE)
