"""The one renderer for untrusted text: markdown to safe HTML.

markdown-it with raw HTML off makes the HTML, nh3 cleans it, and only then the pieces that we made ourselves, MathML and
coloured code, take the places kept for them. Places are marked by private-use characters, which are dropped from the
text before, so that no text can forge one.
"""

import html
import re
from collections.abc import Sequence
from functools import cache

from app.notes.chunks import chunks
from app.notes.highlight import highlight_css
from app.notes.marking import MARKS, apply_marks, insert_marks, without_marks
from app.notes.maths import STYLES, refused, render_math, tidied
from app.notes.parser import parser
from app.notes.sanitise import sanitise
from app.notes.token_html import PLACE_CLOSE, PLACE_OPEN, Made, TokenHTML

__all__ = ["render", "render_for_anki", "render_inline", "render_math", "render_passage", "stylesheet"]

_RESERVED = re.compile(f"[{PLACE_OPEN}{PLACE_CLOSE}{MARKS}\0]")
_PLACE = re.compile(f"{PLACE_OPEN}(\\d+){PLACE_CLOSE}")
_MOST_TRIED = 16  # renderings to find out which marks fit where all together do not
Spans = Sequence[tuple[int, int]]
_Kind = tuple[tuple[int, int], bool]
_ANKI_COMMANDS = re.compile(r"\[(?=/?(?:latex|\$\$?)\]|sound:|anki:)", re.IGNORECASE)


def render(markdown: str) -> str:
    """Block HTML of a passage of markdown; maths as MathML, code with classes (see `stylesheet`)."""
    made = Made()
    return _filled(_cleaned(_RESERVED.sub("", markdown), _page(), made), made.pieces)


def render_inline(markdown: str) -> str:
    """HTML of one line of markdown without a surrounding paragraph, for titles and answers of a few words."""
    made = Made()
    line = " ".join(_RESERVED.sub("", markdown).split())
    env: dict[str, object] = {"made": made}
    raw = _page().render(parser().parseInline(line, env), parser().options, env)
    return _filled(sanitise(raw), made.pieces)


def render_passage(text: str, marks: Spans, missing: Spans = ()) -> str:
    """Block HTML of a section's text with each (start, end) of `marks`, offsets in `text`, inside <mark>.

    Marks may overlap and may begin or end anywhere, also inside markdown's own signs. One that cannot be shown without
    changing how the text reads is left out. `missing` are marked too, with the class of that name; they do not overlap
    the others.
    """
    plain = Made()
    expected = _filled(_cleaned(_RESERVED.sub("", text), _page(), plain), plain.plain)
    marked = _marked(text, marks, missing, expected)
    if marked is None:
        kinds = [*((mark, True) for mark in marks), *((mark, False) for mark in missing)]
        fitting = _fitting(text, kinds, expected, [_MOST_TRIED])
        marked = _marked(text, [m for m, quoted in fitting if quoted], [m for m, q in fitting if not q], expected)
    return render(text) if marked is None else marked


def _fitting(text: str, kinds: list[_Kind], expected: str, tries: list[int]) -> list[_Kind]:
    """Those marks that can be shown, found by halving; past a number of tries the rest are left out."""
    if not kinds or tries[0] <= 0:
        return []
    tries[0] -= 1
    marks, missing = [mark for mark, quoted in kinds if quoted], [mark for mark, quoted in kinds if not quoted]
    if _marked(text, marks, missing, expected) is not None:
        return kinds
    half = len(kinds) // 2
    return (
        [*_fitting(text, kinds[:half], expected, tries), *_fitting(text, kinds[half:], expected, tries)] if half else []
    )


def _marked(text: str, marks: Spans, missing: Spans, expected: str) -> str | None:
    """The passage with its marks, or None where they change what it would say without them."""
    made = Made()
    cleaned = _cleaned(insert_marks(text, marks, _RESERVED, missing), _page(), made)
    if _filled(without_marks(cleaned), made.plain) != expected:
        return None
    return _filled(apply_marks(cleaned), made.pieces)


def render_for_anki(markdown: str) -> str:
    """HTML for a field of an Anki note: maths as \\(…\\) and \\[…\\], code with inline styles, no Anki commands."""
    made = Made()
    cleaned = _cleaned(_RESERVED.sub("", markdown), _anki(), made)
    return _filled(_ANKI_COMMANDS.sub("&#91;", cleaned), made.pieces)


def stylesheet() -> str:
    """What rendered notes need beyond the page's own sheet: colours of code, alignment in maths and tables."""
    aligned = "".join(f".align-{side} {{ text-align: {side}; }}\n" for side in ("left", "center", "right"))
    return highlight_css() + STYLES + aligned


@cache
def _page() -> TokenHTML:
    return TokenHTML(render_math, inline_styles=False)


@cache
def _anki() -> TokenHTML:
    return TokenHTML(_latex_for_anki, inline_styles=True)


def _latex_for_anki(latex: str, display: bool) -> str:
    """MathJax's delimiters around LaTeX that math-core has read through; anything else is shown as code."""
    if refused(latex):
        return f"<code>{html.escape(latex.strip())}</code>"
    opening, closing = ("\\[", "\\]") if display else ("\\(", "\\)")
    return f"{opening}{html.escape(tidied(latex), quote=False)}{closing}"


def _cleaned(markdown: str, renderer: TokenHTML, made: Made) -> str:
    """Sanitised HTML with places for what we make ourselves, part by part."""
    parts = []
    for part in chunks(markdown, weightless=MARKS):
        env: dict[str, object] = {"made": made}
        parts.append(sanitise(renderer.render(parser().parse(part, env), parser().options, env)))
    return "".join(parts)


def _filled(cleaned: str, pieces: Sequence[str]) -> str:
    return _PLACE.sub(lambda place: pieces[int(place[1])], cleaned)
