"""Headings as the section scan reads them.

An underlined one has two signs at least, under a line or two of title: a lone `-` under text is a bullet that a page's
end left, and a long paragraph above `---` is a paragraph above a rule. Attributes (`{#id .class}`) are not shown.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from app.notes.headings import ATTRIBUTES

LONGEST_TITLE = 200


def install(parser: MarkdownIt) -> None:
    parser.core.ruler.after("block", "titles", _titles)


def _titles(state: StateCore) -> None:
    lines = state.src.split("\n")
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open" or not token.map:
            continue
        state.tokens[index + 1].content = ATTRIBUTES.sub("", state.tokens[index + 1].content)
        if token.markup.startswith("#"):
            continue
        title = state.tokens[index + 1].content
        underline = lines[token.map[1] - 1].strip(" \t>")
        if len(underline) < 2 or title.count("\n") > 1 or len(title) > LONGEST_TITLE:
            for part, kind in ((token, "paragraph_open"), (state.tokens[index + 2], "paragraph_close")):
                part.type, part.tag, part.markup = kind, "p", ""
