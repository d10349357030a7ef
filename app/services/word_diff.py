"""The words that two texts do not share, for reading: which stretches of each differ from the other.

Word by word with difflib, after what both begin and end with: most edits of a long paragraph are small.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST_WORDS = 400  # on each side, between what both begin and end with; more is shown as changed whole
_MOST_CHARACTERS = 200_000  # in both texts together; longer ones differ whole
_MOST_WORK = 4_000_000  # pairs of words in one go
_BRIDGE = re.compile(
    r"[\s,;:.()\[\]*_`'\"-]{1,3}"
)  # what may stand unchanged between two changed words and is read with them
_TOKEN = re.compile(r"(?P<word>\w+|[^\w\s]|^\s+)(?P<space>\s*)")
_Match = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text; `changed` where the other version has something else there."""

    text: str
    changed: bool


class Work:
    """How much may still be compared, so that a long list of long lines ends."""

    def __init__(self, pairs: int = _MOST_WORK) -> None:
        self._left = pairs

    def affords(self, pairs: int) -> bool:
        """Whether so many pairs of words may be compared; they are then spent."""
        if pairs > self._left:
            return False
        self._left -= pairs
        return True


def word_parts(old: str, new: str, work: Work | None = None) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in parts, those that differ marked. White space alone is no difference."""
    if len(old) + len(new) > _MOST_CHARACTERS:
        return (Part(old, old != new),), (Part(new, old != new),)
    before, after = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    keys = [each["word"] for each in before], [each["word"] for each in after]
    matches = _matches(*keys, work or Work())
    return _parts(old, before, [(a, size) for a, _, size in matches]), _parts(
        new, after, [(b, size) for _, b, size in matches]
    )


def changed_spans(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where the words stand that two texts do not share: offsets (start, end) in the old one, and in the new one."""
    left, right = word_parts(old, new)
    return _spans(left), _spans(right)


def likeness(old: str, new: str) -> float:
    """Share of the characters that stand in words which both texts have, from 0 to 1."""
    if len(old) + len(new) > _MOST_CHARACTERS:
        return float(old == new)
    left, right = (Counter(each["word"] for each in _TOKEN.finditer(text)) for text in (old, new))
    shared = sum(len(word) * count for word, count in (left & right).items() if word.strip())
    size = sum(len(word) * count for word, count in (left + right).items() if word.strip())
    return 2 * shared / size if size else 0.0


def shared_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items both begin with, and how many of the rest both end with."""
    most = min(len(old), len(new))
    head = next((at for at in range(most) if old[at] != new[at]), most)
    most -= head
    tail = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return head, tail


def _matches(old: Sequence[str], new: Sequence[str], work: Work) -> list[_Match]:
    """Equal stretches (start in old, start in new, length), in order."""
    head, tail = shared_ends(old, new)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    found: list[_Match] = [(0, 0, head)]
    if max(len(left), len(right)) <= _MOST_WORDS and work.affords(len(left) * len(right)):
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        found += [(head + match.a, head + match.b, match.size) for match in matcher.get_matching_blocks()]
    return [*found, (len(old) - tail, len(new) - tail, tail)]


def _parts(text: str, tokens: Sequence[re.Match[str]], same: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    """The text in stretches: the tokens in `same` (start, length), and those between them, which changed."""
    parts: list[Part] = []
    at = 0
    for start, size in (*same, (len(tokens), 0)):
        parts += [_stretch(text, tokens, at, start, changed=True)]
        parts += [_stretch(text, tokens, start, start + size, changed=False)]
        at = start + size
    return _bridged([part for part in parts if part.text])


def _stretch(text: str, tokens: Sequence[re.Match[str]], start: int, end: int, *, changed: bool) -> Part:
    return Part(text[tokens[start].start() : tokens[end - 1].end()] if start < end else "", changed)


def _bridged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Signs between two changed words are read with them; a space after the last of them is nobody's change."""
    out: list[Part] = []
    for index, part in enumerate(parts):
        bridge = not part.changed and 0 < index < len(parts) - 1 and _BRIDGE.fullmatch(part.text)
        changed = part.changed or bool(bridge)
        if out and out[-1].changed == changed:
            out[-1] = Part(out[-1].text + part.text, changed)
        else:
            out.append(Part(part.text, changed))
    return tuple(piece for part in out for piece in _without_last_space(part))


def _without_last_space(part: Part) -> tuple[Part, ...]:
    words = part.text.rstrip()
    if not part.changed or len(words) == len(part.text) or not words:
        return (part,)
    return Part(words, True), Part(part.text[len(words) :], False)


def _spans(parts: Sequence[Part]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for part in parts:
        if part.changed and part.text.strip():
            spans.append((at, at + len(part.text)))
        at += len(part.text)
    return spans
