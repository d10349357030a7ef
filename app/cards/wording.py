"""Whether a changed wording still says the same. Rules, no model; where in doubt, it does not.

The two texts are aligned word by word (difflib). A word with the same stem, spelling or neutral synonym is the same
word. What is left decides: a number, name, negation, hedge, condition, contrast, formula or piece of code is never a
matter of wording (`cards.weighing`), nor is a word that the card itself uses, a word in the same clause as those, or a
word that narrows what the clause says.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.cards.weighing import (
    Exchange,
    is_beside,
    is_example,
    is_harmless_addition,
    moved,
    reordered,
    rotated,
    turned,
    typo,
    weighs,
    written_otherwise,
)
from app.cards.words import Word, counts, placed_words, words_of
from app.text import content_words, normalise

A_WORD = "a word"
"""The reason of a difference that no rule finds weighty, and none harmless: the one where another reader may judge."""

_ORDER = "the order of its words"
_WIDTH = "what it is said of"


class Change(StrEnum):
    """NONE: case, marks and white space only. FORM: spelling, endings, little words. AROUND: words were added or
    dropped that the card does not use. MEANING: it may say something else."""

    NONE = "none"
    FORM = "form"
    AROUND = "around"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Difference:
    """What kind of change it is, why, and the words that were exchanged: pairs (old, new), either side may be empty.

    `certain` says that a rule speaks against its being the same: a number, a negation and the like, in contrast to
    words that might be said for one another.
    """

    change: Change
    reason: str = ""
    exchanged: tuple[tuple[str, str], ...] = ()
    certain: bool = False

    @property
    def same(self) -> bool:
        """Whether the new text still says what the old one said."""
        return self.change is not Change.MEANING


def compare(old: str, new: str, *, used: frozenset[str] = frozenset()) -> Difference:
    """How `new` differs from `old`. `used` are the stems of the words that a card asks or answers with.

    Without `used`, every word that carries meaning counts.
    """
    if normalise(old).text.rstrip(".") == normalise(new).text.rstrip("."):
        return Difference(Change.NONE)
    before, after = words_of(old), words_of(new)
    placed = [each for each in _exchanges(before, after) if any(counts(word) for side in each[:2] for word in side)]
    if not placed:
        return Difference(Change.FORM, "little words")
    exchanges = [(gone, come) for gone, come, _ in placed]
    exchanged = tuple((_shown(gone), _shown(come)) for gone, come in exchanges)
    if moved(exchanges) or rotated(before, after):
        return Difference(Change.FORM, "a moved clause")
    if turned(before, after):
        return Difference(Change.FORM, "active and passive voice")
    found = [_judged(gone, come, start, before, after, used) for gone, come, start in placed]
    certain = next((reason for reason, weighty in found if weighty), "")
    if certain:
        return Difference(Change.MEANING, certain, exchanged, certain=True)
    if reordered(exchanges):
        return Difference(Change.MEANING, _ORDER, exchanged)
    reasons = [reason for reason, _ in found if reason]
    against = [reason for reason in reasons if reason != _AROUND]
    if against:
        return Difference(Change.MEANING, next((each for each in against if each != A_WORD), A_WORD), exchanged)
    return Difference(Change.AROUND, "other words", exchanged) if reasons else Difference(Change.FORM, "", exchanged)


_AROUND = "around"


def _judged(
    gone: Sequence[Word],
    come: Sequence[Word],
    start: int,
    before: Sequence[Word],
    after: Sequence[Word],
    used: frozenset[str],
) -> tuple[str, bool]:
    """What speaks against an exchange, and whether that is certain; `_AROUND` where words differ that do not matter."""
    if written_otherwise(gone, come):
        return "", False
    if not any(counts(word) for word in gone) and is_example(come):
        return _AROUND, False
    if reason := weighs(gone, come):
        return reason, True
    if typo(gone, come):
        return "", False
    if not used or used.intersection(word.key for word in gone if counts(word)):
        return A_WORD, False
    if not any(counts(word) for word in come):
        return _AROUND, False
    if any(counts(word) for word in gone):
        return (_AROUND if is_beside(gone, before, used) else A_WORD), False
    return (_AROUND if is_harmless_addition(come, start, after, used) else _WIDTH), False


def trimmed(quote: str, passage: str) -> tuple[int, int]:
    """The part of `passage` (offsets) that answers to `quote`, which may be a part of a sentence.

    What the passage says before the first and after the last word they share is left out, unless the quote began or
    ended a sentence there, or it weighs: a condition at the end of a sentence belongs to the fact.
    """
    before, placed = words_of(quote), list(placed_words(passage))
    after = [word for word, _, _ in placed]
    blocks = [block for block in aligned(before, after) if block.size]
    if not blocks:
        return 0, len(passage)
    first, last = blocks[0].b, blocks[-1].b + blocks[-1].size - 1
    known = {word.key for word in before if counts(word)}
    if blocks[0].a > 0 or quote[:1].isupper() or _belongs(after[:first], known):
        first = 0
    end_of_quote = blocks[-1].a + blocks[-1].size
    rest = after[last + 1 :]
    if end_of_quote < len(before) or quote.rstrip(" *_").endswith((".", "!", "?")) or _belongs(rest, known):
        last = len(after) - 1
    start = 0 if first == 0 else placed[first][1]
    end = len(passage) if last == len(after) - 1 else placed[last][2]
    return start, end


def _belongs(words: Sequence[Word], known: set[str]) -> bool:
    """Whether words at a passage's end are part of the fact: they weigh, or the quote said them elsewhere."""
    return bool(weighs((), words)) or any(word.key in known for word in words)


def aligned(before: Sequence[Word], after: Sequence[Word]) -> Sequence["Block"]:
    """The stretches that two texts share, in order; an empty one ends the list (difflib's matching blocks)."""
    matcher = SequenceMatcher(None, [w.key for w in before], [w.key for w in after], autojunk=False)
    return [Block(*block) for block in matcher.get_matching_blocks()]


@dataclass(frozen=True, slots=True)
class Block:
    """`size` words are the same from word `a` of one text and from word `b` of the other on."""

    a: int
    b: int
    size: int


def _exchanges(before: Sequence[Word], after: Sequence[Word]) -> list[tuple[*Exchange, int]]:
    """What was exchanged for what, in order, with the place in `after` where it begins."""
    found: list[tuple[*Exchange, int]] = []
    a = b = 0
    for block in aligned(before, after):
        if block.a > a or block.b > b:
            found.append((tuple(before[a : block.a]), tuple(after[b : block.b]), b))
        a, b = block.a + block.size, block.b + block.size
    return found


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.shown for word in words)


def overlap_of_words(left: str, right: str) -> float:
    """Dice's coefficient of two texts' content words, repeats counted; 0 where both have none."""
    one, other = Counter(content_words(left)), Counter(content_words(right))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
