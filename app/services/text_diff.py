"""What changed between two versions of a text, for reading: lines, and the words within changed lines.

Lines that occur once in both versions hold the two together ("patience": Bram Cohen's rule), so the work grows with the
length of a note and not with its square; only what lies between two such lines is compared line by line, and a stretch
too large for that is shown as removed and added whole. The rows that are returned are bounded too.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.services.word_diff import Part, Work, likeness, shared_ends, word_parts

CONTEXT = 3
"""Unchanged lines that are shown around a change."""

MOST_ROWS = 1_000
"""So many rows are shown at most."""

_MOST_COMPARED = 250_000  # pairs of lines in one stretch
_MOST_PAIRED = 1_500  # pairs of changed lines in one stretch that are looked at for which became which
_ALIKE = 0.5  # share of characters that two lines must have in common to be shown as one that changed


class Kind(StrEnum):
    """What became of a line."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; the numbers are 1-based, and None in the version that does not have it."""

    kind: Kind
    old: int | None
    new: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged lines that are not shown."""

    lines: int


@dataclass(frozen=True, slots=True)
class Diff:
    """The rows to be shown. `gone` and `new` count changed lines, `cut` those of them that are not shown."""

    rows: tuple[Line | Fold, ...]
    gone: int
    new: int
    cut: int


def diff_texts(old: str, new: str) -> Diff:
    """The readable difference of two texts; no rows where they have the same lines."""
    before, after = old.splitlines(), new.splitlines()
    blocks = list(_blocks(before, after))
    changed = [block for block in blocks if not block.same]
    gone = sum(block.old_end - block.old_start for block in changed)
    added = sum(block.new_end - block.new_start for block in changed)
    rows = list(_rows(blocks, before, after)) if changed else []
    shown = sum(isinstance(row, Line) and row.kind is not Kind.SAME for row in rows)
    return Diff(tuple(rows), gone, added, gone + added - shown)


# ------------------------------------------------------------------------------------------------- lines


@dataclass(frozen=True, slots=True)
class _Block:
    """`old[old_start:old_end]` became `new[new_start:new_end]`."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    """Both texts from beginning to end, in stretches that are the same or not."""
    at_old = at_new = 0
    for start_old, start_new, size in _merged(_matches(old, new)):
        if (at_old, at_new) != (start_old, start_new):
            yield _Block(False, at_old, start_old, at_new, start_new)
        yield _Block(True, start_old, start_old + size, start_new, start_new + size)
        at_old, at_new = start_old + size, start_new + size
    if at_old < len(old) or at_new < len(new):
        yield _Block(False, at_old, len(old), at_new, len(new))


_Match = tuple[int, int, int]


def _merged(matches: Iterator[_Match]) -> Iterator[_Match]:
    """Matches that follow on each other as one."""
    last: _Match | None = None
    for old, new, size in matches:
        if last and (last[0] + last[2], last[1] + last[2]) == (old, new):
            last = (last[0], last[1], last[2] + size)
            continue
        if last:
            yield last
        last = (old, new, size)
    if last:
        yield last


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[_Match]:
    """Equal stretches (start in old, start in new, length), in order."""
    low, tail = shared_ends(old, new)
    if low:
        yield 0, 0, low
    at_old, at_new, end_old, end_new = low, low, len(old) - tail, len(new) - tail
    for anchor_old, anchor_new in (*_anchors(old[low:end_old], new[low:end_new]), (end_old - low, end_new - low)):
        yield from _compared(old, new, at_old, low + anchor_old, at_new, low + anchor_new)
        at_old, at_new = low + anchor_old, low + anchor_new
    if tail:
        yield end_old, end_new, tail


def _compared(
    old: Sequence[str], new: Sequence[str], old_start: int, old_end: int, new_start: int, new_end: int
) -> Iterator[_Match]:
    if (old_end - old_start) * (new_end - new_start) > _MOST_COMPARED:
        return
    matcher = SequenceMatcher(None, old[old_start:old_end], new[new_start:new_end], autojunk=False)
    for match in matcher.get_matching_blocks():
        if match.size:
            yield old_start + match.a, new_start + match.b, match.size


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Lines that each version has once, in the longest order that both share."""
    place = _unique(new)
    pairs = [(at, place[line]) for line, at in _unique(old).items() if line in place]
    return _longest_increasing(sorted(pairs))


def _unique(lines: Sequence[str]) -> dict[str, int]:
    counts = Counter(lines)
    return {line: at for at, line in enumerate(lines) if counts[line] == 1 and line.strip()}


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that grows on both sides, by patience sorting; `pairs` are sorted by their first."""
    tops: list[int] = []
    at_top: list[int] = []
    before: list[int | None] = []
    for index, (_, right) in enumerate(pairs):
        pile = bisect_left(tops, right)
        before.append(at_top[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(right)
            at_top.append(index)
        else:
            tops[pile], at_top[pile] = right, index
    found: list[tuple[int, int]] = []
    at = at_top[-1] if at_top else None
    while at is not None:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


# -------------------------------------------------------------------------------------------------- rows


def _rows(blocks: Sequence[_Block], old: Sequence[str], new: Sequence[str]) -> Iterator[Line | Fold]:
    left, work = MOST_ROWS, Work()
    for place, block in enumerate(blocks):
        lines = _unchanged(block, old, place, len(blocks)) if block.same else _changed(block, old, new, left, work)
        for row in lines:
            yield row
            left -= 1
        if left <= 0:
            return


def _unchanged(block: _Block, old: Sequence[str], place: int, blocks: int) -> Iterator[Line | Fold]:
    """The lines next to a change; those in between are folded where that saves more than it hides."""
    size = block.old_end - block.old_start
    head = CONTEXT if place > 0 else 0
    tail = CONTEXT if place < blocks - 1 else 0
    folded = size - head - tail
    for step in range(size):
        if folded > 1 and head <= step < size - tail:
            if step == head:
                yield Fold(folded)
            continue
        at = block.old_start + step
        yield Line(Kind.SAME, at + 1, block.new_start + step + 1, (Part(old[at], False),))


def _changed(block: _Block, old: Sequence[str], new: Sequence[str], most: int, work: Work) -> Iterator[Line]:
    """A changed line stands above the one that it became; what has no counterpart is removed or added whole."""
    olds = range(block.old_start, min(block.old_end, block.old_start + most))
    news = range(block.new_start, min(block.new_end, block.new_start + most))
    partner = _partners([old[at] for at in olds], [new[at] for at in news])
    next_new = news.start
    for step, at in enumerate(olds):
        if step not in partner:
            yield _whole(Kind.GONE, old[at], at)
            continue
        mate = news[partner[step]]
        for each in range(next_new, mate):
            yield _whole(Kind.NEW, new[each], each)
        before, after = word_parts(old[at], new[mate], work)
        yield Line(Kind.GONE, at + 1, None, before)
        yield Line(Kind.NEW, None, mate + 1, after)
        next_new = mate + 1
    for each in range(next_new, news.stop):
        yield _whole(Kind.NEW, new[each], each)


def _whole(kind: Kind, text: str, at: int) -> Line:
    old, new = (at + 1, None) if kind is Kind.GONE else (None, at + 1)
    return Line(kind, old, new, (Part(text, True),) if text else ())


def _partners(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which changed line became which, in order: each takes the next one that is like it."""
    if len(old) * len(new) > _MOST_PAIRED:
        return {}
    found: dict[int, int] = {}
    at = 0
    for index, line in enumerate(old):
        scored = [(likeness(line, other), -place) for place, other in enumerate(new[at:], at)]
        score, place = max(scored, default=(0.0, 0))
        if score >= _ALIKE:
            found[index] = -place
            at = -place + 1
    return found
