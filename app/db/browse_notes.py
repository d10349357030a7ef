"""Notes and sections as the pages show them. Reads only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, and_, case, func, or_, select, true

from app.db.tables import Base, CardRow, NoteRow, ScheduleRow, SectionConceptRow, SectionRow, SourceRow
from app.domain import CardStatus, Section
from app.scheduler.queue import Queue

_NUMBER = re.compile(r"(\d{1,18})")
_tables = Base.metadata.tables
_notes = _tables[str(NoteRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_section_concepts = _tables[str(SectionConceptRow.__tablename__)]
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class CardCounts:
    """Of one note's cards: `new` and `due` are for today and leave out suspended and buried cards."""

    cards: int = 0
    waiting: int = 0
    new: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note in a list."""

    id: int
    path: str
    title: str
    counts: CardCounts


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section in its note's outline; `cards` are those, active or waiting, that have a source in it."""

    id: int
    title: str
    level: int
    start_line: int
    end_line: int
    cards: int


@dataclass(frozen=True, slots=True)
class SectionInNote:
    """A section with the note around it; `gone` where the note no longer has it."""

    id: int
    note_id: int
    note_title: str
    note_path: str
    section: Section
    concepts: tuple[str, ...]
    gone: bool


def note_names(connection: Connection, learner_id: int) -> list[NoteLine]:
    """Every note in the order of paths, without counts."""
    rows = connection.execute(
        select(_notes.c.id, _notes.c.path, _notes.c.title).where(_notes.c.learner_id == learner_id)
    )
    lines = [NoteLine(row.id, row.path, row.title, CardCounts()) for row in rows]
    return sorted(lines, key=lambda line: as_people_sort(line.path))


def note_lines(connection: Connection, learner_id: int, today: date) -> list[NoteLine]:
    """Every note in the order of paths, with the counts of its cards."""
    counts = card_counts(connection, learner_id, today)
    return [replace(line, counts=counts.get(line.id, line.counts)) for line in note_names(connection, learner_id)]


def as_people_sort(path: str) -> list[tuple[int, str]]:
    """A sort key that puts chapter 2 before chapter 10 and does not mind capitals."""
    parts = _NUMBER.split(path.casefold())
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def card_counts(
    connection: Connection, learner_id: int, today: date, note_id: int | None = None
) -> dict[int, CardCounts]:
    """Counts by note id, of all notes or of one, in one pass over the schedules."""
    queue = _schedules.c.queue
    which = true() if note_id is None else _schedules.c.note_id == note_id
    rested = or_(_schedules.c.buried_until.is_(None), _schedules.c.buried_until <= today)
    waiting: dict[int, int] = {
        note_id: int(count)
        for note_id, count in connection.execute(
            select(_cards.c.note_id, func.count())
            .where(_cards.c.learner_id == learner_id, _cards.c.status == CardStatus.INBOX.value)
            .group_by(_cards.c.note_id)
        )
    }
    rows = connection.execute(
        select(
            _schedules.c.note_id,
            func.sum(case((queue != int(Queue.OUT), 1), else_=0)),
            func.sum(case((and_(queue == int(Queue.NEW), rested), 1), else_=0)),
            func.sum(case((and_(queue > int(Queue.NEW), rested, _schedules.c.due_day <= today), 1), else_=0)),
        )
        .where(_schedules.c.learner_id == learner_id, which)
        .group_by(_schedules.c.note_id)
    )
    return {
        note_id: CardCounts(int(studied) + waiting.get(note_id, 0), waiting.get(note_id, 0), int(new), int(due))
        for note_id, studied, new, due in rows
    }


def note_line(connection: Connection, learner_id: int, note_id: int, today: date) -> NoteLine | None:
    """One note of the learner's, or None."""
    row = connection.execute(
        select(_notes.c.path, _notes.c.title).where(_notes.c.id == note_id, _notes.c.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        return None
    counts = card_counts(connection, learner_id, today, note_id)
    return NoteLine(note_id, row.path, row.title, counts.get(note_id, CardCounts()))


def section_lines(connection: Connection, note_id: int) -> list[SectionLine]:
    """The outline of a note, in the order of its text."""
    cards = (
        select(_sources.c.section_id, func.count().label("cards"))
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .join(_cards, _cards.c.id == _sources.c.card_id)
        .where(_sections.c.note_id == note_id, _cards.c.status.in_([CardStatus.ACTIVE.value, CardStatus.INBOX.value]))
        .group_by(_sources.c.section_id)
        .subquery()
    )
    rows = connection.execute(
        select(
            _sections.c.id,
            _sections.c.title,
            _sections.c.level,
            _sections.c.start_line,
            _sections.c.end_line,
            func.coalesce(cards.c.cards, 0).label("cards"),
        )
        .outerjoin(cards, cards.c.section_id == _sections.c.id)
        .where(_sections.c.note_id == note_id, _sections.c.gone_at.is_(None))
        .order_by(_sections.c.position)
    )
    return [SectionLine(row.id, row.title, row.level, row.start_line, row.end_line, row.cards) for row in rows]


def section_in_note(connection: Connection, learner_id: int, section_id: int) -> SectionInNote | None:
    """One section of the learner's with its text, or None."""
    row = connection.execute(
        select(_sections, _notes.c.title.label("note_title"), _notes.c.path.label("note_path"))
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_sections.c.id == section_id, _notes.c.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        return None
    concepts = connection.scalars(
        select(_section_concepts.c.concept_id)
        .where(_section_concepts.c.section_id == section_id)
        .order_by(_section_concepts.c.concept_id)
    )
    return SectionInNote(
        id=row.id,
        note_id=row.note_id,
        note_title=row.note_title,
        note_path=row.note_path,
        section=Section(
            key=row.key,
            title=row.title,
            level=row.level,
            heading_path=tuple(row.heading_path),
            start_line=row.start_line,
            end_line=row.end_line,
            text=row.text,
        ),
        concepts=tuple(concepts),
        gone=row.gone_at is not None,
    )


def neighbours(lines: Sequence[SectionLine], section_id: int) -> tuple[SectionLine | None, SectionLine | None]:
    """The sections before and after this one in its note's outline."""
    ids = [line.id for line in lines]
    if section_id not in ids:
        return None, None
    at = ids.index(section_id)
    return (lines[at - 1] if at else None), (lines[at + 1] if at + 1 < len(lines) else None)
