"""Cloze texts: `{{c1::hidden}}` or `{{c1::hidden::hint}}`, read as Anki reads them.

Deletions with the same number are asked together. A card asks one number at a time, in turn from review to review, and
shows the others. Indices count the numbers in ascending order from 0.

Anki ends a deletion at the first `}}` and takes what follows `::` for a hint, whatever the words are. So `delete` puts
a space between two closing braces of a formula and an invisible word joiner between two colons of code, and reading
takes the joiner out again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.errors import InvalidInputError
from app.text import code_and_maths

_OPENING = re.compile(r"\{\{c(\d{1,3})::")
_JOINER = "\u2060"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Deletion:
    """One hidden stretch. `text[start:end]` is the whole `{{c…}}`; `words` is what it hides, as the learner sees it."""

    number: int
    words: str
    hint: str
    start: int
    end: int


def parse(text: str) -> tuple[Deletion, ...]:
    """The deletions of a cloze text in the order of the text; empty where there are none.

    Raises:
        InvalidInputError: a deletion is empty, numbered 0 or over 500, nested, never closed, or cuts a pair of braces.
    """
    found = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        close = text.find("}}", opening.end())
        if close < 0:
            raise _refused(text, opening, "is never closed", "End it with }}.")
        at = close + 2
        found.append(_deletion(text, opening, close))
    return tuple(found)


def validate(text: str) -> None:
    """Check that a text is a cloze text.

    Raises:
        InvalidInputError: there is no deletion, or one is malformed (see `parse`).
    """
    if not parse(text):
        raise InvalidInputError("Nothing is hidden in this cloze card.", advice="Write {{c1::words}} around an answer.")


def deletions(text: str) -> tuple[str, ...]:
    """What each index asks for; several deletions of one number are joined by "; "."""
    return tuple("; ".join(each.words for each in group) for group in _groups(text))


def hidden(text: str) -> str:
    """All deleted words in the order of the text, joined by "; ": the `answer` of a cloze draft."""
    return "; ".join(each.words for each in parse(text))


def blank(text: str, index: int) -> str:
    """The markdown that asks: deletions of `index` become `[…]` or `[hint]`, the others are shown.

    Raises:
        IndexError: there is no such index.
    """
    asked = _asked(text, index)
    return _filled(text, [(each, _gap(text, each) if each in asked else each.words) for each in parse(text)])


def reveal(text: str, index: int) -> str:
    """The markdown that answers: everything is shown, and the words of `index` are bold where markdown allows.

    Raises:
        IndexError: there is no such index.
    """
    asked = _asked(text, index)
    return _filled(text, [(each, _bold(text, each) if each in asked else each.words) for each in parse(text)])


def shown(text: str) -> str:
    """The text with every deletion filled in."""
    return _filled(text, [(each, each.words) for each in parse(text)])


def emptied(text: str) -> str:
    """The text with every deletion as `[…]`: what no review hides."""
    return _filled(text, [(each, _gap(text, each)) for each in parse(text)])


def asked_index(text: str, reps: int) -> int:
    """Which index the review after `reps` earlier ones asks: each in turn.

    Raises:
        InvalidInputError: the text is no cloze text.
    """
    validate(text)
    return reps % len(_groups(text))


def delete(words: str, number: int, hint: str = "") -> str:
    """`words` as a deletion that Anki will read back as these words.

    Raises:
        InvalidInputError: the words are blank or hold a deletion themselves, or the number is out of range.
    """
    if _OPENING.search(words):
        raise InvalidInputError("A deletion can not hold another one.", advice="Hide the inner or the outer words.")
    safe = [_safe(part) for part in (words, hint) if part]
    text = f"{{{{c{number}::{'::'.join(safe)}}}}}"
    validate(text)
    return text


def _safe(words: str) -> str:
    while "}}" in words:
        words = words.replace("}}", "} }")
    while "::" in words:
        words = words.replace("::", f":{_JOINER}:")
    if words.endswith("}"):
        words += " "
    if words.startswith(":"):
        words = _JOINER + words
    return words + _JOINER if words.endswith(":") else words


def _deletion(text: str, opening: re.Match[str], close: int) -> Deletion:
    number = int(opening.group(1))
    body = text[opening.end() : close]
    if not 1 <= number <= _MOST:
        raise _refused(text, opening, f"has the number {number}", f"Numbers go from 1 to {_MOST}.")
    if _OPENING.search(body):
        raise _refused(text, opening, "holds another deletion", "Close one before the next.")
    if text[close + 2 : close + 3] == "}" and body.count("{") > body.count("}"):
        raise _refused(text, opening, "ends inside a formula's braces", "Write a space between two closing braces.")
    words, _, hint = body.partition("::")
    words = words.replace(_JOINER, "").strip()
    if not words:
        raise _refused(text, opening, "is empty", "Put the hidden words after the two colons.")
    return Deletion(number, words, hint.replace(_JOINER, "").strip(), opening.start(), close + 2)


def _refused(text: str, opening: re.Match[str], what: str, advice: str) -> InvalidInputError:
    return InvalidInputError(f"The deletion “{text[opening.start() : opening.start() + 40]}” {what}.", advice=advice)


def _groups(text: str) -> list[list[Deletion]]:
    """Deletions by number, ascending."""
    ordered = sorted(parse(text), key=lambda each: each.number)
    return [list(group) for _, group in groupby(ordered, key=lambda each: each.number)]


def _asked(text: str, index: int) -> list[Deletion]:
    groups = _groups(text)
    if not 0 <= index < len(groups):
        raise IndexError(f"deletion {index} of {len(groups)}")
    return groups[index]


def _filled(text: str, fillings: Sequence[tuple[Deletion, str]]) -> str:
    pieces, at = [], 0
    for each, words in fillings:
        pieces += [text[at : each.start], words]
        at = each.end
    return "".join([*pieces, text[at:]])


def _kind_around(text: str, each: Deletion) -> str:
    """ "code", "fence" or "maths" where the deletion stands inside such a span, else an empty string."""
    inside = [span.kind for span in code_and_maths(text) if span.body_start <= each.start and each.end <= span.body_end]
    return inside[0] if inside else ""


def _gap(text: str, each: Deletion) -> str:
    if _kind_around(text, each) == "maths":  # a bare … or a word would be set as variables
        return rf"[\text{{{each.hint}}}]" if each.hint else r"[\ldots]"
    return f"[{each.hint or '…'}]"


def _bold(text: str, each: Deletion) -> str:
    """Bold, except inside code and maths, across lines, and where the author's own marks touch the deletion."""
    marks = "*_`~="
    touching = text[each.start - 1 : each.start] + text[each.end : each.end + 1] + each.words[0] + each.words[-1]
    if _kind_around(text, each) or "\n" in each.words or any(mark in touching for mark in marks):
        return each.words
    return f"**{each.words}**"
