"""Reading text the way quotes are compared: normalised, with a map back to the original.

Normalising unifies what a careful reader would not call a difference (NFKC, case, runs of white space, quotation marks
and dashes, markdown's marks) and keeps for every character the place it came from, so a match can be highlighted.
Inside code and maths only the first three are unified: there `_`, `*` and a backslash carry meaning.
"""

import re
import threading
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

STOP_WORDS = frozenset(
    """
    a about again all also am an and any are as at be because been being between both but by can could did do does
    doing during each for from further had has have having he her here hers him his how i if in into is it its itself
    just me my of once only or other our out own same she should so some such than that the their theirs them then
    there these they this those through to too until very was we were what when where which while who whom why will
    with would you your yours
    """.split()
)

_PLAIN = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "⁄": "/"}
)

# ------------------------------------------------------------------------------------------ code and maths


@dataclass(frozen=True, slots=True)
class Span:
    """A code span, fenced block or formula: `[start, end)` with its delimiters, `[body_start, body_end)` without."""

    kind: Literal["code", "fence", "maths"]
    start: int
    body_start: int
    body_end: int
    end: int


_DELIMITER = re.compile(
    r"""(?P<fence>^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$) | (?P<ticks>`+) | (?P<dollars>\${1,2})
      | (?P<open>\\[(\[]) | (?P<close>\\[)\]]) | \\[^`\n] | (?P<blank>\n(?=[ \t]*\n))""",
    re.MULTILINE | re.VERBOSE,
)
_LONGEST_FORMULA = 4000


@lru_cache(maxsize=128)
def code_and_maths(text: str) -> tuple[Span, ...]:
    """The code spans, fenced blocks and formulas of a markdown text, in order; time is O(n log n) at worst."""
    found = [match for match in _DELIMITER.finditer(text) if match.lastgroup]
    places: dict[str, list[int]] = {}
    for index, match in enumerate(found):
        places.setdefault(_closes_as(match), []).append(index)
    spans: list[Span] = []
    index = 0
    while index < len(found):
        closing = _closing(text, found, places, index)
        if closing is None:
            index += 1
        else:
            spans.append(closing[0])
            index = closing[1] + 1
    return tuple(spans)


def _closes_as(match: re.Match[str]) -> str:
    """The name under which a delimiter is looked up as a closing one."""
    if match.lastgroup == "fence":
        return "fence" + match.group().lstrip(" \t>")[0]
    return "blank" if match.lastgroup == "blank" else match.group()


def _closing(
    text: str, found: list[re.Match[str]], places: dict[str, list[int]], index: int
) -> tuple[Span, int] | None:
    """The span that the delimiter `index` opens and the index of its closing delimiter, or None."""
    opening = found[index]
    kind = opening.lastgroup
    if kind == "fence":
        return _fence(text, found, places, index)
    if kind not in ("ticks", "dollars", "open") or text[opening.start() - 1 : opening.start()] == "\\":
        return None
    wanted = {"\\(": "\\)", "\\[": "\\]"}.get(opening.group(), opening.group())
    at = _next(places.get(wanted, []), index)
    if at is None:
        return None
    close = found[at]
    is_block = wanted in ("$$", "\\]")
    blank = _next(places.get("blank", []), index)
    if (not is_block and blank is not None and blank < at) or not text[opening.end() : close.start()].strip():
        return None
    if kind != "ticks" and close.start() - opening.end() > _LONGEST_FORMULA:
        return None
    if wanted == "$" and text[close.end() : close.end() + 1].isdigit():  # "between $5 and $6" is money
        return None
    name: Literal["code", "maths"] = "code" if kind == "ticks" else "maths"
    return Span(name, opening.start(), opening.end(), close.start(), close.end()), at


def _fence(text: str, found: list[re.Match[str]], places: dict[str, list[int]], index: int) -> tuple[Span, int] | None:
    opening = found[index]
    mark = opening.group().lstrip(" \t>")
    length = len(mark) - len(mark.lstrip(mark[0]))
    body_start = min(opening.end() + 1, len(text))
    at = index
    while (after := _next(places[_closes_as(opening)], at)) is not None:
        at = after
        close = found[at].group().strip(" \t>")
        if len(close) >= length and not close.strip(mark[0]):
            return Span("fence", opening.start(), body_start, max(found[at].start(), body_start), found[at].end()), at
    return Span("fence", opening.start(), body_start, len(text), len(text)), len(found) - 1


def _next(places: list[int], index: int) -> int | None:
    after = bisect_right(places, index)
    return places[after] if after < len(places) else None


# --------------------------------------------------------------------------------------------- normalising

_LINE_MARKS = re.compile(
    r"""^(?:[ \t]*(?:>[ \t]?)*(?:\[![\w-]+\][+-]?)?
        (?:\#{1,6}(?=[ \t])|[-*+•][ \t]+(?:\[[ xX]\](?=[ \t]))?|\d{1,3}[.)](?=[ \t]))?
      | [ \t]*[-=*_|:\t ]{3,}$)""",
    re.MULTILINE | re.VERBOSE,
)
_EMPHASIS = re.compile(
    r"""(?P<escape>\\)[!-/:-@\[-`{-~] | (?<=\S)\*{1,3}|\*{1,3}(?=\S) | (?<=\S)(?:==|~~)|(?:==|~~)(?=\S)
      | (?<![^\s(\[{"'*.,;:!?—–-])_{1,3}(?=\S) | (?<=[^\s_])_{1,3}(?![^\s)\]}"'*.,;:!?—–-])
      | `+ | \$(?!\d)""",
    re.VERBOSE,
)
_LINKS = re.compile(
    r"""!?\[(?P<label>[^\[\]\n]{0,500})\]\([^()\n]{0,1000}\)
      | !?\[\[(?:[^\[\]|\n]{0,500}\|)?(?P<page>[^\[\]|\n]{1,500})\]\] | \[\^[^\[\]\s]{1,60}\]:?
      | </?(?:a|b|br|center|code|details|div|em|font|i|img|kbd|mark|p|s|small|span|strong|sub|summary|sup|u)
        (?:\s[^<>\n]{0,300})?/?> | <!--(?:[^-\n]|-(?!->)){0,500}-->""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """`text` is comparable; `text[i]` was made from the original's characters `[starts[i], ends[i])`."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def find(self, needle: str, start: int = 0) -> tuple[int, int] | None:
        """The original's offsets (start, end) of the first occurrence of the already normalised `needle`."""
        at = self.text.find(needle, start) if needle else -1
        return None if at < 0 else (self.starts[at], self.ends[at + len(needle) - 1])


@lru_cache(maxsize=128)
def normalise(original: str) -> NormalisedText:
    """Normalise with a map back. Cached: one section is compared with all its drafts."""
    dropped = _marks_of(original)
    characters: list[str] = []
    starts, ends = array("I"), array("I")
    for start, end, plain in _folded(original):
        if dropped[start]:
            continue
        if plain == " " and (not characters or characters[-1] == " "):
            continue
        characters.extend(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
    while characters and characters[-1] == " ":
        characters.pop()
        starts.pop()
        ends.pop()
    return NormalisedText("".join(characters), starts, ends)


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`: offsets (start, end) in `text`, or None.

    As it is written where that occurs, else both read normalised. A quote of marks and white space alone is nowhere.
    """
    wanted = normalise(quote).text
    if not wanted:
        return None
    at = text.find(quote)
    return (at, at + len(quote)) if at >= 0 else normalise(text).find(wanted)


def _marks_of(text: str) -> bytearray:
    """1 where a character is markdown's and not the author's."""
    dropped = bytearray(len(text))
    protected = bytearray(len(text))

    def drop(start: int, end: int) -> None:
        dropped[start:end] = b"\1" * (end - start)

    for span in code_and_maths(text):
        drop(span.start, span.body_start)
        drop(span.body_end, span.end)
        protected[span.start : span.end] = b"\1" * (span.end - span.start)
    for match in _LINKS.finditer(text):
        if not protected[match.start()]:
            kept = match.lastgroup
            drop(match.start(), match.start(kept) if kept else match.end())
            drop(match.end(kept) if kept else match.end(), match.end())
    for pattern in (_LINE_MARKS, _EMPHASIS):
        for match in pattern.finditer(text):
            if match.end() > match.start() and not protected[match.start()]:
                drop(match.start(), match.end("escape") if match.lastgroup == "escape" else match.end())
    return dropped


def _folded(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, plain) for every character with the marks that combine with it; `plain` may be empty or long."""
    folded = text.translate(_PLAIN).casefold()
    if len(folded) == len(text) and text.isascii():
        for index, plain in enumerate(folded):
            yield index, index + 1, " " if plain.isspace() else plain
        return
    start = 0
    while start < len(text):
        end = start + 1
        while end < min(start + 30, len(text)) and not text[end].isascii() and _combines(text[start:end], text[end]):
            end += 1
        yield start, end, _fold(text[start:end])
        start = end


@lru_cache(maxsize=4096)
def _combines(cluster: str, character: str) -> bool:
    """Whether NFKC would join `character` to the cluster before it."""
    if unicodedata.combining(character):
        return True
    form = unicodedata.normalize
    return form("NFKC", cluster + character) != form("NFKC", cluster) + form("NFKC", character)


@lru_cache(maxsize=4096)
def _fold(cluster: str) -> str:
    if cluster.isspace():
        return " "
    if len(cluster) == 1 and unicodedata.category(cluster) == "Cf":  # soft hyphens, zero-width spaces
        return ""
    plain = unicodedata.normalize("NFKC", cluster).translate(_PLAIN).casefold()
    return unicodedata.normalize("NFKC", plain).strip()


# ------------------------------------------------------------------------------------------- words and stems

# Han, kana and Thai are written without spaces: one character is one word there.
_ALONE = "\u0e01-\u0e30\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_COMBINING = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
_LETTER = rf"(?:(?![{_ALONE}])[^\W_]|[{_COMBINING}])"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+(?![^\W_])|[{_ALONE}][{_COMBINING}]*|{_LETTER}+(?:\+\+|\#(?!\w)|(?:['.-]{_LETTER}+)*)"
)
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
    return _WORD.findall(normalise(text).text)


def content_words(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, repeats kept; "multi-head" is two, "CNNs" is "CNN"."""
    return list(_content_words(text))


@lru_cache(maxsize=1024)
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
