"""HTML inside a note, read as a hint and never passed on.

A few plain tags (<br>, <sub>, <kbd> …) are made anew without attributes; tags that only lay out a page are dropped and
their text kept; drawings, scripts and frames are dropped whole, as a reader of the page sees no text of theirs. What
is not a known tag, or never closed, stays visible as the text it is.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
_COMMENT = re.compile(r"<!--(?!>|->)[^<>]*?-->")
_KEPT = frozenset("b br code del em i ins kbd mark s small strong sub sup u".split())
_DROPPED = frozenset(
    """
    a abbr address article aside blockquote body center col colgroup dd details dfn div dl dt figcaption figure font
    footer h1 h2 h3 h4 h5 h6 head header hr html img li main nav ol p picture q section source span summary table tbody
    td tfoot th thead tr tt ul var wbr
    """.split()
)
_WHOLE = re.compile(r"<(script|style|svg|iframe|object|canvas|video|audio|template)\b[^<>]*>", re.IGNORECASE)
_LONGEST_WHOLE = 20_000
_ALT = re.compile(r"\salt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def install(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("html_inline", "plain_tag", _plain_tag)


def _plain_tag(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    end = _end_of_whole(state)
    if end > 0:
        state.pos = end
        return True
    comment = _COMMENT.match(state.src, state.pos, state.posMax)
    match = comment or _TAG.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not comment:
        name = match[2].lower()
        if name not in _KEPT and name not in _DROPPED:
            return False
        if not silent:
            _push(state, match, name)
    state.pos = match.end()
    return True


def _end_of_whole(state: StateInline) -> int:
    opening = _WHOLE.match(state.src, state.pos, state.posMax)
    if not opening:
        return 0
    closing = f"</{opening[1].lower()}>"
    inside = state.src[opening.end() : min(state.posMax, opening.end() + _LONGEST_WHOLE)].lower()
    at = inside.find(closing)
    return opening.end() + at + len(closing) if at >= 0 else 0


def _push(state: StateInline, match: re.Match[str], name: str) -> None:
    if name in _KEPT and not (name == "br" and match[1]):
        token = state.push("plain_tag", "", 0)
        token.content = f"<{match[1]}{name}>"
    elif name == "img" and (alt := _ALT.search(match[3])):
        token = state.push("text", "", 0)
        token.content = alt[1] or alt[2] or ""
