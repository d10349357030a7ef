"""Headings pasted without blank lines: a title directly above its bullets, or above the paragraph that it opens.

Blank lines then part groups: "Isolation Anomalies", with nothing of its own, is above "Dirty read" and "Phantom read"
until the next blank line, and a group whose first heading has a text is a row of equals.
"""

import re
from collections.abc import Sequence

from app.notes.bare_levels import Entry
from app.notes.bare_lines import LIST_LINE, STRAY, Line
from app.notes.bare_titles import HANGING, NUMBERED, OTHER_BLOCK, reads_like_heading
from app.notes.headings import is_generic

_ITEM_NUMBER = re.compile(r"\d{1,3}[.)]\s")
_DEEP_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\S*\s+[^\W\d_]")
_FEWEST_WORDS = 5
_FEWEST_COLONS, _SHORTEST_SHOUT = 2, 4
_WIDEST_WRAP = 100


def tight_candidates(lines: Sequence[Line], *, bold_too: bool) -> list[int]:
    """Indexes of the lines that read like headings and stand directly above what they announce."""
    full = _full_width(lines)
    found: list[int] = []
    spaced, in_list = True, False
    for index, line in enumerate(lines[:-1]):
        if line.empty or STRAY.fullmatch(line.text):
            spaced, in_list = True, False
            continue
        bold = line.text.lstrip().startswith(("**", "__"))
        under = bool(found) and found[-1] == index - 1
        ends_list = in_list and not _runs_on(lines[index - 1].text, full)
        if (
            not line.hidden
            and (bold_too or not bold)
            and (spaced or under or ends_list or _DEEP_NUMBER.match(line.text) or _is_shouted(lines, index))
            and _heads(lines, index, spaced=spaced or _is_shouted(lines, index))
        ):
            found.append(index)
            spaced, in_list = False, False
            continue
        spaced, in_list = False, in_list or bool(LIST_LINE.match(line.text))
    return found


def colon_candidates(lines: Sequence[Line]) -> list[int]:
    """Indexes of titles that end in a colon, where nearly the first line is one: then they are no mere lead-ins."""
    filled = [index for index, line in enumerate(lines) if not line.empty]
    found = [index for index in filled if _announces(lines, index)]
    return found if len(found) >= _FEWEST_COLONS and found[0] in filled[:2] and found[-1] != filled[-1] else []


def _announces(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    title = line.text.rstrip()[:-1]
    if line.hidden or not line.text.rstrip().endswith(":") or line.text[0].isspace() or is_generic(title):
        return False
    return (index == 0 or lines[index - 1].empty) and reads_like_heading(title, "", "", False)


def group_levels(entries: Sequence[Entry]) -> list[int]:
    """One level per heading, from 1: a title without text, groups, and what a group's first heading leaves to them."""
    titled = len(entries) > 1 and not entries[0].prose and not entries[0].items
    titled = titled and (entries[1].spaced or not any(entry.spaced for entry in entries[1:]))
    levels = [1] if titled else []
    top = 2 if titled else 1
    head: Entry | None = None
    for entry in entries[len(levels) :]:
        if head is None or entry.spaced:
            head, level = entry, top
        else:
            inside = is_generic(entry.title) and not is_generic(head.title)
            inside = inside or not (head.prose or head.items)
            level = top + 1 if inside else top
        levels.append(level)
    return levels


def _is_shouted(lines: Sequence[Line], index: int) -> bool:
    """In capitals, below the end of a sentence or item that is not."""
    line, above = lines[index].text.strip(), lines[index - 1].text.strip()
    return len(line) >= _SHORTEST_SHOUT and line.isupper() and above.endswith((".", "!", "?")) and not above.isupper()


def _heads(lines: Sequence[Line], index: int, *, spaced: bool) -> bool:
    """Whether the line is a title and the next one begins what it is the title of."""
    line, below = lines[index].text, lines[index + 1]
    if below.empty or below.hidden or STRAY.fullmatch(below.text):
        return False
    if LIST_LINE.match(below.text):
        return not _ITEM_NUMBER.match(line.strip()) and reads_like_heading(line, "", below.text, False)
    if not reads_like_heading(line, "", below.text, False):
        return False
    if NUMBERED.match(line.strip()):
        return spaced or bool(NUMBERED.match(below.text.strip())) or _opens_prose(line, below.text)
    return spaced and (_opens_prose(line, below.text) or _is_above_another(lines, index))


def _is_above_another(lines: Sequence[Line], index: int) -> bool:
    """Whether the next line is a heading too, directly above a list."""
    bullets = index + 2 < len(lines) and bool(LIST_LINE.match(lines[index + 2].text))
    return bullets and not lines[index + 1].text[0].isspace() and _heads(lines, index + 1, spaced=False)


def _opens_prose(line: str, below: str) -> bool:
    """A sentence, and not the second line of a wrapped one: it begins anew, and the line above it is far from full."""
    text = below.strip()
    if OTHER_BLOCK.match(text) or not (text[0].isupper() or text[0].isdigit() or text[0] in "\"“'*`"):
        return False
    ends = text.endswith((".", "!", "?", ":"))
    shorter = bool(NUMBERED.match(line.strip())) or 10 * len(line.strip()) <= 7 * len(text)
    return shorter and len(text.split()) >= (_FEWEST_WORDS - 2 if ends else _FEWEST_WORDS)


def _runs_on(above: str, full: int) -> bool:
    """Whether the sentence of an item goes on in the next line."""
    words = above.split()
    return words[-1].casefold() in HANGING or above.rstrip().endswith(",") or len(above.rstrip()) >= full


def _full_width(lines: Sequence[Line]) -> int:
    """From how many characters on a line of a hard-wrapped text is full; more than any has where it is not wrapped."""
    widths = sorted(len(line.text.rstrip()) for line in lines)
    if len(widths) < 4 or widths[-1] > _WIDEST_WRAP or 10 * widths[-4] < 9 * widths[-1]:
        return widths[-1] + 1
    return 9 * widths[-1] // 10
