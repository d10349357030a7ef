"""The one configured markdown-it parser: CommonMark with tables, footnotes, maths and notes' own dialects; no raw HTML.

It is bounded: nesting and table cells are capped, and a paragraph too long to be prose is not searched for marks.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.notes.rules import callouts, marks, maths, media, tables, tags, titles, unseen, wikilinks

DEEPEST_NESTING = 20
LONGEST_PARAGRAPH = 16_000


@cache
def parser() -> MarkdownIt:
    """The shared parser; it keeps no state between documents."""
    configured = MarkdownIt("js-default", {"maxNesting": DEEPEST_NESTING, "linkify": False, "typographer": False})
    configured.use(footnote_plugin)
    for rule in (tables, unseen, titles, maths, callouts, wikilinks, marks, tags, media):
        rule.install(configured)
    configured.core.ruler.before("inline", "long_paragraphs", _leave_long_paragraphs_plain)
    return configured


def parse(text: str) -> list[Token]:
    """Tokens of one section (or a whole small note). Callers drop them as soon as they have read them."""
    return parser().parse(text)


def _leave_long_paragraphs_plain(state: StateCore) -> None:
    """Some inline rules are quadratic; over so many characters without a break they are not looked for."""
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > LONGEST_PARAGRAPH:
            token.type, token.tag, token.nesting = "long_text", "", 0
