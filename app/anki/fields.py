"""Markdown to the HTML of an Anki field: harmless, and whole once Anki has read it.

Anki gives meaning to a few sequences wherever they stand: control characters part the fields, `[sound:…]`, `[latex]`,
`[$]` and `[anki:…]` run something, and in a cloze field `{{c1::`, `::` and `}}` are syntax, also inside LaTeX and code.
What the learner's text brings of these is written as HTML entities, which the card shows unchanged (by the renderer for
markdown, here for plain text, in `anki.cloze` for deletions).
"""

import html
import re
import unicodedata
from collections.abc import Iterable

from app.anki.rows import Link
from app.notes.render import render_for_anki

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ANKI_TAG = re.compile(r"\[(?=/?(?:sound|latex|anki|\$))", re.IGNORECASE)


def plain(text: str) -> str:
    """The text composed (NFC, as Anki keeps it) and without control characters, which Anki parts its fields by."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")


def field(markdown: str) -> str:
    """Markdown as the HTML of an ordinary field. One paragraph alone stands without an element, as in Anki's editor."""
    markup = render_for_anki(plain(markdown)).strip()
    alone = markup.startswith("<p>") and markup.endswith("</p>") and markup.count("<p>") == 1
    return markup[3:-4] if alone else markup


def text_field(text: str) -> str:
    """Plain text as the HTML of a field."""
    return _ANKI_TAG.sub("&#91;", html.escape(plain(text)))


def links_field(links: Iterable[Link]) -> str:
    """The card's concepts, each a link to its page."""
    return " · ".join(f'<a href="{html.escape(link.url)}">{text_field(link.title)}</a>' for link in links)
