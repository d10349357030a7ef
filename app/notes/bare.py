"""Headings of documents that lost their marks: text pasted from a PDF, where a heading is a short line by itself.

Read only where a note has no marked headings (or none but its title). Levels are inferred in `bare_levels`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.notes.bare_levels import levels, without_strays
from app.notes.headings import is_generic, plain_title
from app.notes.scan import Heading

_FENCED = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_LIST_LINE = re.compile(r"\s*(?:[-*+•–▪◦·]|\(?\d{1,3}[.)]|[a-z][.)])(?:\s|$)")
_OTHER_BLOCK = re.compile(
    r"\s*(?:[>|<!$#]|\\\[|\\begin|`{3}|~{3}|:::|\{%|\[\[?[^\]]*\]\]?\s*$|https?://|\[\^?[^\]]+\]:)"
)
_STRAY = re.compile(r"[ \t]*[-*+•–][ \t]*")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?[ \t]+(?=[^\W\d_])")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*_]+?)(?<=\S)\1")
_PART = re.compile(
    r"(?:chapter|module|part|lecture|week|unit|lesson|section|appendix|day|topic)\s+(?:\d+|[ivx]+)\b", re.I
)
_WORD = re.compile(r"[^\W_][\w’'/+#.-]*")
_MOST_WORDS, _LONGEST, _LONGEST_RUN = 11, 90, 3

_SENTENCE_STARTS = frozenset(
    """
    a and as at because but by each for given hence here however if in it its let let's like my of on or our so such
    suppose that their then there these they this those thus to we when where which while with you your
    """.split()
)
_VERBS = frozenset(
    """
    am are can could did do does gets had has have is may might must needs shall should was were will would include
    includes consists means uses let makes isn't aren't doesn't don't can't it's
    """.split()
)
_HANGING = frozenset("a an and as at but by for from in into of on or that the to with is are its their this".split())
_SMALL = _HANGING | frozenset("vs via per over under between through across without within".split())
_QUESTIONS = frozenset("what why how when which who where".split())
_LABELS = frozenset(
    """
    analogy answer author caution date definition email example figure formula from given goal hint idea image important
    input intuition name next note notes output page previous proof question reading recall remark result slide source
    subject summary table tags theorem tip title todo update url warning where
    """.split()
)


@dataclass(frozen=True, slots=True)
class BareLine:
    """A heading line with what its level is inferred from.

    `prose` and `items` count the lines of its own text; `separated` says that a stray bullet stood before it;
    `depth` is that of its number ("2.1 Methods" has 2), or 0.
    """

    title: str
    start: int
    body: int
    prose: int = 0
    items: int = 0
    separated: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    hidden: bool


def bare_headings(text: str, start: int, marked: Sequence[Heading]) -> list[Heading]:
    """The bare headings from offset `start`, or an empty list where the note has marked headings of its own.

    A sole marked H1 at the top does not count as having headings: it is the title above the bare ones, of which
    there must then be three at least.
    """
    if len(marked) > 1 or (marked and (marked[0].level > 1 or text[start : marked[0].start].strip())):
        return []
    lines = _lines(text, marked[0].body if marked else start)
    found = without_strays(_with_bodies(lines, _without_runs(lines, _candidates(lines, bold_too=not marked))))
    if not found or (marked and len(found) < 3):
        return []
    shift = 1 if marked else 0
    inferred = [
        Heading(level + shift, line.title, line.start, line.body)
        for line, level in zip(found, levels(found), strict=True)
    ]
    return [*marked, *inferred]


def _lines(text: str, start: int) -> list[_Line]:
    lines: list[_Line] = []
    fence = ""
    for line in text[start:].split("\n"):
        marks = _FENCED.match(line)
        inside = bool(fence)
        if marks and not fence:
            fence = marks[1]
        elif marks and marks[1].startswith(fence) and not line.strip(fence[0] + " \t"):
            fence = ""
        lines.append(_Line(line, start, inside or bool(marks)))
        start += len(line) + 1
    return lines


def _candidates(lines: Sequence[_Line], *, bold_too: bool) -> list[int]:
    """Lines with blank lines around them that read like headings and lead to something.

    A bold line is a label where the note has a marked heading; without one it may be all the author had.
    """
    filled = [index for index, line in enumerate(lines) if line.text.strip()]
    found: list[int] = []
    for place, index in enumerate(filled[:-1]):
        above = lines[filled[place - 1]].text if place else ""
        stands_alone = not lines[index + 1].text.strip() and (
            place == 0 or filled[place - 1] < index - 1 or bool(_STRAY.fullmatch(above))
        )
        if not stands_alone or lines[index].hidden or (not bold_too and _BOLD_LINE.match(lines[index].text)):
            continue
        under_heading = bool(found) and place > 0 and found[-1] == filled[place - 1]
        if _reads_like_heading(lines[index].text, above, lines[filled[place + 1]].text, under_heading):
            found.append(index)
    return found


def _reads_like_heading(line: str, above: str, below: str, under_heading: bool) -> bool:
    text = line.strip()
    if len(line) - len(line.lstrip()) > 3 or len(text) > _LONGEST:
        return False
    if text.endswith(".") and under_heading:
        return False  # a short first sentence
    number = _NUMBERED.match(text)
    if number and (
        _follows(number, _NUMBERED.match(below.strip())) or _follows(_NUMBERED.match(above.strip()), number)
    ):
        return False  # an item of a loose list, or a table of contents
    bold = _BOLD_LINE.fullmatch(text)
    if bold and bold[2].endswith(":"):
        return False  # a label
    words_only = bold[2] if bold else text[number.end() :] if number else text
    if _OTHER_BLOCK.match(words_only) or _LIST_LINE.match(words_only):
        return False
    return _is_title(words_only, below)


def _follows(first: re.Match[str] | None, second: re.Match[str] | None) -> bool:
    if not first or not second or "." in first[1] + second[1]:
        return False
    return int(second[1]) == int(first[1]) + 1


def _is_title(text: str, following: str) -> bool:
    if text.endswith(":"):
        text = text[:-1].rstrip()
        if _LIST_LINE.match(following) or _OTHER_BLOCK.match(following) or is_generic(text) or len(text.split()) < 2:
            return False
    words = _WORD.findall(text)
    if not 0 < len(words) <= _MOST_WORDS or text[-1] in ",;…!" or "**" in text or "://" in text or "@" in text:
        return False
    first, last = words[0].casefold(), words[-1].casefold().rstrip(".")
    if (
        ":" in text
        and not _PART.match(text)
        and (":" in words[0] or first in _LABELS or len(text.split(":")[0].split()) < 2)
    ):
        return False
    if text.endswith("?"):
        return first in _QUESTIONS and len(words) > 1
    if text.endswith(".") and (len(words) > 4 or not text[-2:-1].isalnum()):
        return False
    if last in _HANGING or (first in _LABELS and len(words) == 1):
        return False
    return _is_cased_as_title(words) and not _is_sentence(words, first)


def _is_cased_as_title(words: Sequence[str]) -> bool:
    """Begins with a capital, a digit, or a word with a capital in it, as in "k-Means" and "t-SNE"."""
    first = words[0]
    return first[0].isupper() or (first[0].isdigit() and len(words) > 1) or any(c.isupper() for c in first)


def _is_sentence(words: Sequence[str], first: str) -> bool:
    in_title_case = all(word[0].isupper() or word[0].isdigit() or word.casefold() in _SMALL for word in words)
    if in_title_case and first not in ("it", "this", "these", "they", "we", "you", "let's", "if"):
        return False
    lowered = {word.casefold() for word in words}
    return first in _SENTENCE_STARTS or bool(lowered & _VERBS) or len(words) > 6


def _without_runs(lines: Sequence[_Line], found: Sequence[int]) -> list[int]:
    """Drops runs of four or more candidates with nothing between them: a list that lost its bullets."""
    kept: list[int] = []
    run: list[int] = []
    for index in found:
        if run and any(line.text.strip() for line in lines[run[-1] + 1 : index]):
            kept += run if len(run) <= _LONGEST_RUN else []
            run = []
        run.append(index)
    return kept + (run if len(run) <= _LONGEST_RUN else [])


def _with_bodies(lines: Sequence[_Line], found: Sequence[int]) -> list[BareLine]:
    bare: list[BareLine] = []
    for place, index in enumerate(found):
        end = found[place + 1] if place + 1 < len(found) else len(lines)
        body = [line.text for line in lines[index + 1 : end] if line.text.strip()]
        above = [line.text for line in lines[max(0, index - 3) : index] if line.text.strip()]
        items = sum(1 for line in body if _LIST_LINE.match(line) and not _STRAY.fullmatch(line))
        number = _NUMBERED.match(lines[index].text.strip())
        bare.append(
            BareLine(
                title=plain_title(lines[index].text.strip()[number.end() if number else 0 :]),
                start=lines[index].start,
                body=lines[index].start + len(lines[index].text) + 1,
                prose=sum(1 for line in body if not _LIST_LINE.match(line)),
                items=items,
                separated=bool(above) and bool(_STRAY.fullmatch(above[-1])),
                depth=number[1].count(".") + 1 if number else 0,
            )
        )
    return bare
