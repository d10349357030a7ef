"""What a run must know of the cards there are: what they ask, by whom, where, and whether they still do."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from app.db.prepared import Prepared
from app.db.tables import Base, CardRow, SectionRow, SourceRow
from app.domain import Author, CardKind, CardStatus

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]

_FACTS = Prepared(
    select(
        _cards.c.number,
        _cards.c.id,
        _cards.c.kind,
        _cards.c.question,
        _cards.c.answer,
        _cards.c.status,
        _sections.c.key,
        _sections.c.note_id,
        _sources.c.quote_start,
        _sources.c.quote_end,
    )
    .join(_sources, (_sources.c.card_id == _cards.c.id) & (_sources.c.ordinal == 0))
    .join(_sections, _sections.c.id == _sources.c.section_id)
    .where(_cards.c.learner_id == bindparam("learner_id"), _cards.c.number > bindparam("after"))
    .order_by(_cards.c.number)
)
_STATUS = Prepared(select(_cards.c.status).where(_cards.c.id == bindparam("of")))
_SIBLINGS = Prepared(
    select(_sources.c.quote_start, _sources.c.quote_end, _cards.c.sibling_group)
    .join(_cards, _cards.c.id == _sources.c.card_id)
    .where(_sources.c.section_id == bindparam("of"), _sources.c.stands)
)


@dataclass(frozen=True, slots=True)
class FactRow:
    """What is needed to tell whether a draft asks what a stored card asks already. Numbers only grow."""

    number: int
    card_id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    section_key: str
    quote_start: int
    quote_end: int


def facts(connection: Connection, learner_id: int, *, after: int = 0) -> Iterator[FactRow]:
    """Every card of the learner with a number past `after`, retired ones too, by its first source."""
    for row in _FACTS.each(connection, {"learner_id": learner_id, "after": after}):
        number, card_id, kind, question, answer, status, key, note_id, start, end = row
        address = section_address(note_id, key)
        yield FactRow(number, card_id, CardKind(kind), question, answer, CardStatus(status), address, start, end)


def section_address(note_id: int, key: str) -> str:
    """Names a section across notes, where a key alone is unique within one."""
    return f"{note_id}/{key}"


def status_of(connection: Connection, card_id: str) -> CardStatus | None:
    """A card's status as it is now."""
    row = _STATUS.first(connection, {"of": card_id})
    return None if row is None else CardStatus(row[0])


def author_of(connection: Connection, card_id: str) -> Author:
    """Who wrote a card."""
    row = connection.execute(select(_cards.c.writer, _cards.c.model, _cards.c.digest).where(_cards.c.id == card_id))
    return Author(*row.one())


def sibling_spans(connection: Connection, section_id: int) -> list[tuple[int, int, str]]:
    """Where the quotes of a section's cards start and end, each with its card's sibling group."""
    return [(start, end, group) for start, end, group in _SIBLINGS.all(connection, {"of": section_id})]


def questions_in_note(connection: Connection, note_id: int) -> dict[int, tuple[str, ...]]:
    """What the cards of a note ask, by the section where each one's answer stands; retired cards ask nothing."""
    rows = connection.execute(
        select(_sources.c.section_id, _cards.c.question)
        .join(_cards, _cards.c.id == _sources.c.card_id)
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .where(_sections.c.note_id == note_id, _sources.c.stands, _cards.c.status != CardStatus.RETIRED.value)
        .order_by(_sources.c.section_id, _cards.c.position)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.section_id, []).append(row.question)
    return {section_id: tuple(questions) for section_id, questions in found.items()}
