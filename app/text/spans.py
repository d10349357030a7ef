"""Where code and maths stand in a markdown text, found without a parser so that fragments can be read too."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A code span, fenced block or formula: `[start, end)` with its delimiters, `[body_start, body_end)` without."""

    kind: Literal["code", "fence", "maths"]
    start: int
    body_start: int
    body_end: int
    end: int


_DELIMITER = re.compile(
    r"""(?P<fence>^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$) | (?P<ticks>`+) | (?P<dollars>\${1,2})
      | (?P<open>\\[(\[]) | (?P<close>\\[)\]]) | \\[^`\n] | (?P<blank>\n(?=[ \t]*\n))""",
    re.MULTILINE | re.VERBOSE,
)
_LONGEST_FORMULA = 4000


@lru_cache(maxsize=128)
def code_and_maths(text: str) -> tuple[Span, ...]:
    """The code spans, fenced blocks and formulas of a markdown text, in order; time is O(n log n) at worst."""
    found = [match for match in _DELIMITER.finditer(text) if match.lastgroup]
    places: dict[str, list[int]] = {}
    for index, match in enumerate(found):
        places.setdefault(_closes_as(match), []).append(index)
    spans: list[Span] = []
    index = 0
    while index < len(found):
        closing = _closing(text, found, places, index)
        if closing is None:
            index += 1
        else:
            spans.append(closing[0])
            index = closing[1] + 1
    return tuple(spans)


def _closes_as(match: re.Match[str]) -> str:
    """The name under which a delimiter is looked up as a closing one."""
    if match.lastgroup == "fence":
        return "fence" + match.group().lstrip(" \t>")[0]
    return "blank" if match.lastgroup == "blank" else match.group()


def _closing(
    text: str, found: list[re.Match[str]], places: dict[str, list[int]], index: int
) -> tuple[Span, int] | None:
    """The span that the delimiter `index` opens and the index of its closing delimiter, or None."""
    opening = found[index]
    kind = opening.lastgroup
    if kind == "fence":
        return _fence(text, found, places, index)
    if kind not in ("ticks", "dollars", "open") or text[opening.start() - 1 : opening.start()] == "\\":
        return None
    wanted = {"\\(": "\\)", "\\[": "\\]"}.get(opening.group(), opening.group())
    at = _next(places.get(wanted, []), index)
    if at is None:
        return None
    close = found[at]
    is_block = wanted in ("$$", "\\]")
    blank = _next(places.get("blank", []), index)
    if (not is_block and blank is not None and blank < at) or not text[opening.end() : close.start()].strip():
        return None
    if kind != "ticks" and close.start() - opening.end() > _LONGEST_FORMULA:
        return None
    if wanted == "$" and text[close.end() : close.end() + 1].isdigit():  # "between $5 and $6" is money
        return None
    name: Literal["code", "maths"] = "code" if kind == "ticks" else "maths"
    return Span(name, opening.start(), opening.end(), close.start(), close.end()), at


def _fence(text: str, found: list[re.Match[str]], places: dict[str, list[int]], index: int) -> tuple[Span, int] | None:
    opening = found[index]
    mark = opening.group().lstrip(" \t>")
    length = len(mark) - len(mark.lstrip(mark[0]))
    body_start = min(opening.end() + 1, len(text))
    at = index
    while (after := _next(places[_closes_as(opening)], at)) is not None:
        at = after
        close = found[at].group().strip(" \t>")
        if len(close) >= length and not close.strip(mark[0]):
            return Span("fence", opening.start(), body_start, max(found[at].start(), body_start), found[at].end()), at
    return Span("fence", opening.start(), body_start, len(text), len(text)), len(found) - 1


def _next(places: list[int], index: int) -> int | None:
    after = bisect_right(places, index)
    return places[after] if after < len(places) else None
