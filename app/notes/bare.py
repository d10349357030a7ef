"""Headings of documents that lost their marks: text pasted from a PDF, where a heading is a short line by itself.

Read only where a note has no marked headings (or none but its title). Levels are inferred in `bare_levels`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.notes.bare_levels import are_numbered, levels, without_strays
from app.notes.bare_lines import LIST_LINE, STRAY, Line, lines_from
from app.notes.bare_tight import colon_candidates, group_levels, tight_candidates
from app.notes.bare_titles import BOLD_LINE, NUMBERED, reads_like_heading
from app.notes.headings import plain_title
from app.notes.scan import Heading

_LONGEST_RUN, _FEWEST_TIGHT = 3, 2


@dataclass(frozen=True, slots=True)
class BareLine:
    """A heading line with what its level is inferred from.

    `prose` and `items` count the lines of its own text; `separated` says that a stray bullet stood before it;
    `spaced` that an empty line or a stray bullet did; `depth` is that of its number ("2.1 Methods" has 2), or 0.
    """

    title: str
    start: int
    body: int
    prose: int = 0
    items: int = 0
    separated: bool = False
    spaced: bool = True
    depth: int = 0


def bare_headings(text: str, start: int, marked: Sequence[Heading]) -> list[Heading]:
    """The bare headings from offset `start`, or an empty list where the note has marked headings of its own.

    A sole marked H1 at the top does not count as having headings: it is the title above the bare ones, of which
    there must then be three at least.
    """
    if len(marked) > 1 or (marked and (marked[0].level > 1 or text[start : marked[0].start].strip())):
        return []
    lines = lines_from(text, marked[0].body if marked else start)
    chosen, in_groups = _chosen(lines, bold_too=not marked)
    found = without_strays(_with_bodies(lines, _without_runs(lines, chosen)))
    if not found or (marked and len(found) < 3):
        return []
    inferred_levels = group_levels(found) if in_groups and not are_numbered(found) else levels(found)
    shift = 1 if marked else 0
    inferred = [
        Heading(level + shift, line.title, line.start, line.body)
        for line, level in zip(found, inferred_levels, strict=True)
    ]
    return [*marked, *inferred]


def _chosen(lines: Sequence[Line], *, bold_too: bool) -> tuple[list[int], bool]:
    """The candidates in whichever way the text is set, and whether its empty lines part groups of headings."""
    loose, tight = _candidates(lines, bold_too=bold_too), tight_candidates(lines, bold_too=bold_too)
    if len(tight) >= max(_FEWEST_TIGHT, len(loose)):
        return sorted({*loose, *tight}), True
    colons = colon_candidates(lines)
    if colons and not set(loose) - {*colons, next(index for index, line in enumerate(lines) if not line.empty)}:
        return sorted({*loose, *colons}), True
    return loose, False


def _candidates(lines: Sequence[Line], *, bold_too: bool) -> list[int]:
    """Lines with blank lines around them that read like headings and lead to something.

    A bold line is a label where the note has a marked heading; without one it may be all the author had.
    """
    filled = [index for index, line in enumerate(lines) if not line.empty]
    found: list[int] = []
    for place, index in enumerate(filled[:-1]):
        above = lines[filled[place - 1]].text if place else ""
        stands_alone = lines[index + 1].empty and (
            place == 0 or filled[place - 1] < index - 1 or bool(STRAY.fullmatch(above))
        )
        if not stands_alone or lines[index].hidden or (not bold_too and BOLD_LINE.match(lines[index].text)):
            continue
        under_heading = bool(found) and place > 0 and found[-1] == filled[place - 1]
        if reads_like_heading(lines[index].text, above, lines[filled[place + 1]].text, under_heading):
            found.append(index)
    return found


def _without_runs(lines: Sequence[Line], found: Sequence[int]) -> list[int]:
    """Drops runs of four or more candidates with nothing between them: a list that lost its bullets."""
    kept: list[int] = []
    run: list[int] = []
    for index in found:
        if run and any(not line.empty for line in lines[run[-1] + 1 : index]):
            kept += run if len(run) <= _LONGEST_RUN else []
            run = []
        run.append(index)
    return kept + (run if len(run) <= _LONGEST_RUN else [])


def _with_bodies(lines: Sequence[Line], found: Sequence[int]) -> list[BareLine]:
    bare: list[BareLine] = []
    for place, index in enumerate(found):
        end = found[place + 1] if place + 1 < len(found) else len(lines)
        body = [line.text for line in lines[index + 1 : end] if not line.empty]
        above = [line.text for line in lines[max(0, index - 3) : index] if not line.empty]
        items = sum(1 for line in body if LIST_LINE.match(line) and not STRAY.fullmatch(line))
        number = NUMBERED.match(lines[index].text.strip())
        bare.append(
            BareLine(
                title=plain_title(lines[index].text.strip()[number.end() if number else 0 :]),
                start=lines[index].start,
                body=lines[index].start + len(lines[index].text) + 1,
                prose=sum(1 for line in body if not LIST_LINE.match(line)),
                items=items,
                separated=bool(above) and bool(STRAY.fullmatch(above[-1])),
                spaced=index == 0 or lines[index - 1].empty or bool(STRAY.fullmatch(lines[index - 1].text)),
                depth=number[1].count(".") + 1 if number else 0,
            )
        )
    return bare
