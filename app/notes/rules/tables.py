"""A bound on tables before they are built: a short row of a wide table costs as much as a full one.

Two kilobytes of pipes can make a table of 60,000 cells. One that would pass the limit, alone or with the tables before
it in the same text, is shown as the code it was written as.
"""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore

MOST_CELLS = 6_000
_USED = "table_cells"


def install(parser: MarkdownIt) -> None:
    parser.block.ruler.at("table", _bounded(table), {"alt": ["paragraph", "reference"]})
    parser.core.ruler.push("table_alignment", _align_by_class)


def _bounded(
    build: Callable[[StateBlock, int, int, bool], bool],
) -> Callable[[StateBlock, int, int, bool], bool]:
    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not build(state, start, end, True):
            return False
        if silent:
            return True
        last = _last_line(state, start, end)
        columns = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]].count("-|") + 2
        cells = columns * (last - start)
        used = int(state.env.get(_USED, 0)) + cells
        if used > MOST_CELLS:
            return _as_code(state, start, last)
        state.env[_USED] = used
        return build(state, start, end, False)

    return rule


def _last_line(state: StateBlock, start: int, end: int) -> int:
    line = start + 2
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    return line


def _as_code(state: StateBlock, start: int, last: int) -> bool:
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start, last, state.blkIndent, False) + "\n"
    token.map = [start, last]
    state.line = last
    return True


def _align_by_class(state: StateCore) -> None:
    """style="text-align:right" would be refused by the page's content security policy; a class is not."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := str(token.attrs.pop("style", ""))):
            token.attrs["class"] = "align-" + style.removeprefix("text-align:")
