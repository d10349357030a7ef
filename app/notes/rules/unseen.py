"""Lines that a reader of the finished page does not see: comments, template tags, attribute lines, stray bullets.

HTML comments, Obsidian's %% comments %% and ^block-ids, Liquid's {% tags %}, kramdown's {: attributes}, MyST's
(labels)= and a bullet that a page's end left with nothing behind it. Liquid's {% highlight %} is a fence and shown as
one.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore

from app.notes.rules.lines import INTERRUPTS, find_line, line_text

_LIQUID = re.compile(r"\{%-?\s*(\w+)\s*([^%]{0,200}?)\s*-?%\}\s*")
_LINE = re.compile(
    r"(?:\{%[^%]*%\}\s*)+|\{:[^{}]*\}\s*|\([\w:.-]+\)=\s*|\[\[?_?TOC_?\]\]?\s*|\\(?:newpage|pagebreak)\s*|\^[\w-]+\s*",
    re.IGNORECASE,
)
_BLOCK_ID = re.compile(
    r"[ \t]\^(?=[\w-]*[A-Za-z])(?:[A-Za-z][A-Za-z0-9]{2,}|[A-Za-z0-9]{6,}|[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)\Z"
)
_STRAY = re.compile(r"[-*+•]\s*")


def install(parser: MarkdownIt) -> None:
    parser.block.ruler.before("table", "unseen", _unseen, {"alt": INTERRUPTS})
    parser.core.ruler.after("block", "block_ids", _block_ids)
    parser.block.ruler.before("unseen", "liquid_fence", _liquid_fence, {"alt": INTERRUPTS})


def _unseen(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = line_text(state, start)
    last = _end_of_comment(state, start, end, line)
    if last < 0 and (_LINE.fullmatch(line) or _is_stray(state, start, end, line)):
        last = start
    if last < 0:
        return False
    if not silent:
        state.line = last + 1
    return True


def _end_of_comment(state: StateBlock, start: int, end: int, line: str) -> int:
    """The comment's last line, or -1 where there is none or text follows it."""
    opening, closing = ("<!--", "-->") if line.startswith("<!--") else ("%%", "%%")
    if not line.startswith(opening):
        return -1
    last, words = start, line[len(opening) :]
    if closing not in words:
        last = find_line(state, start + 1, end, closing, lambda words: closing in words)
        words = line_text(state, last) if last > 0 else ""
    return last if closing in words and not words.split(closing, 1)[1].strip() else -1


def _is_stray(state: StateBlock, start: int, end: int, line: str) -> bool:
    """A lone bullet with a blank line or nothing after it."""
    return bool(_STRAY.fullmatch(line)) and (start + 1 >= end or state.isEmpty(start + 1))


def _liquid_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    opening = _LIQUID.fullmatch(line_text(state, start))
    if not opening or opening[1] not in ("highlight", "comment") or state.is_code_block(start):
        return False
    closing = f"end{opening[1]}"
    last = find_line(state, start + 1, end, closing, lambda line: _closes(line, closing))
    if last < 0:
        return False
    if not silent:
        if opening[1] == "highlight":
            token = state.push("fence", "code", 0)
            token.info = opening[2].split()[0] if opening[2] else ""
            token.content = state.getLines(start + 1, last, state.sCount[start], True)
            token.map = [start, last + 1]
        state.line = last + 1
    return True


def _block_ids(state: StateCore) -> None:
    """Obsidian's name of a block at the end of its last line."""
    for token in state.tokens:
        if token.type == "inline" and "^" in token.content:
            token.content = _BLOCK_ID.sub("", token.content)


def _closes(line: str, closing: str) -> bool:
    tag = _LIQUID.fullmatch(line)
    return tag is not None and tag[1] == closing
