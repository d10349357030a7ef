"""Headings as the section scan reads them.

An underlined one has two signs at least, under a line or two of title: a lone `-` under text is a bullet that a page's
end left, and a long paragraph above `---` is a paragraph above a rule. "1. Title" may be underlined too, and by other
signs (see `headings.drawn_level`). Attributes (`{#id .class}`) are not shown, nor is a line drawn above the title.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from app.notes.headings import ATTRIBUTES, ONLY_MATHS, OVERLINE, drawn_level
from app.notes.rules.lines import line_text

LONGEST_TITLE = 200
_DRAWN = re.compile(r"([=~^\"-])\1{3,}[ \t]*")


def install(parser: MarkdownIt) -> None:
    parser.block.ruler.before("fence", "drawn_titles", _drawn)
    parser.core.ruler.after("block", "titles", _titles)


def _drawn(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.level or start + 1 >= end or state.sCount[start] or state.sCount[start + 1]:
        return False
    above = line_text(state, start - 1) if start else ""
    below = line_text(state, start + 2) if start + 2 < end else ""
    title, underline = line_text(state, start), line_text(state, start + 1)
    level = drawn_level(above, title, underline, below) if _DRAWN.fullmatch(underline) else 0
    if not level:
        return False
    opened = state.push("heading_open", f"h{level}", 1)
    opened.markup, opened.map = "#", [start, start + 2]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = title.strip(), [start, start + 1], []
    state.push("heading_close", f"h{level}", -1).markup = "#"
    state.line = start + 2
    return True


def _titles(state: StateCore) -> None:
    lines = state.src.split("\n")
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open" or not token.map:
            continue
        state.tokens[index + 1].content = ATTRIBUTES.sub("", state.tokens[index + 1].content)
        if token.markup.startswith("#"):
            continue
        title = OVERLINE.sub("", state.tokens[index + 1].content)
        state.tokens[index + 1].content = title
        underline = lines[token.map[1] - 1].strip(" \t>")
        too_long = title.count("\n") > 1 or len(title) > LONGEST_TITLE
        if len(underline) < 2 or too_long or ONLY_MATHS.fullmatch(title):
            for part, kind in ((token, "paragraph_open"), (state.tokens[index + 2], "paragraph_close")):
                part.type, part.tag, part.markup = kind, "p", ""
