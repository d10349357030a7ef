"""Cloze cards as the text of Anki's own cloze note type.

The markdown is rendered as a whole, so that a deletion may stand inside bold words, a list, a formula or code. For that
its braces travel as private characters through the renderer and come out as Anki's syntax again; every brace and double
colon that is the learner's is written as an entity, because Anki would end or split a deletion there.
"""

import html
import re
from dataclasses import dataclass

from app.anki.fields import field, plain
from app.cards.cloze import Deletion, parse
from app.errors import InvalidInputError
from app.text import code_and_maths


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands for `{{c1::`, `::` and `}}` on the way through the renderer; `opening` takes the number."""

    opening: str
    hint: str
    closing: str

    def around(self, each: Deletion) -> str:
        hint = self.hint + each.hint if each.hint else ""
        return self.opening.format(chr(_NUMBERS + each.number), each.number) + each.words + hint + self.closing


# Plane 16 is private and no icon font uses it. The brackets (punctuation, for the renderer) let `{{c1::_x_}}` be
# emphasis; the characters outside them (no punctuation) leave marks around the deletion as they were.
_NUMBERS = 0x10F000
_IN_TEXT = _Marks("{0}⸨", "\U0010effe", "⸩\U0010efff")
# LaTeX takes no private characters; digits may stand anywhere in it.
_KEY = "7310958264"
_IN_MATHS = _Marks(_KEY + "1{1:03}", _KEY + "2000", _KEY + "3000")
_OURS = re.compile(f"[\U0010effe-\U0010f1ff]|{_KEY}")
_MARK = re.compile(
    f"(?P<text>[\U0010f001-\U0010f1ff])⸨|{_KEY}1(?P<maths>\\d{{3}})"
    f"|(?P<hint>{_IN_TEXT.hint}|{_IN_MATHS.hint})|(?P<closing>{_IN_TEXT.closing}|{_IN_MATHS.closing})"
)


def cloze_field(text: str, answer: str) -> tuple[str, tuple[int, ...]]:
    """The HTML of a cloze text, and the ordinals (number − 1, ascending) of the Anki cards it makes.

    A text in which nothing is hidden would make no card at all, so there the answer is hidden after it.
    """
    text = _OURS.sub("", plain(text))
    try:
        found = parse(text)
    except InvalidInputError:
        found = ()
    if not found:
        hidden = _escaped(field(answer)) or "…"
        return f"{_escaped(field(text))}\n{{{{c1::{hidden}}}}}", (0,)
    marked = _marked(text, found)
    markup = field(marked)
    if _syntax_in(markup) != _syntax_in(marked):  # a deletion in a link's target, say, does not come through
        markup = html.escape(marked).replace("\n", "<br>")
    return _MARK.sub(_syntax, _escaped(markup)), tuple(sorted({each.number - 1 for each in found}))


def _marked(text: str, found: tuple[Deletion, ...]) -> str:
    formulas = [(span.body_start, span.body_end) for span in code_and_maths(text) if span.kind == "maths"]
    pieces, at = [], 0
    for each in found:
        in_maths = any(start <= each.start and each.end <= end for start, end in formulas)
        pieces += [text[at : each.start], (_IN_MATHS if in_maths else _IN_TEXT).around(each)]
        at = each.end
    return "".join([*pieces, text[at:]])


def _syntax_in(marked: str) -> list[str]:
    return [_syntax(match) for match in _MARK.finditer(marked)]


def _syntax(mark: re.Match[str]) -> str:
    if mark["text"] or mark["maths"]:
        number = ord(mark["text"]) - _NUMBERS if mark["text"] else int(mark["maths"])
        return f"{{{{c{number}::"
    return "::" if mark["hint"] else "}}"


def _escaped(markup: str) -> str:
    return markup.replace("{", "&#123;").replace("}", "&#125;").replace("::", ":&#58;")
