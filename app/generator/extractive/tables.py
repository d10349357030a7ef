"""Rule: tables. Each row is a thing, each further column asks one fact of it."""

import re
from collections.abc import Iterator

from app.domain import Draft
from app.generator.extractive.drafting import basic
from app.generator.extractive.labels import question_for
from app.generator.extractive.naming import Name
from app.generator.extractive.plain import plain
from app.generator.extractive.scene import Scene, setting
from app.notes.outline import Block, BlockKind
from app.notes.passage import Passage
from app.text import content_words

RULE = "table"
MOST_CARDS = 60

_NUMBERING = re.compile(r"^(?:#|no\.?|nr\.?|id|index|rank)?$", re.IGNORECASE)
_EMPTY = re.compile(r"^[\W_]*$|^(?:n/?a|none|tbd|\?)$", re.IGNORECASE)
_TICK = re.compile(r"^(?:[✓✔✗✘xX]|yes|no|true|false|✅|❌)$", re.IGNORECASE)


def tables(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """One question for each cell beside the first column, named by its row and its column."""
    if block.kind is not BlockKind.TABLE or len(block.rows) < 2:
        return
    key = _key_column(block.rows)
    head = [plain(cell.text) if cell else "" for cell in block.rows[0]]
    made = 0
    for row in block.rows[1:]:
        if key >= len(row) or not row[key] or _EMPTY.match(plain(row[key].text)):
            continue
        for column, cell in enumerate(row[: len(head)]):
            if column <= key or not cell or not head[column] or made >= MOST_CARDS:
                continue
            draft = _cell(scene, head[key], head[column], row[key], cell)
            made += draft is not None
            yield draft


def _key_column(rows: tuple[tuple[Passage, ...], ...]) -> int:
    """The first column that names things: a column of running numbers does not."""
    head = plain(rows[0][0].text) if rows[0] and rows[0][0] else ""
    numbered = all(row and row[0] and row[0].text.strip(" .").isdigit() for row in rows[1:])
    return 1 if len(rows[0]) > 2 and (numbered or (head and _NUMBERING.match(head))) else 0


def _cell(scene: Scene, kind: str, column: str, row: Passage, cell: Passage) -> Draft | None:
    value = plain(cell.text)
    if (_EMPTY.match(value) and "$" not in value) or _TICK.match(value):
        return None
    term = scene.name(row.text)
    where = "" if set(content_words(kind)) & set(content_words(term.text)) else setting(scene, term)
    question = _question(column, term, scene)
    question = f"{where}{question[0].lower()}{question[1:]}" if where else question
    # A cell proves little alone, so the quote runs from the row's name to the cell.
    start, end = row.start, cell.end
    proof = Passage(scene.section.text[start:end], tuple(range(start, end)))
    return basic(scene, RULE, question, value, proof)


def _question(column: str, term: Name, scene: Scene) -> str:
    head = column.rstrip("?: ")
    if re.match(r"(?:used|good|best|useful|known|found|located|made|caused)\b", head, re.IGNORECASE):
        return f"What {term.be} {term.phrase} {head[0].lower()}{head[1:]}?"
    return question_for(head, term, term.phrase, scene.evidence)
