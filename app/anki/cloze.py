"""Cloze cards as the text of Anki's own cloze note type.

The markdown is rendered as a whole, so that a deletion may stand inside bold words, a list, a formula or code. For that
its braces travel as private characters through the renderer and come out as Anki's syntax again; every brace and double
colon that is the learner's is written as an entity, because Anki would end or split a deletion there.
"""

import html
import re

from app.anki.fields import field, plain
from app.cards.cloze import Deletion, parse
from app.errors import InvalidInputError

# Plane 16 is private and unused by icon fonts. The parentheses (punctuation, for the renderer) let `{{c1::_x_}}` be
# emphasis; the characters outside them (no punctuation) leave marks around the deletion as they were.
_OPEN, _HINT, _CLOSE = 0x10F000, "\U0010effe", "⸩\U0010efff"
_PRIVATE = re.compile("[\U0010effe-\U0010f1ff]")
_OPENED = re.compile("([\U0010f001-\U0010f1ff])⸨")


def cloze_field(text: str, answer: str) -> tuple[str, tuple[int, ...]]:
    """The HTML of a cloze text, and the ordinals (number − 1, ascending) of the Anki cards it makes.

    A text in which nothing is hidden would make no card at all, so there the answer is hidden after it.
    """
    text = _PRIVATE.sub("", plain(text))
    try:
        found = parse(text)
    except InvalidInputError:
        found = ()
    if not found:
        hidden = _escaped(field(answer)) or "…"
        return f"{_escaped(field(text))}\n{{{{c1::{hidden}}}}}", (0,)
    marked = _marked(text, found)
    markup = field(marked)
    if not _same_marks(marked, markup):  # a deletion in a link's target, say, does not come through
        markup = html.escape(marked).replace("\n", "<br>")
    return _unmarked(_escaped(markup)), tuple(sorted({each.number - 1 for each in found}))


def _marked(text: str, found: tuple[Deletion, ...]) -> str:
    pieces, at = [], 0
    for each in found:
        hint = _HINT + each.hint if each.hint else ""
        pieces += [text[at : each.start], chr(_OPEN + each.number), "⸨", each.words, hint, _CLOSE]
        at = each.end
    return "".join([*pieces, text[at:]])


def _same_marks(marked: str, markup: str) -> bool:
    return _PRIVATE.findall(marked) == _PRIVATE.findall(markup) and marked.count("⸨") == markup.count("⸨")


def _unmarked(markup: str) -> str:
    opened = _OPENED.sub(lambda match: f"{{{{c{ord(match[1]) - _OPEN}::", markup)
    return opened.replace(_HINT, "::").replace(_CLOSE, "}}")


def _escaped(markup: str) -> str:
    return markup.replace("{", "&#123;").replace("}", "&#125;").replace("::", ":&#58;")
