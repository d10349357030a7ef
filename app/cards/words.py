"""The words of a markdown text as they are compared: by stem, spelling and neutral synonym, with where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from app.text import code_and_maths, normalise, stem
from app.text.meaning import FREE, HEDGES, NUMBER_WORDS, QUANTITIES, SAME, SAME_DEGREE, is_negation


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number, date, sign, formula or piece of code.

    `key` is what is compared, `shown` what stands in the text. `before` are the marks between it and the word before
    it, `clause` counts the stretches between commas, brackets, dashes and stops from 0; both say where it stands and
    are not compared.
    """

    key: str
    shown: str
    kind: str
    before: str = field(default="", compare=False)
    clause: int = field(default=0, compare=False)


_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(_MONTHS)
_TOKEN = re.compile(
    rf"(?P<date>\b\d{{1,2}} (?:{_MONTH}),? \d{{4}}\b|\b(?:{_MONTH}) \d{{1,2}}, \d{{4}}\b|\b\d{{4}}-\d\d-\d\d\b)"
    r"|(?P<number>(?<![\w.])-?\d+(?:[.,]\d+)*%?)|(?P<word>[^\W_]+(?:['.-][^\W_]+)*)|(?P<sign>[<>=≤≥≠≈→×/+%])"
)
_NAMED = re.compile(r"\w[A-Z]|\d[A-Za-z]|[A-Za-z]\d")
_PARTS = re.compile(r"[,;:()\[\]–—.!?|\n]")
_SPELLINGS = (
    (re.compile(r"our(?=$|s|ed|ing|al|able|ite)"), "or"),
    (re.compile(r"is(?=e$|es$|ed$|ing$|ation|er$)"), "iz"),
    (re.compile(r"ys(?=e$|es$|ed$|ing$)"), "yz"),
    (re.compile(r"(?<=[aeiou])ll(?=ed$|ing$|er$)"), "l"),
    (re.compile(r"(?<=[tb])re$"), "er"),
)
_PLAIN_NEGATION = re.compile(r"not?|(?:do|does|did|is|are|was|were|has|have|had)n't")


def counts(word: Word) -> bool:
    """Whether a word carries meaning; an article or "is" does not."""
    return word.kind != "word" or word.key not in FREE


def used_words(*texts: str) -> frozenset[str]:
    """The keys of the words that texts carry their meaning with."""
    return frozenset(word.key for text in texts for word in words_of(text) if counts(word))


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a markdown text, in order."""
    return tuple(word for word, _, _ in placed_words(text))


def placed_words(text: str) -> Iterator[tuple[Word, int, int]]:
    """The words of a markdown text, each with its offsets (start, end)."""
    at = clause = 0
    for key, shown, kind, start, end in _tokens(text):
        before = text[at:start].strip()
        clause += bool(at and _PARTS.search(text, at, start))
        yield Word(key, shown, kind, before, clause), start, end
        at = end


_Token = tuple[str, str, str, int, int]


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    for span in code_and_maths(text):
        yield from _plain(text, at, span.start)
        body = text[span.body_start : span.body_end]
        yield re.sub(r"\s", "", body), body, span.kind, span.start, span.end
        at = span.end
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[_Token]:
    normal = normalise(text[start:end])
    for match in _TOKEN.finditer(normal.text):
        left, right = start + normal.starts[match.start()], start + normal.ends[match.end() - 1]
        shown = text[left:right]
        yield _key(match.group(), match.lastgroup or ""), shown, _kind(match, shown, left, text), left, right


def _kind(match: re.Match[str], shown: str, left: int, text: str) -> str:
    if match.lastgroup in {"number", "date"} or match.group() in NUMBER_WORDS:
        return "number"
    opens = not re.search(r"[^\W_][^.!?:\n]*$", text[:left])
    named = bool(_NAMED.search(shown)) or (shown[:1].isupper() and not opens)
    return "name" if match.lastgroup == "word" and named else match.lastgroup or ""


@lru_cache(maxsize=65536)
def _key(word: str, kind: str) -> str:
    if kind == "number":
        return re.sub(r",(?=\d{3}(?!\d))", "", word)
    if kind == "date":
        return _day(word)
    if kind == "sign":
        return word
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if _PLAIN_NEGATION.fullmatch(word):
        return "not"
    word = SAME_DEGREE.get(word, word)
    if word in FREE or word in HEDGES or word in QUANTITIES or is_negation(word):
        return word
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    root = stem(word.replace("-", "").removesuffix("'s"))
    return SAME.get(root, root)


def _day(written: str) -> str:
    """A date as year, month and day, however it is written."""
    if "-" in written:
        return written
    parts = re.findall(r"\w+", written)
    day = next(part for part in parts if len(part) < 3)
    month = next(number for number, name in enumerate(_MONTHS, 1) if name in parts)
    return f"{parts[-1]}-{month:02}-{int(day):02}"
