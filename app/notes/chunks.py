"""Long texts in parts that can be parsed one at a time, so that time grows with length and no faster."""

import re
from collections.abc import Iterator

LONGEST = 16_000
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")


def chunks(text: str, longest: int = LONGEST, *, weightless: str = "") -> Iterator[str]:
    """Parts of at most about `longest` characters, cut at blank lines outside fences; joined by newlines, the text.

    A part without a blank line is cut at a line's end; a line or a fence is never cut. What is in `weightless` does
    not count, so that a text is cut in the same places with and without it.
    """
    if _weight(text, weightless) <= longest:
        yield text
        return
    part: list[str] = []
    size, cut_at, fence = 0, 0, ""
    for line in text.split("\n"):
        fence = _fence_after(line, fence)
        part.append(line)
        size += _weight(line, weightless) + 1
        if not fence and not line.strip():
            cut_at = len(part)
        if size > longest and not fence:
            here = cut_at or len(part)
            yield "\n".join(part[:here])
            part, cut_at = part[here:], 0
            size = sum(_weight(kept, weightless) + 1 for kept in part)
    if part:
        yield "\n".join(part)


def _weight(text: str, weightless: str) -> int:
    return len(text) - sum(text.count(character) for character in weightless)


def _fence_after(line: str, fence: str) -> str:
    marks = _FENCE.match(line)
    if not marks:
        return fence
    if not fence:
        return marks[1]
    closes = marks[1].startswith(fence) and not line.strip(f" \t{fence[0]}")
    return "" if closes else fence
