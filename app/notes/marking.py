"""Marks (quotes to be shown highlighted) carried through rendering as two private-use characters.

A mark is given by offsets in the markdown. Its ends are moved off markdown's own signs, so that the text still reads
the same, and set as characters; after rendering the text between them is wrapped in <mark>, tag by tag.
"""

import re
from collections.abc import Iterator, Sequence

START, END = "\ue002", "\ue003"
MARKS = START + END

_TAG_OR_TEXT = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+")
_LINE_START = re.compile(
    r"^[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+](?:[ \t]+\[[ xX]\])?[ \t]+|\d{1,9}[.)][ \t]+|\[![\w-]+\][+-]?[ \t]*"
    r"|\[\^[^\]\n]+\]:[ \t]*|\|?[ \t]*:?-{2,}[-:| \t]*$)*",
    re.MULTILINE,
)
_MATHS = re.compile(
    r"(\$\$)[^$]+?(\$\$)|(?<![\\$\w])(\$)(?!\s)[^$\n]+?(?<!\s)(\$)|(\\\()[^\n]+?(\\\))|(\\\[).+?(\\\])", re.DOTALL
)
_SIGNS = re.compile(
    r"^[ ]{0,3}(?:`{3,}|~{3,}|:{3,}|=+[ \t]*$|-+[ \t]*$|\[[^\]\n]+\]:)[^\n]*"  # whole lines
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\]\[[^\]\n]*\]"  # where a link leads
    r"|!?\[\[[^\[\]|\n]*\||\[\^[^\]\n]+\]|<[^<>\n]*>|\{[%:][^{}\n]*\}|&#?\w{1,31};|\\[!-/:-@\[-`{-~]",
    re.MULTILINE,
)
_BEFORE_WORDS = frozenset(" \t\n*_~=`[!|")
_AFTER_WORDS = frozenset(" \t\n*_~=`]|[!#")


def insert_marks(text: str, marks: Sequence[tuple[int, int]], reserved: re.Pattern[str]) -> str:
    """The text with START and END around each mark and its own `reserved` characters dropped."""
    if not marks:
        return reserved.sub("", text)
    spans = _spans(text)
    ends = [_settle(text, start, end, spans) for start, end in _united(marks, len(text))]
    parts: list[str] = []
    last = 0
    for start, end in (pair for pair in ends if pair[0] < pair[1]):
        if start < last:
            continue
        parts += [reserved.sub("", text[last:start]), START, reserved.sub("", text[start:end]), END]
        last = end
    return "".join([*parts, reserved.sub("", text[last:])])


def apply_marks(html: str) -> str:
    """HTML with what is between START and END in <mark>, closed and opened again around every tag."""
    marked = False
    parts: list[str] = []
    for match in _TAG_OR_TEXT.finditer(html):
        if match[0].startswith("<"):
            parts.append(match[0])
            continue
        for piece in re.split(f"([{MARKS}])", match[0]):
            if piece in (START, END):
                marked = piece == START
            elif piece:
                parts.append(f"<mark>{piece}</mark>" if marked and piece.strip() else piece)
    return "".join(parts)


def without_marks(html: str) -> str:
    return html.replace(START, "").replace(END, "")


def hoisted(content: str, place: str) -> str:
    """A place for something that cannot be marked in part, with the marks of its content around it."""
    return START * content.count(START) + place + END * content.count(END)


def _united(marks: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Sorted and without overlaps."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(length, b)) for a, b in marks):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return iter(kept)


def _spans(text: str) -> list[tuple[int, int, int, int]]:
    """(start, end, start's place, end's place): stretches inside which no mark may begin or end, in order."""
    found: list[tuple[int, int, int, int]] = []
    for match in _MATHS.finditer(text):
        opening = next(group for group in match.groups() if group)
        found.append((match.start(), match.end(), match.start() + len(opening), match.end() - len(opening)))
    for match in _SIGNS.finditer(text):
        found.append((match.start(), match.end(), match.end(), match.start()))
    for match in _LINE_START.finditer(text):
        if match.end() > match.start():
            found.append((match.start(), match.end(), match.end(), max(0, match.start() - 1)))
    return sorted(found)


def _settle(text: str, start: int, end: int, spans: Sequence[tuple[int, int, int, int]]) -> tuple[int, int]:
    moved = -1
    while moved != start and start < end:
        moved = start
        for first, last, place, _ in spans:
            if first <= start < last and not (place < last and start == place):
                start = max(start, place) if place == last else place
        if start < end and text[start] in _BEFORE_WORDS:
            start += 1
    moved = -1
    while moved != end and end > start:
        moved = end
        for first, last, _, place in reversed(spans):
            if first < end <= last and not (place > first and end == place):
                end = min(end, place) if place <= first else place
        if end > start and text[end - 1] in _AFTER_WORDS:
            end -= 1
    return start, end
