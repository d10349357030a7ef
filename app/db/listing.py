"""Every card with where it stands, in the order of the notes: what `torchdeck cards` prints."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.db.tables import Base, CardConceptRow, CardRow, NoteRow, SectionRow, SourceRow
from app.domain import CardKind, CardStatus

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]
_card_concepts = _tables[str(CardConceptRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class CardAtSource:
    """One source of one card: a card with three sources comes three times, `ordinal` 0 first."""

    id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    writer: str
    model: str
    ordinal: int
    quote: str
    start_line: int
    end_line: int
    note: str
    section: str
    heading_path: tuple[str, ...]


def cards_at_sources(
    connection: Connection, learner_id: int, *, note_path: str | None, status: CardStatus | None
) -> Iterator[CardAtSource]:
    """The learner's cards by position, each with its sources in order."""
    query = (
        select(
            _cards.c.id,
            _cards.c.kind,
            _cards.c.question,
            _cards.c.answer,
            _cards.c.status,
            _cards.c.writer,
            _cards.c.model,
            _sources.c.ordinal,
            _sources.c.quote,
            _sources.c.start_line,
            _sources.c.end_line,
            _notes.c.path,
            _sections.c.key,
            _sections.c.heading_path,
        )
        .join(_sources, _sources.c.card_id == _cards.c.id)
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_cards.c.learner_id == learner_id)
        .order_by(_cards.c.position, _cards.c.id, _sources.c.ordinal)
    )
    if status is not None:
        query = query.where(_cards.c.status == status.value)
    if note_path is not None:
        here = (
            select(_sources.c.card_id)
            .join(_sections, _sections.c.id == _sources.c.section_id)
            .join(_notes, _notes.c.id == _sections.c.note_id)
            .where(_notes.c.path == note_path)
        )
        query = query.where(_cards.c.id.in_(here))
    for row in connection.execute(query):
        yield CardAtSource(
            id=row.id,
            kind=CardKind(row.kind),
            question=row.question,
            answer=row.answer,
            status=CardStatus(row.status),
            writer=row.writer,
            model=row.model,
            ordinal=row.ordinal,
            quote=row.quote,
            start_line=row.start_line,
            end_line=row.end_line,
            note=row.path,
            section=row.key,
            heading_path=tuple(row.heading_path),
        )


def concepts_by_card(connection: Connection, learner_id: int) -> dict[str, tuple[str, ...]]:
    """Concept ids of every card that has any."""
    found: dict[str, list[str]] = {}
    for row in connection.execute(
        select(_card_concepts.c.card_id, _card_concepts.c.concept_id)
        .join(_cards, _cards.c.id == _card_concepts.c.card_id)
        .where(_cards.c.learner_id == learner_id)
        .order_by(_card_concepts.c.ordinal)
    ):
        found.setdefault(row.card_id, []).append(row.concept_id)
    return {card_id: tuple(concepts) for card_id, concepts in found.items()}
