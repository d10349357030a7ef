"""Reading text the way quotes are compared: normalised, with a map back to the original.

Normalising unifies what a careful reader would not call a difference (NFKC, case, runs of white space, quotation marks
and dashes, markdown's marks) and keeps for every character the place it came from, so a match can be highlighted.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_MARKS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|==|~~|`+")
_LINE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+)?", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be because been before being between both but by can
    could did do does doing down during each few for from further had has have having he her here hers him his how
    i if in into is it its itself just me more most my no nor not of off on once only or other our out over own
    same she should so some such than that the their theirs them then there these they this those through to too
    under until up very was we were what when where which while who whom why will with would you your yours
    """.split()
)


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """`text` is comparable; `origin[i]` is the offset in the original of the character that gave `text[i]`."""

    text: str
    origin: tuple[int, ...]
    length: int

    def find(self, needle: str, start: int = 0) -> tuple[int, int] | None:
        """The original's offsets (start, end) of the first occurrence of the already normalised `needle`."""
        at = self.text.find(needle, start) if needle else -1
        if at < 0:
            return None
        last = self.origin[at + len(needle) - 1]
        return self.origin[at], last + 1


@lru_cache(maxsize=512)
def normalise(original: str) -> NormalisedText:
    """Normalise with a map back. Cached: one section is compared with all its drafts."""
    dropped = bytearray(len(original))
    for pattern in (_LINE_MARKS, _MARKS):
        for match in pattern.finditer(original):
            dropped[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    characters: list[str] = []
    origin: list[int] = []
    for offset, character in enumerate(original):
        if dropped[offset]:
            continue
        if character.isspace():
            if characters and characters[-1] != " ":
                characters.append(" ")
                origin.append(offset)
            continue
        plain = unicodedata.normalize("NFKC", character).translate(_QUOTES).translate(_DASHES).casefold()
        characters.extend(plain)
        origin.extend([offset] * len(plain))
    while characters and characters[-1] == " ":
        characters.pop()
        origin.pop()
    return NormalisedText("".join(characters), tuple(origin), len(original))


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, both read normalised: offsets (start, end) in `text`, or None."""
    return normalise(text).find(normalise(quote).text)


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The English stem of one casefolded word (Porter 2)."""
    return str(_stemmer().stemWord(word))


def words(text: str) -> list[str]:
    """The casefolded words of a text, marks and punctuation dropped."""
    return _WORD.findall(normalise(text).text)


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, repeats kept."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def jaccard(left: set[str], right: set[str]) -> float:
    """|A ∩ B| / |A ∪ B|; 0 where both are empty."""
    union = left | right
    return len(left & right) / len(union) if union else 0.0


def token_f1(left: str, right: str) -> float:
    """The F1 of two texts' content words, as in the SQuAD measure; 1 where both have none."""
    a, b = content_words(left), content_words(right)
    if not a and not b:
        return 1.0
    rest = list(b)
    common = 0
    for word in a:
        if word in rest:
            rest.remove(word)
            common += 1
    return 2 * common / (len(a) + len(b)) if common else 0.0
