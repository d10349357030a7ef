"""Marks (quotes to be shown highlighted, and what no quote holds) carried through rendering as private-use characters.

A mark is given by offsets in the markdown. Its ends are moved off markdown's own signs, so that the text still reads
the same, and set as characters; after rendering the text between them is wrapped in <mark>, tag by tag.
"""

import re
from collections.abc import Iterator, Sequence

START, END, START_MISSING = "\ue002", "\ue003", "\ue004"
MARKS = START + END + START_MISSING
_TAGS = {START: "<mark>", START_MISSING: '<mark class="missing">'}

_TAG_OR_TEXT = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+")
_LINE_START = re.compile(
    r"^[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-*+](?:[ \t]+\[[ xX]\])?[ \t]+|\d{1,9}[.)][ \t]+|\[![\w-]+\][+-]?[ \t]*"
    r"|\[\^[^\]\n]+\]:[ \t]*|\|?[ \t]*:?-{2,}[-:| \t]*$)*",
    re.MULTILINE,
)
_MATHS = re.compile(
    r"(\$\$)[^$]{1,2000}?(\$\$)|(?<![\\$\w])(\$)(?!\s)[^$\n]{1,500}?(?<!\s)(\$)"
    r"|(\\\()[^\n]{1,300}?(\\\))|(\\\[)(?:(?!\\\[).){1,1000}?(\\\])",
    re.DOTALL,
)
_SIGNS = re.compile(
    r"^[ ]{0,3}(?:`{3,}|~{3,}|:{3,}|=+[ \t]*$|-+[ \t]*$|\[[^\]\n]+\]:)[^\n]*"  # whole lines
    r"|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\]\[[^\]\n]*\]"  # where a link leads
    r"|!?\[\[[^\[\]|\n]*\||\[\^[^\]\n]+\]|<[^<>\n]*>|\{[%:][^{}\n]*\}|&#?\w{1,31};|\\[!-/:-@\[-`{-~]",
    re.MULTILINE,
)
_WITHOUT = str.maketrans(dict.fromkeys(MARKS))
_Stretches = dict[int, tuple[int, int]]
_BEFORE_WORDS = frozenset(" \t\n*_~=`[!|")
_AFTER_WORDS = frozenset(" \t\n*_~=`]|[!#")


def insert_marks(
    text: str,
    marks: Sequence[tuple[int, int]],
    reserved: re.Pattern[str],
    missing: Sequence[tuple[int, int]] = (),
) -> str:
    """The text with START and END around each mark and its own `reserved` characters dropped.

    `missing` are marks of the other kind, which must not overlap the first: one that does is left out.
    """
    if not marks and not missing:
        return reserved.sub("", text)
    signs, maths = _stretches(text)
    parts: list[str] = []
    last = 0
    spans = [(*span, START) for span in _united(marks, len(text))]
    spans += [(*span, START_MISSING) for span in _united(missing, len(text))]
    for start, end, opening in sorted(spans):
        first = _first_word(text, start, end, signs, maths)
        start, end = first, _last_word(text, start, end, signs, maths)
        if last <= start < end:
            parts += [reserved.sub("", text[last:start]), opening, reserved.sub("", text[start:end]), END]
            last = end
    return "".join([*parts, reserved.sub("", text[last:])])


def apply_marks(html: str) -> str:
    """HTML with what is between START and END in <mark>, closed and opened again around every tag."""
    tag = ""
    parts: list[str] = []
    for match in _TAG_OR_TEXT.finditer(html):
        if match[0].startswith("<"):
            parts.append(match[0])
            continue
        for piece in re.split(f"([{MARKS}])", match[0]):
            if piece and piece in MARKS:
                tag = _TAGS.get(piece, "")
            elif piece:
                parts.append(f"{tag}{piece}</mark>" if tag and piece.strip() else piece)
    return "".join(parts)


def without_marks(html: str) -> str:
    return html.translate(_WITHOUT)


def hoisted(content: str, place: str) -> str:
    """A place for something that cannot be marked in part, with the marks of its content around it."""
    openings = "".join(character for character in content if character in _TAGS)
    return openings + place + END * content.count(END)


def _united(marks: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Sorted and without overlaps."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(length, b)) for a, b in marks if a < b):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return iter(kept)


def _stretches(text: str) -> tuple[_Stretches, _Stretches]:
    """For each character of a markdown sign the sign's ends; for each one of maths the ends of what is between its
    delimiters: maths is marked as a whole and from inside, so that the delimiters stand where the parser expects them.
    """
    signs: dict[int, tuple[int, int]] = {}
    maths: dict[int, tuple[int, int]] = {}
    for pattern in (_SIGNS, _LINE_START):
        for match in pattern.finditer(text):
            signs.update(dict.fromkeys(range(*match.span()), match.span()))
    for match in _MATHS.finditer(text):
        width = len(next(group for group in match.groups() if group))
        inside = (match.start() + width, match.end() - width)
        maths.update(dict.fromkeys(range(*match.span()), inside))
    return signs, maths


def _first_word(text: str, start: int, end: int, signs: _Stretches, maths: _Stretches) -> int:
    while start < end:
        if start in maths:
            return maths[start][0]
        if start in signs:
            start = signs[start][1]
        elif text[start] in _BEFORE_WORDS:
            start += 1
        else:
            return start
    return end


def _last_word(text: str, start: int, end: int, signs: _Stretches, maths: _Stretches) -> int:
    while end > start:
        if end - 1 in maths:
            return maths[end - 1][1]
        if end - 1 in signs:
            end = signs[end - 1][0]
        elif text[end - 1] in _AFTER_WORDS:
            end -= 1
        else:
            return end
    return start
