"""Rule: tables. Each row is a thing, each further column asks one fact of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

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

_ASPECT = re.compile(
    r"^(?:feature|property|aspect|attribute|characteristic|criterion|criteria|metric|dimension|parameter|)$",
    re.IGNORECASE,
)
_NOUNS = frozenset("layer operation phase stage gate level class step register mode state".split())
_NUMBERING = re.compile(r"^(?:#|no\.?|nr\.?|id|index|rank)?$", re.IGNORECASE)
_EMPTY = re.compile(r"^[\W_]*$|^(?:n/?a|none|tbd|\?)$", re.IGNORECASE)
_TICK = re.compile(r"^(?:[✓✔✗✘xX]|yes|no|true|false|✅|❌)$", re.IGNORECASE)


def tables(block: Block, scene: Scene) -> Iterator[Draft | None]:
    """One question for each cell beside the first column, named by its row and its column."""
    if block.kind is not BlockKind.TABLE or len(block.rows) < 2:
        return
    key = _key_column(block.rows)
    head = [_header(cell) for cell in block.rows[0]]
    across = bool(_ASPECT.match(head[key])) and len(head) > key + 2
    made = 0
    for row in block.rows[1:]:
        if key >= len(row) or not row[key] or _EMPTY.match(plain(row[key].text)):
            continue
        for column, cell in enumerate(row[: len(head)]):
            if column <= key or not cell or not head[column] or made >= MOST_CARDS:
                continue
            if across:
                draft = _aspect(scene, block.rows[0][column], row[key], cell)
            else:
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
    term = _row(scene, row, kind)
    where = "" if set(content_words(kind)) & set(content_words(term.text)) else setting(scene, term)
    question = _question(column, term, scene)
    question = f"{where}{question[0].lower()}{question[1:]}" if where else question
    # A cell proves little alone, so the quote runs from the row's name to the cell.
    start, end = row.start, cell.end
    proof = Passage(scene.section.text[start:end], tuple(range(start, end)))
    return basic(scene, RULE, question, value, proof)


def _header(cell: Passage) -> str:
    """A column's head as it stands in a question: common words without their capital."""
    return re.sub(r"\b[A-Z][a-z]+\b", lambda match: match.group().lower(), plain(cell.text)) if cell else ""


def _row(scene: Scene, row: Passage, kind: str) -> Name:
    """What a row is about; a single word under "Layer" is "the transport layer"."""
    term = scene.name(row.text)
    if kind.casefold() in _NOUNS and " " not in term.text and kind.casefold() not in term.text.casefold():
        shown = term.text if term.text.isupper() else term.text.lower()
        return replace(term, text=f"{shown} {kind.casefold()}", article="the", plural=False)
    return term


def _aspect(scene: Scene, head: Passage, row: Passage, cell: Passage) -> Draft | None:
    """A table that compares: the columns are the things, each row one aspect of them."""
    value = plain(cell.text)
    if (_EMPTY.match(value) and "$" not in value) or _TICK.match(value):
        return None
    term = scene.name(head.text)
    aspect = _header(row)
    start, end = row.start, cell.end
    proof = Passage(scene.section.text[start:end], tuple(range(start, end)))
    return basic(scene, RULE, question_for(aspect, term, term.phrase, scene.evidence), value, proof)


def _question(column: str, term: Name, scene: Scene) -> str:
    head = column.rstrip("?: ")
    if re.match(r"(?:used|good|best|useful|known|found|located|made|caused)\b", head, re.IGNORECASE):
        return f"What {term.be} {term.phrase} {head[0].lower()}{head[1:]}?"
    return question_for(head, term, term.phrase, scene.evidence)
