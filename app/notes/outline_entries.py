"""What the line reader hands on: one entry for each block, not yet nested."""

from dataclasses import dataclass, field

from app.notes.passage import NOTHING, Passage


@dataclass(slots=True)
class Entry:
    """One block before nesting.

    `indent` is its column, `inner` the column its children start at (items only). `label` is set where the shape of
    the lines, not their words, says what the label is (a definition list); `spaced`: a blank line stands before it.
    """

    kind: str
    passage: Passage
    indent: int = 0
    inner: int = 0
    number: int | None = None
    language: str = ""
    title: Passage = NOTHING
    rows: tuple[tuple[Passage, ...], ...] = ()
    label: Passage = NOTHING
    nested: list["Entry"] = field(default_factory=list)
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One source line within a container: offsets of its content, and the columns of white space before it."""

    start: int
    end: int
    indent: int
    text: str
