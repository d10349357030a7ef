"""What an exchange of words does to a statement: which ones are never a matter of wording, and which ones never matter.

An exchange is a stretch of an old text and the stretch of the new one that stands in its place; either may be empty.
"""

from collections import Counter
from collections.abc import Sequence

from app.cards.words import Word, counts
from app.text import stem
from app.text.meaning import CONTRASTS, DENIALS, DOUBTS, HEDGES, QUANTITIES, is_negation

Words = Sequence[Word]
Exchange = tuple[tuple[Word, ...], tuple[Word, ...]]

_HEADS = frozenset(
    """
    in on at for with during by since after before because as among across like if when while although though unless
    once until where whereas
    """.split()
)
"""Words that a phrase or clause begins with which can stand before or after what it belongs to."""

_ASIDES = frozenset(
    "which who whose like unlike such because since so while whereas although though due also i.e viz".split()
)
"""Words that a remark begins with which leaves the statement before it as it is."""

_CONDITIONS = frozenset(
    """
    in on at for under with within during by given assuming provided where until through throughout inside outside
    among across between against per to from of
    """.split()
)
"""Words that a remark begins with which says where or when the statement holds."""

_EXAMPLES = (("e.g",), ("for", "example"), ("for", "instance"), ("such", "as"), ("like",))


def weighs(gone: Words, come: Words) -> str:
    """Which kind of word makes an exchange one of meaning; empty where none does."""
    ours, theirs = Counter(w.key for w in gone), Counter(w.key for w in come)
    changed = [word for word in (*gone, *come) if ours[word.key] != theirs[word.key]]
    for word in changed:
        if word.kind in {"number", "sign", "code", "maths", "fence"}:
            return {"number": "a number", "sign": "a sign"}.get(word.kind, "a formula or code")
        if is_negation(word.key) or word.key in DENIALS:
            return "a negation"
        if word.key in HEDGES or word.key in DOUBTS:
            return "how sure it is"
        if word.key in QUANTITIES:
            return "how much of it"
        if (word.key in CONTRASTS or stem(word.key) in CONTRASTS) and gone and come:
            return "its opposite"
    names = [word for word in changed if word.kind == "name"]
    if names and any(word.kind == "name" for word in gone) and come:
        return "a name"
    return ""


def typo(gone: Words, come: Words) -> bool:
    """Two neighbours swapped, a letter doubled or undoubled, or one inner letter dropped or found, in a longer word.

    One letter for another is no typo here: "adsorption" and "absorption" are two things.
    """
    ours, theirs = [w for w in gone if counts(w)], [w for w in come if counts(w)]
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


def written_otherwise(gone: Words, come: Words) -> bool:
    """The same words with and without a hyphen or space, or an abbreviation beside what it stands for."""
    ours, theirs = [w for w in gone if counts(w)], [w for w in come if counts(w)]
    if not ours or not theirs:
        return False
    if "".join(w.key for w in ours) == "".join(w.key for w in theirs):
        return True
    short, long = sorted((ours, theirs), key=len)
    initials = "".join(word.shown[0] for word in long).casefold()
    return len(short) == 1 and short[0].shown.isupper() and len(long) > 1 and short[0].shown.casefold() == initials


def turned(before: Words, after: Words) -> bool:
    """Whether one is the passive of the other: "X computes Y" and "Y is computed by X"."""
    if ("by" in {w.key for w in before}) == ("by" in {w.key for w in after}):
        return False
    ours, theirs = [w.key for w in before if counts(w)], [w.key for w in after if counts(w)]
    return any(theirs == [*ours[at + 1 :], ours[at], *ours[:at]] for at in range(1, len(ours) - 1))


def rotated(before: Words, after: Words) -> bool:
    """Whether the two halves of a sentence changed places, one of them a phrase that may stand first or last."""
    ours, theirs = [w.key for w in before if w.key != "then"], [w.key for w in after if w.key != "then"]
    return any(
        theirs == [*ours[at:], *ours[:at]] and (ours[0] in _HEADS or ours[at] in _HEADS) for at in range(1, len(ours))
    )


def moved(exchanges: Sequence[Exchange]) -> bool:
    """Whether all that happened is that one phrase that may stand first or last moved as a whole."""
    gone = [tuple(w.key for w in left) for left, _ in exchanges if left]
    come = [tuple(w.key for w in right) for _, right in exchanges if right]
    return len(gone) == len(come) == 1 and gone == come and gone[0][0] in _HEADS and 1 < len(gone[0]) <= 8


def reordered(exchanges: Sequence[Exchange]) -> bool:
    """Whether a word left one place and came in another: who does what to whom, and what comes first, is order."""
    gone = {w.key for left, _ in exchanges for w in left if counts(w)}
    return any(w.key in gone for _, right in exchanges for w in right if counts(w))


def is_example(come: Words) -> bool:
    """Whether added words are an example set off by a comma, bracket or dash: what it holds is no part of the fact."""
    keys = tuple(_plain(word) for word in come[:2])
    return bool(come) and bool(come[0].before) and any(keys[: len(head)] == head for head in _EXAMPLES)


def is_beside(gone: Words, before: Words, used: frozenset[str]) -> bool:
    """Whether words that were exchanged for others stand in stretches of the old text that the card does not use."""
    clauses = {word.clause for word in gone if counts(word)}
    return not any(word.clause in clauses and word.key in used for word in before if counts(word))


def is_harmless_addition(come: Words, start: int, after: Words, used: frozenset[str]) -> bool:
    """Whether words added at `after[start:]` leave the statement as wide as it was.

    Adverbs, first names, words that the card itself says, a name or symbol in brackets, and remarks set off from the
    statement that say neither where it holds nor name one more thing. An adjective narrows what is said.
    """
    telling = [word for word in come if counts(word)]
    if all(word.key in used for word in telling):
        return True
    if all(word.kind == "word" and word.shown.endswith("ly") for word in telling):
        return True
    end = start + len(come)
    following = after[end] if end < len(after) else None
    if all(word.shown[:1].isupper() for word in come) and following is not None and following.kind == "name":
        return not following.before
    return _set_off(come, start, following) and _plain(come[0]) not in _CONDITIONS


def _set_off(come: Words, start: int, following: Word | None) -> bool:
    closed = following is None or bool(following.before)
    if not closed:
        return False
    first = come[0]
    opens_sentence = start == 0 or first.before.endswith((".", "!", "?"))
    in_brackets = first.before.endswith(("(", "–", "—")) and all(word.shown[:1].isupper() for word in come)
    return opens_sentence or in_brackets or (bool(first.before) and _plain(first) in _ASIDES)


def _plain(word: Word) -> str:
    """As it is written; keys are stems and synonyms."""
    return word.shown.casefold()
