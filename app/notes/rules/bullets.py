"""Lines that begin with "•", as text from word processors and PDFs does, are items of a list."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_BULLET = re.compile(r"([ \t]*)•(?=[ \t])")
_FENCE = re.compile(r"[ \t]*(```|~~~)")


def install(parser: MarkdownIt) -> None:
    parser.core.ruler.before("block", "bullets", _bullets)


def _bullets(state: StateCore) -> None:
    """Every "•" becomes "-", which is as long, so that offsets stay."""
    if "•" not in state.src:
        return
    lines, fence = state.src.split("\n"), ""
    for index, line in enumerate(lines):
        marks = _FENCE.match(line)
        if marks and fence in ("", marks[1]):
            fence = "" if fence else marks[1]
        elif not fence:
            lines[index] = _BULLET.sub(r"\1-", line, count=1) if _BULLET.match(line) else line
    state.src = "\n".join(lines)
