"""Lines that a reader of the finished page does not see: comments, template tags, attribute lines, stray bullets.

HTML comments, Obsidian's %% comments %%, Liquid's {% tags %}, kramdown's {: attributes}, MyST's (labels)= and a bullet
that a page's end left with nothing behind it. Liquid's {% highlight %} is a fence and shown as one.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from app.notes.rules import INTERRUPTS

_LIQUID = re.compile(r"\{%-?\s*(\w+)\s*([^%]{0,200}?)\s*-?%\}\s*")
_LINE = re.compile(
    r"(?:\{%[^%]*%\}\s*)+|\{:[^{}]*\}\s*|\([\w:.-]+\)=\s*|\[\[?_?TOC_?\]\]?\s*|\\(?:newpage|pagebreak)\s*",
    re.IGNORECASE,
)
_STRAY = re.compile(r"[-*+•]\s*")


def install(parser: MarkdownIt) -> None:
    parser.block.ruler.before("table", "unseen", _unseen, {"alt": INTERRUPTS})
    parser.block.ruler.before("unseen", "liquid_fence", _liquid_fence, {"alt": INTERRUPTS})


def _unseen(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = _line(state, start)
    last = _end_of_comment(state, start, end, line)
    if last < 0 and (_LINE.fullmatch(line) or _is_stray(state, start, end, line)):
        last = start
    if last < 0:
        return False
    if not silent:
        state.line = last + 1
    return True


def _end_of_comment(state: StateBlock, start: int, end: int, line: str) -> int:
    closing = "-->" if line.startswith("<!--") else "%%" if line.startswith("%%") else ""
    if not closing:
        return -1
    for number in range(start, end):
        words = line[len(closing) if closing == "%%" else 4 :] if number == start else _line(state, number)
        if closing in words:
            return number if not words.split(closing, 1)[1].strip() else -1
    return -1


def _is_stray(state: StateBlock, start: int, end: int, line: str) -> bool:
    """A lone bullet with a blank line or nothing after it."""
    return bool(_STRAY.fullmatch(line)) and (start + 1 >= end or state.isEmpty(start + 1))


def _liquid_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    opening = _LIQUID.fullmatch(_line(state, start))
    if not opening or opening[1] not in ("highlight", "comment") or state.is_code_block(start):
        return False
    for number in range(start + 1, end):
        closing = _LIQUID.fullmatch(_line(state, number))
        if closing and closing[1] == f"end{opening[1]}":
            break
    else:
        return False
    if not silent:
        if opening[1] == "highlight":
            token = state.push("fence", "code", 0)
            token.info = opening[2].split()[0] if opening[2] else ""
            token.content = state.getLines(start + 1, number, state.sCount[start], True)
            token.map = [start, number + 1]
        state.line = number + 1
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
