"""Task list items, `- [ ]` and `- [x]`, shown with a box that is only a sign."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_BOX = re.compile(r"\[([ xX])\][ \t]+(?=\S)")


def install(parser: MarkdownIt) -> None:
    parser.core.ruler.after("block", "tasks", _tasks)


def _tasks(state: StateCore) -> None:
    for item, token in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and token.type == "inline" and (box := _BOX.match(token.content)):
            token.content = ("☐ " if box[1] == " " else "☑ ") + token.content[box.end() :]
