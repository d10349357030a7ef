"""A piece of a section's text that knows where each of its characters came from."""

import re
from dataclasses import dataclass
from functools import lru_cache

_OPAQUE = re.compile(
    r"(?P<code>(?<!`)(?P<ticks>`{1,8})(?!`)[^\n]{1,400}?(?<!`)(?P=ticks)(?!`))"
    r"|\$\$[^$]{1,2000}\$\$"
    r"|\$(?!\s)[^$\n]{1,400}?(?<!\s)\$(?!\d)"
    r"|\$ [^$\n]{1,400}? \$"
    r"|\\\([^\n]{1,400}?\\\)|\\\[.{1,600}?\\\]",
    re.DOTALL,
)
_EMPHASIS = re.compile(r"(?<!\*)\*\*(?=\S)(.{1,300}?)(?<=\S)\*\*|(?<!=)==(?=\S)(.{1,300}?)(?<=\S)==(?!=)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]*_]*(?=\s+[\"'“‘(\[*_=$`]*[A-Z0-9À-Þ\\])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|resp|viz|Dr|Mr|Mrs|Ms|Prof|St|Fig|Figs|Eq|Eqs|Sec|Ch|Vol|No|Nos|pp|al|Inc|Ltd|Jr"
    r"|Sr|ca|v|Art|Arts|Cir|Stat|Reg)|\b[A-Z])\.$"
)
_FILLER = "\x00"


@dataclass(frozen=True, slots=True)
class Passage:
    """Source markdown on one line (soft breaks are spaces); `origin[i]` is the section offset of `text[i]`."""

    text: str
    origin: tuple[int, ...]

    @property
    def start(self) -> int:
        """Offset of the first character in the section's text."""
        return self.origin[0]

    @property
    def end(self) -> int:
        """Offset just past the last character in the section's text."""
        return self.origin[-1] + 1

    def cut(self, start: int, end: int | None = None) -> "Passage":
        """The part from `start` to `end` (offsets in `text`), white space around it dropped."""
        piece = self.text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        stop = begin + len(piece.strip())
        return Passage(self.text[begin:stop], self.origin[begin:stop])

    def joined(self, other: "Passage") -> "Passage":
        """This and what follows it elsewhere, one space between."""
        if not self.text or not other.text:
            return self if self.text else other
        return Passage(f"{self.text} {other.text}", (*self.origin, self.origin[-1] + 1, *other.origin))

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Passage("", ())


@lru_cache(maxsize=1024)
def masked(text: str) -> str:
    """`text` with code spans and formulas blanked, same length, so that patterns do not look inside them."""
    return _OPAQUE.sub(lambda match: _FILLER * len(match.group()), text)


def opaque_only(text: str) -> bool:
    """Whether a text is nothing but formulas or code (and punctuation)."""
    return bool(text) and _FILLER in masked(text) and not masked(text).replace(_FILLER, "").strip(" .,;")


def terms(passage: Passage) -> tuple[Passage, ...]:
    """The words the author set in bold or highlighted, marks dropped."""
    found = []
    for match in _EMPHASIS.finditer(masked(passage.text)):
        group = 1 if match.group(1) is not None else 2
        term = passage.cut(match.start(group), match.end(group))
        if term and _FILLER not in match.group():
            found.append(term)
    return tuple(found)


def sentences(passage: Passage) -> tuple[Passage, ...]:
    """The whole sentences of a passage, in order; abbreviations, decimals and formulas do not end one."""
    veiled = masked(passage.text)
    found: list[Passage] = []
    begin = 0
    for match in _SENTENCE_END.finditer(veiled):
        if _ABBREVIATION.search(veiled[max(begin, match.end() - 12) : match.end()]) or _open_bracket(
            veiled[begin : match.end()]
        ):
            continue
        found.append(passage.cut(begin, match.end()))
        begin = match.end()
    rest = passage.cut(begin)
    return (*found, rest) if rest else tuple(found)


def _open_bracket(text: str) -> bool:
    """A full stop inside a bracket does not end the sentence around it; a far-off bracket is a slip of the pen."""
    near = text[-200:]
    return near.count("(") > near.count(")")
