"""Words, stems of the words that carry meaning, and how alike texts are by them."""

import re
import threading
from collections import Counter
from functools import lru_cache

from app.text.normalised import normalise

STOP_WORDS = frozenset(
    """
    a about again all also am an and any are as at be because been being between both but by can could did do does
    doing during each for from further had has have having he her here hers him his how i if in into is it its itself
    just me my of once only or other our out own same she should so some such than that the their theirs them then
    there these they this those through to too until very was we were what when where which while who whom why will
    with would you your yours
    """.split()
)

# Han, kana and Thai are written without spaces: one character is one word there.
_ALONE = "\u0e01-\u0e30\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_COMBINING = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
_LETTER = rf"(?:(?![{_ALONE}])[^\W_]|[{_COMBINING}])"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+(?![^\W_])|[{_ALONE}][{_COMBINING}]*|{_LETTER}+(?:\+\+|\#(?!\w)|(?:['.-]{_LETTER}+)*)"
)
# The same for plain text, which most is: half the time.
_ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)+(?![a-z0-9])|[a-z0-9]+(?:\+\+|\#(?![a-z0-9_])|(?:['.-][a-z0-9]+)*)", re.ASCII)
_PLURAL_ACRONYM = re.compile(r"\b([A-Z]{2,})s\b")
_stemming = threading.local()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem of one casefolded word (Porter 2)."""
    if not hasattr(_stemming, "stemmer"):  # a stemmer holds the word it works on: one for each thread
        import snowballstemmer  # on first use, because it loads the rules of thirty languages

        _stemming.stemmer = snowballstemmer.stemmer("english")
    return str(_stemming.stemmer.stemWord(word))


def words(text: str) -> list[str]:
    """The casefolded words of a text, marks and punctuation dropped."""
    plain = normalise(text).text
    return (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, repeats kept; "multi-head" is two, "CNNs" is "CNN"."""
    return list(_content_words(text))


@lru_cache(maxsize=8192)
def _content_words(text: str) -> tuple[str, ...]:
    parts = [part for word in words(_PLURAL_ACRONYM.sub(r"\1", text)) for part in word.split("-")]
    plain = (part.replace(",", "") if part[0].isdigit() else part.removesuffix("'s") for part in parts)
    return tuple(stem(part) for part in plain if part not in STOP_WORDS)


def jaccard(left: set[str], right: set[str]) -> float:
    """|A ∩ B| / |A ∪ B|; 0 where both are empty."""
    union = left | right
    return len(left & right) / len(union) if union else 0.0


def token_f1(left: str, right: str) -> float:
    """The F1 of two texts' content words, as in the SQuAD measure; 1 where both have none."""
    a, b = Counter(_content_words(left)), Counter(_content_words(right))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0
