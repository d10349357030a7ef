"""What a writer may be asked to write about: notes and sections, with what they have already. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, case, func, or_, select

from app.db.browse_notes import as_people_sort
from app.db.tables import Base, CardRow, NoteRow, SectionRow, SourceRow
from app.domain import CardStatus

_tables = Base.metadata.tables
_notes = _tables[str(NoteRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class NoteToWrite:
    """A note: how many sections it has, how many no writer has seen as they are now, how many have no card."""

    id: int
    path: str
    title: str
    sections: int
    unwritten: int
    without_cards: int


@dataclass(frozen=True, slots=True)
class SectionToWrite:
    """A section; `unwritten` where no writer has seen its text as it is now. `cards` are active or waiting."""

    id: int
    note_id: int
    title: str
    level: int
    unwritten: bool
    cards: int


def notes_to_write(connection: Connection, learner_id: int) -> list[NoteToWrite]:
    """Every note that has a section, in the order of paths."""
    cards = _cards_by_section(learner_id)
    rows = connection.execute(
        select(
            _notes.c.id,
            _notes.c.path,
            _notes.c.title,
            func.count().label("sections"),
            func.sum(case((_unwritten(), 1), else_=0)).label("unwritten"),
            func.sum(case((cards.c.cards.is_(None), 1), else_=0)).label("without_cards"),
        )
        .join(_sections, _sections.c.note_id == _notes.c.id)
        .outerjoin(cards, cards.c.section_id == _sections.c.id)
        .where(_notes.c.learner_id == learner_id, _sections.c.gone_at.is_(None))
        .group_by(_notes.c.id)
    )
    return sorted((NoteToWrite(**row._mapping) for row in rows), key=lambda note: as_people_sort(note.path))


def sections_to_write(connection: Connection, learner_id: int, note_ids: Sequence[int]) -> list[SectionToWrite]:
    """The sections of these notes of the learner's, each note's in the order of its text."""
    cards = _cards_by_section(learner_id)
    rows = connection.execute(
        select(
            _sections.c.id,
            _sections.c.note_id,
            _sections.c.title,
            _sections.c.level,
            _unwritten().label("unwritten"),
            func.coalesce(cards.c.cards, 0).label("cards"),
        )
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .outerjoin(cards, cards.c.section_id == _sections.c.id)
        .where(_notes.c.learner_id == learner_id, _notes.c.id.in_(note_ids), _sections.c.gone_at.is_(None))
        .order_by(_sections.c.note_id, _sections.c.position)
    )
    return [
        SectionToWrite(row.id, row.note_id, row.title, row.level, bool(row.unwritten), int(row.cards)) for row in rows
    ]


def _unwritten() -> ColumnElement[bool]:
    return or_(_sections.c.generated_hash.is_(None), _sections.c.generated_hash != _sections.c.text_hash)


def _cards_by_section(learner_id: int) -> Subquery[Any]:
    return (
        select(_sources.c.section_id, func.count().label("cards"))
        .join(_cards, _cards.c.id == _sources.c.card_id)
        .where(
            _cards.c.learner_id == learner_id, _cards.c.status.in_([CardStatus.ACTIVE.value, CardStatus.INBOX.value])
        )
        .group_by(_sources.c.section_id)
        .subquery()
    )
