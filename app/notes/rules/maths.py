"""Maths: $…$ and $$…$$, and LaTeX's own \\(…\\), \\[…\\] and \\begin{…}…\\end{…}.

Jekyll sites write the brackets with two backslashes, one of them for markdown.

Tokens are `math_inline`, `math_inline_double` (display, inside a paragraph) and `math_block`; their content is the
LaTeX without its delimiters. "$5 and $10" is money: an opening dollar has no space after it, a closing one has none
before it and no digit after it.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from app.notes.rules.lines import INTERRUPTS, line_text

_MOST_LINES = 60
_LONGEST_INLINE = 2_000
_OPENING = re.compile(r"(\\{1,2})([(\[])")
_CLOSINGS = {"$$": "$$", "\\[": "\\]", "\\\\[": "\\\\]"}
_LABEL = re.compile(r"[.,;]?\s*(?:\([\w:.-]+\))?\s*")
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:align|aligned|alignat|cases|equation|gather|gathered|multline|eqnarray|split|array"
    r"|[pbBvV]?matrix|smallmatrix)\*?)\}"
)


def install(parser: MarkdownIt) -> None:
    dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)
    parser.inline.ruler.before("escape", "math_inline", dollars)
    parser.inline.ruler.before("escape", "latex_inline", _inline)
    parser.block.ruler.before("fence", "math_block", _block, {"alt": INTERRUPTS})


def _inline(state: StateInline, silent: bool) -> bool:
    opening = _OPENING.match(state.src, state.pos)
    if not opening:
        return False
    closing = opening[1] + (")" if opening[2] == "(" else "]")
    start = opening.end()
    end = state.src.find(closing, start, min(state.posMax, start + _LONGEST_INLINE))
    if end < 0 or not state.src[start:end].strip():
        return False
    if not silent:
        token = state.push("math_inline" if opening[2] == "(" else "math_inline_double", "math", 0)
        token.content = state.src[start:end]
        token.markup = opening[0]
    state.pos = end + len(closing)
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block that begins a line and whose end ends one; an environment keeps its \\begin and \\end."""
    first = line_text(state, start)
    environment = _ENVIRONMENT.match(first)
    opening = "" if environment else next((mark for mark in _CLOSINGS if first.startswith(mark)), None)
    if opening is None or state.is_code_block(start):
        return False
    closing = f"\\end{{{environment[1]}}}" if environment else _CLOSINGS[opening]
    content: list[str] = []
    for line in range(start, min(end, start + _MOST_LINES)):
        if line > start and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        words = first[len(opening) :] if line == start else line_text(state, line)
        before, found, after = words.partition(closing)
        content.append(before + closing if found and environment else before)
        if found:
            latex = "\n".join(content).strip()
            if not latex or not _LABEL.fullmatch(after):
                return False
            if not silent:
                _push(state, latex, start, line + 1)
            return True
    return False


def _push(state: StateBlock, latex: str, start: int, end: int) -> None:
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content = latex
    token.map = [start, end]
    state.line = end
