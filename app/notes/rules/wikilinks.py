"""Obsidian's [[target]], [[target|label]] and ![[embed]]: shown as text, since their targets are files elsewhere."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from app.notes.headings import wikilink_text

_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]{1,300})(?:\\?\|([^\[\]\n]{0,300}))?\]\]")


def install(parser: MarkdownIt) -> None:
    """Before links and images, which would read the brackets as theirs."""
    parser.inline.ruler.before("link", "wikilink", _wikilink)


def _wikilink(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    match = _WIKILINK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        label = match[2]
        if match[0].startswith("!") and label and re.fullmatch(r"\d+(?:x\d+)?", label):
            label = None  # ![[figure.png|300]] gives a width
        for kind, nesting in (("wikilink_open", 1), ("text", 0), ("wikilink_close", -1)):
            token = state.push(kind, "span" if nesting else "", nesting)  # type: ignore[arg-type]
            if nesting == 1:
                token.attrs = {"class": "wikilink"}
            elif nesting == 0:
                token.content = wikilink_text(match[1].rstrip("\\"), label)
    state.pos = match.end()
    return True
