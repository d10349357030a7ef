"""The one configured markdown-it parser: CommonMark with tables, footnotes, maths and notes' own dialects; no raw HTML.

It is bounded: nesting and table cells are capped, and a paragraph too long or too full of signs to be prose is left as
it is.
"""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.notes.rules import (
    bullets,
    callouts,
    marks,
    maths,
    media,
    roles,
    tables,
    tags,
    tasks,
    titles,
    unseen,
    wikilinks,
)

DEEPEST_NESTING = 20
LONGEST_PARAGRAPH = 16_000
MOST_SIGNS = 600
_SIGNS = ("[", "(", "$", "`", "*", "_", "<", "~", "=", "^", "!", "&", "\\(", "\\[")


@cache
def parser() -> MarkdownIt:
    """The shared parser; it keeps no state between documents."""
    configured = MarkdownIt("js-default", {"maxNesting": DEEPEST_NESTING, "linkify": False, "typographer": False})
    configured.use(footnote_plugin)
    for rule in (bullets, tables, unseen, titles, tasks, maths, callouts, roles, wikilinks, marks, tags, media):
        rule.install(configured)
    configured.core.ruler.before("inline", "crowded_paragraphs", _leave_crowded_paragraphs_plain)
    return configured


def parse(text: str) -> list[Token]:
    """Tokens of one section (or a whole small note). Callers drop them as soon as they have read them."""
    return parser().parse(text)


def _leave_crowded_paragraphs_plain(state: StateCore) -> None:
    """Several inline rules take time in the square of the signs they try; a paragraph of so many is shown as it is."""
    for token in state.tokens:
        if token.type == "inline" and _is_crowded(token.content):
            token.type, token.tag, token.nesting = "plain_text", "", 0


def _is_crowded(content: str) -> bool:
    if len(content) <= MOST_SIGNS:
        return False
    return len(content) > LONGEST_PARAGRAPH or any(content.count(sign) > MOST_SIGNS for sign in _SIGNS)
