"""Maths: $…$ and $$…$$ by the dollarmath plugin, and LaTeX's own \\(…\\), \\[…\\] and \\begin{…}…\\end{…}.

Tokens are `math_inline` and `math_block` (display), their content the LaTeX without its delimiters. A dollar before a
digit that no dollar closes properly is money: an opening dollar has no space after it, a closing one none before it
and no digit after it.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.notes.rules import INTERRUPTS

_LONGEST_LINES = 100
_LONGEST = 4_000
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:align|aligned|alignat|cases|equation|gather|gathered|multline|eqnarray|split|array"
    r"|[pbBvV]?matrix|smallmatrix)\*?)\}"
)


def install(parser: MarkdownIt) -> None:
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True, allow_labels=False)
    parser.inline.ruler.before("escape", "latex_inline", _inline)
    parser.block.ruler.before("fence", "latex_block", _block, {"alt": INTERRUPTS})


def _inline(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos : state.pos + 2]
    if opening not in ("\\(", "\\["):
        return False
    end = state.src.find("\\)" if opening == "\\(" else "\\]", state.pos + 2, min(state.posMax, state.pos + _LONGEST))
    if end < 0 or not state.src[state.pos + 2 : end].strip():
        return False
    if not silent:
        token = state.push("math_inline" if opening == "\\(" else "math_inline_double", "math", 0)
        token.content = state.src[state.pos + 2 : end]
        token.markup = opening
    state.pos = end + 2
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = _line(state, start)
    environment = _ENVIRONMENT.match(first)
    if state.is_code_block(start) or not (first.startswith("\\[") or environment):
        return False
    closing = f"\\end{{{environment[1]}}}" if environment else "\\]"
    content: list[str] = []
    for line in range(start, min(end, start + _LONGEST_LINES)):
        words = _line(state, line) if line > start or environment else first[2:]
        if line > start and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        before, found, after = words.partition(closing)
        content.append(before + (closing if found and environment else ""))
        if found:
            if after.strip() not in ("", ".", ","):
                return False
            if not silent:
                _push_block(state, "\n".join(content), start, line + 1)
            state.line = line + 1
            return True
    return False


def _push_block(state: StateBlock, latex: str, start: int, end: int) -> None:
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content = latex
    token.map = [start, end]


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
