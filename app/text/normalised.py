"""Normalised text with a map back to the original, and finding a quote by it."""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from app.text.spans import code_and_maths

_PLAIN = str.maketrans(
    {**dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "⁄": "/"}
)

_ZEROS_AND_ONES_SWAPPED = bytes.maketrans(b"\0\1", b"\1\0")
_SPARE_SPACES = re.compile(r"\A +|(?<= ) +| +\Z")
_ASCII_SPACES = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f", " "))

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

# A line of plain words, as most questions and answers are: nothing in it can be markdown's, each character stays.
_BARE_LINE = re.compile(r"""[A-Za-z](?:[ ]?[!"\#%&'()+,\-./0-9:;>?@A-Z\]^a-z{|}])*""")
_PLACES = array("I", range(2_001))


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


@lru_cache(maxsize=1024)
def normalise(original: str) -> NormalisedText:
    """Normalise with a map back. Cached: one section is compared with all its drafts."""
    length = len(original)
    if length < len(_PLACES) and _BARE_LINE.fullmatch(original):
        return NormalisedText(original.casefold(), _PLACES[:length], _PLACES[1 : length + 1])
    dropped = _marks_of(original)
    if original.isascii():
        return _normalised_ascii(original, dropped)
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


def _normalised_ascii(original: str, dropped: bytearray) -> NormalisedText:
    """The same for text in which every character stands for itself; most text is, and this is faster."""
    kept = dropped.translate(_ZEROS_AND_ONES_SWAPPED)
    starts = array("I", compress(range(len(original)), kept))
    plain = "".join(compress(original.casefold().translate(_ASCII_SPACES), kept))
    spare = list(_SPARE_SPACES.finditer(plain))
    if spare:
        needed = bytearray(b"\1" * len(plain))
        for match in spare:
            needed[match.start() : match.end()] = bytes(match.end() - match.start())
        starts = array("I", compress(starts, needed))
        plain = "".join(compress(plain, needed))
    return NormalisedText(plain, starts, array("I", [at + 1 for at in starts]))


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
    for match in _LINKS.finditer(text) if "[" in text or "<" in text else ():
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
