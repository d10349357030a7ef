"""Reading lines inside a block rule, and looking for a closing line without ever searching the same text twice."""

from collections.abc import Callable

from markdown_it.rules_block import StateBlock

# The blocks of CommonMark inside which a block rule of ours may begin without a blank line before it.
INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_UNCLOSED = "unclosed"


def line_text(state: StateBlock, line: int) -> str:
    """The line without its indentation and the marks of the blocks around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def find_line(state: StateBlock, start: int, end: int, name: str, closes: Callable[[str], bool]) -> int:
    """The first line of start..end-1 that closes, or -1.

    A search called `name` that found nothing is not made again further down: many openings without a closing would
    else take time in the square of their number.
    """
    unclosed: set[tuple[str, int]] = state.env.setdefault(_UNCLOSED, set())
    if (name, end) in unclosed:
        return -1
    for line in range(start, end):
        if closes(line_text(state, line)):
            return line
    unclosed.add((name, end))
    return -1
