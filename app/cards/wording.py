"""Whether a changed wording still says the same. Rules, no model; where in doubt, it does not.

The two texts are aligned word by word (difflib). A word with the same stem, spelling or neutral synonym is the same
word. What is left decides: a number, name, negation, hedge, condition, contrast, formula or piece of code is never a
matter of wording, and neither is any word that the card itself uses.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from app.text import code_and_maths, content_words, normalise, stem
from app.text.meaning import CONTRASTS, FREE, HEDGES, NUMBER_WORDS, QUANTITIES, SAME, SAME_DEGREE, is_negation


class Change(StrEnum):
    """NONE: case, marks and white space only. FORM: spelling, endings, little words. AROUND: words were added or
    dropped that the card does not use. MEANING: it may say something else."""

    NONE = "none"
    FORM = "form"
    AROUND = "around"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Difference:
    """What kind of change it is, why, and the words that were exchanged: pairs (old, new), either side may be empty."""

    change: Change
    reason: str = ""
    exchanged: tuple[tuple[str, str], ...] = ()

    @property
    def same(self) -> bool:
        """Whether the new text still says what the old one said."""
        return self.change is not Change.MEANING


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number, sign, formula or piece of code. `key` is what is compared, `shown` what stands in the text."""

    key: str
    shown: str
    kind: str


_TOKEN = re.compile(
    r"(?P<number>(?<![\w.])-?\d+(?:[.,]\d+)*%?)|(?P<word>[^\W_]+(?:['.-][^\W_]+)*)|(?P<sign>[<>=≤≥≠≈→×/+%])"
)
_NAMED = re.compile(r"\w[A-Z]|\d[A-Za-z]|[A-Za-z]\d")
_SPELLINGS = (
    (re.compile(r"our(?=$|s|ed|ing|al|able|ite)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|ing$|ation|er$)"), "iz"),
    (re.compile(r"ys(?=e$|es$|ed$|ing$)"), "yz"),
    (re.compile(r"(?<=[aeiou])ll(?=ed$|ing$|er$)"), "l"),
    (re.compile(r"tre$"), "ter"),
)


def compare(old: str, new: str, *, used: frozenset[str] = frozenset()) -> Difference:
    """How `new` differs from `old`. `used` are the stems of the words that a card asks or answers with.

    Without `used`, every word that carries meaning counts.
    """
    if normalise(old).text.rstrip(".") == normalise(new).text.rstrip("."):
        return Difference(Change.NONE)
    before, after = words_of(old), words_of(new)
    exchanges = [each for each in _exchanges(before, after) if any(_counts(word) for side in each for word in side)]
    if not exchanges:
        return Difference(Change.FORM, "little words")
    exchanged = tuple((_shown(gone), _shown(come)) for gone, come in exchanges)
    if _moved(exchanges):
        return Difference(Change.FORM, "a moved clause")
    if _turned(before, after):
        return Difference(Change.FORM, "active and passive voice")
    around = False
    for gone, come in exchanges:
        if _written_otherwise(gone, come):
            continue
        reason = _weighs(gone, come)
        if reason:
            return Difference(Change.MEANING, reason, exchanged)
        if _typo(gone, come):
            continue
        if not used or used.intersection(word.key for word in gone if _counts(word)):
            return Difference(Change.MEANING, "a word", exchanged)
        around = True
    return Difference(Change.AROUND, "other words", exchanged) if around else Difference(Change.FORM, "", exchanged)


def trimmed(quote: str, passage: str) -> tuple[int, int]:
    """The part of `passage` (offsets) that answers to `quote`, which may be a part of a sentence.

    What the passage says before the first and after the last word they share is left out unless it weighs: a condition
    at the end of a sentence belongs to the fact.
    """
    before, placed = words_of(quote), list(placed_words(passage))
    after = [word for word, _, _ in placed]
    blocks = [block for block in aligned(before, after) if block.size]
    if not blocks:
        return 0, len(passage)
    first, last = blocks[0].b, blocks[-1].b + blocks[-1].size - 1
    if blocks[0].a > 0 or _weighs((), after[:first]):
        first = 0
    end_of_quote = blocks[-1].a + blocks[-1].size
    if end_of_quote < len(before) or _weighs((), after[last + 1 :]):
        last = len(after) - 1
    start = 0 if first == 0 else placed[first][1]
    end = len(passage) if last == len(after) - 1 else placed[last][2]
    return start, end


def used_words(*texts: str) -> frozenset[str]:
    """The keys of the words that texts carry their meaning with."""
    return frozenset(word.key for text in texts for word in words_of(text) if _counts(word))


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a markdown text, in order."""
    return tuple(word for word, _, _ in placed_words(text))


def placed_words(text: str) -> Iterator[tuple[Word, int, int]]:
    """The words of a markdown text, each with its offsets (start, end)."""
    at = 0
    for span in code_and_maths(text):
        yield from _plain(text, at, span.start)
        body = text[span.body_start : span.body_end]
        yield Word(re.sub(r"\s", "", body), body, span.kind), span.start, span.end
        at = span.end
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[tuple[Word, int, int]]:
    normal = normalise(text[start:end])
    for match in _TOKEN.finditer(normal.text):
        left, right = start + normal.starts[match.start()], start + normal.ends[match.end() - 1]
        shown = text[left:right]
        yield Word(_key(match.group(), match.lastgroup or ""), shown, _kind(match, shown, left, text)), left, right


def _kind(match: re.Match[str], shown: str, left: int, text: str) -> str:
    if match.lastgroup == "number" or match.group() in NUMBER_WORDS:
        return "number"
    opens = not re.search(r"[^\W_][^.!?:\n]*$", text[:left])
    named = bool(_NAMED.search(shown)) or (shown[:1].isupper() and not opens)
    return "name" if match.lastgroup == "word" and named else match.lastgroup or ""


@lru_cache(maxsize=65536)
def _key(word: str, kind: str) -> str:
    if kind == "number":
        return re.sub(r",(?=\d{3}(?!\d))", "", word)
    if kind == "sign":
        return word
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    word = SAME_DEGREE.get(word, word)
    if word in FREE or word in HEDGES or word in QUANTITIES or is_negation(word):
        return word
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    root = stem(word.replace("-", "").removesuffix("'s"))
    return SAME.get(root, root)


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


_Exchange = tuple[tuple[Word, ...], tuple[Word, ...]]


def _exchanges(before: Sequence[Word], after: Sequence[Word]) -> list[_Exchange]:
    found: list[_Exchange] = []
    a = b = 0
    for block in aligned(before, after):
        if block.a > a or block.b > b:
            found.append((tuple(before[a : block.a]), tuple(after[b : block.b])))
        a, b = block.a + block.size, block.b + block.size
    return found


def _counts(word: Word) -> bool:
    return word.kind != "word" or word.key not in FREE


def _weighs(gone: Sequence[Word], come: Sequence[Word]) -> str:
    """Which kind of word makes an exchange one of meaning; empty where none does."""
    ours, theirs = Counter(w.key for w in gone), Counter(w.key for w in come)
    changed = [word for word in (*gone, *come) if ours[word.key] != theirs[word.key]]
    for word in changed:
        if word.kind in {"number", "sign", "code", "maths", "fence"}:
            return {"number": "a number", "sign": "a sign"}.get(word.kind, "a formula or code")
        if is_negation(word.key):
            return "a negation"
        if word.key in HEDGES:
            return "how sure it is"
        if word.key in QUANTITIES:
            return "how much of it"
        if (word.key in CONTRASTS or stem(word.key) in CONTRASTS) and gone and come:
            return "its opposite"
    names = [word for word in changed if word.kind == "name"]
    if names and any(word.kind == "name" for word in gone) and come:
        return "a name"
    return ""


def _typo(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    """Two neighbours swapped, a letter doubled or undoubled, or one inner letter dropped or found, in a longer word.

    One letter for another is no typo here: "adsorption" and "absorption" are two things.
    """
    ours, theirs = [w for w in gone if _counts(w)], [w for w in come if _counts(w)]
    if len(ours) != 1 or len(theirs) != 1:
        return False
    old, new = ours[0].shown.casefold(), theirs[0].shown.casefold()
    if min(len(old), len(new)) < 5 or old[0] != new[0] or stem(new) in CONTRASTS:
        return False
    if len(old) == len(new):
        places = [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
        return len(places) == 2 and places[1] == places[0] + 1 and sorted(old) == sorted(new)
    longer, shorter = sorted((old, new), key=len, reverse=True)
    inner = range(1, len(longer) - 1)
    return len(longer) == len(shorter) + 1 and any(longer[:at] + longer[at + 1 :] == shorter for at in inner)


def _written_otherwise(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    """The same words with and without a hyphen or space, or an abbreviation beside what it stands for."""
    ours, theirs = [w for w in gone if _counts(w)], [w for w in come if _counts(w)]
    if not ours or not theirs:
        return False
    if "".join(w.key for w in ours) == "".join(w.key for w in theirs):
        return True
    short, long = sorted((ours, theirs), key=len)
    initials = "".join(word.shown[0] for word in long).casefold()
    return len(short) == 1 and short[0].shown.isupper() and len(long) > 1 and short[0].shown.casefold() == initials


def _turned(before: Sequence[Word], after: Sequence[Word]) -> bool:
    """Whether one is the passive of the other: "X computes Y" and "Y is computed by X"."""
    if ("by" in {w.key for w in before}) == ("by" in {w.key for w in after}):
        return False
    ours, theirs = [w.key for w in before if _counts(w)], [w.key for w in after if _counts(w)]
    return any(theirs == [*ours[at + 1 :], ours[at], *ours[:at]] for at in range(1, len(ours) - 1))


_PREPOSITIONS = frozenset("in on at for with during by since after before because as among across like".split())


def _moved(exchanges: Sequence[_Exchange]) -> bool:
    """Whether all that happened is that one phrase with a preposition at its head moved as a whole."""
    gone = [tuple(w.key for w in left) for left, _ in exchanges if left]
    come = [tuple(w.key for w in right) for _, right in exchanges if right]
    return len(gone) == len(come) == 1 and gone == come and gone[0][0] in _PREPOSITIONS and 1 < len(gone[0]) <= 8


def _shown(words: Sequence[Word]) -> str:
    return " ".join(word.shown for word in words)


def overlap_of_words(left: str, right: str) -> float:
    """Dice's coefficient of two texts' content words, repeats counted; 0 where both have none."""
    one, other = Counter(content_words(left)), Counter(content_words(right))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
