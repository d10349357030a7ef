"""One section as a tree of blocks, read as a careful person would read it, with exact offsets.

Well-formed markdown nests as CommonMark says. Text pasted from a PDF has lost its indentation and its lines; what it
meant is recovered from the labels (see `outline_nesting`).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain import Section
from app.notes.outline_lines import read_entries
from app.notes.outline_nesting import Node, nest
from app.notes.passage import NOTHING, Passage, terms


class BlockKind(StrEnum):
    """What a block is. A paragraph or item may carry a label; a label without a value is still one."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    FORMULA = "formula"
    CODE = "code"
    TABLE = "table"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a section.

    `passage` is the block's own text, label included, inline markdown kept, soft breaks joined by spaces. `label` is
    what stands before the colon ("Limitation"), `body` what follows it (all of `passage` where there is no label).
    `number` is an ordered item's. `language` is a code fence's. `rows` are a table's cells, head row first.
    `terms` are the words in bold or highlighted in the body. Blocks that belong to this one are its `children`.
    """

    kind: BlockKind
    passage: Passage
    label: Passage = NOTHING
    body: Passage = NOTHING
    number: int | None = None
    language: str = ""
    rows: tuple[tuple[Passage, ...], ...] = ()
    children: tuple["Block", ...] = ()
    terms: tuple[Passage, ...] = ()

    @property
    def start(self) -> int:
        """Offset of the block's own first character in the section's text."""
        return self.passage.start

    @property
    def end(self) -> int:
        """Offset just past the block's last character, children included."""
        return max([self.passage.end, *(child.end for child in self.children)])

    @property
    def ordered(self) -> bool:
        """Whether this is a numbered item."""
        return self.number is not None

    @property
    def open(self) -> bool:
        """Whether the text ends in a colon, announcing what follows."""
        return self.passage.text.rstrip("*_ ").endswith(":")


def outline(section: Section) -> tuple[Block, ...]:
    """The blocks of a section, its heading left out. Linear in the section's length."""
    entries = read_entries(section.text, skip_heading=section.level > 0)
    return tuple(_block(node) for node in nest(entries))


def _block(node: Node) -> Block:
    entry = node.entry
    return Block(
        kind=BlockKind(entry.kind),
        passage=entry.passage,
        label=node.label,
        body=node.body,
        number=entry.number,
        language=entry.language,
        rows=entry.rows,
        children=tuple(_block(child) for child in node.children),
        terms=terms(node.body) if entry.kind in ("paragraph", "item") else (),
    )
