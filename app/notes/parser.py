"""The one configured markdown-it parser: CommonMark with tables, front matter, footnotes, maths and no raw HTML."""

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin


@cache
def parser() -> MarkdownIt:
    """The shared parser; it keeps no state between documents."""
    return (
        MarkdownIt("js-default", {"maxNesting": 20})
        .use(front_matter_plugin)
        .use(footnote_plugin)
        .use(dollarmath_plugin, allow_space=True, double_inline=True)
    )


def parse(text: str) -> list[Token]:
    """Tokens of one section (or a whole small note). Callers drop them as soon as they have read them."""
    return parser().parse(text)
