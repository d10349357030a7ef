"""Cards as the pages show them: searched, listed, and one by one with where they stand. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, literal_column, select

from app.db.search import search_ids
from app.db.tables import Base, CardConceptRow, CardRow, NoteRow, ScheduleRow, SectionRow, SourceRow
from app.domain import CardKind, CardStatus, State
from app.scheduler.queue import Queue

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_card_concepts = _tables[str(CardConceptRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class CardFilter:
    """What to look for: words of the question or the answer, and where; `status` is one of STATUSES or empty."""

    text: str = ""
    note_id: int | None = None
    concept: str = ""
    status: str = ""


MOST_FOUND = 1_000
_QUEUES = {
    "new": Queue.NEW,
    "learning": Queue.LEARNING,
    "review": Queue.REVIEW,
    "suspended": Queue.SUSPENDED,
}
STATUSES = ("new", "learning", "review", "suspended", "inbox", "retired", "refused")


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card in a list. `quote_start` and `quote_end` are set where the list is of one section."""

    id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    suspended: bool
    edited: bool
    state: State
    due_day: date | None
    note_id: int
    note_title: str
    quote_start: int = 0
    quote_end: int = 0


@dataclass(frozen=True, slots=True)
class CardRecord:
    """All there is to know of one card, but its sources and reviews."""

    id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    writer: str
    model: str
    digest: str
    rule: str
    version: int
    edited: bool
    waited: bool
    created_at: datetime
    note_id: int
    note_title: str
    state: State
    due: datetime | None
    due_day: date | None
    stability: float | None
    difficulty: float | None
    reps: int
    lapses: int
    last_review: datetime | None
    suspended: bool
    buried_until: date | None
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """Where a card's answer stands, with the whole text of the section; `stands` is false once the note lost it, and
    the quote is then as it was."""

    section_id: int
    note_id: int
    note_title: str
    note_path: str
    heading_path: tuple[str, ...]
    text: str
    quote: str
    quote_start: int
    quote_end: int
    start_line: int
    end_line: int
    stands: bool


CARD_LINE = (
    _cards.c.id,
    _cards.c.kind,
    _cards.c.question,
    _cards.c.answer,
    _cards.c.status,
    _schedules.c.suspended,
    _cards.c.edited,
    _schedules.c.state,
    _schedules.c.due_day,
    _cards.c.note_id,
    _notes.c.title,
)
CARD_TABLES = _cards.join(
    _schedules, and_(_schedules.c.card_id == _cards.c.id, _schedules.c.learner_id == _cards.c.learner_id)
).join(_notes, _notes.c.id == _cards.c.note_id)


def card_line(row: Sequence[Any]) -> CardLine:
    """A row of CARD_LINE's columns, and of the two offsets after them where there are."""
    card_id, kind, question, answer, status, suspended, edited, state, *rest = row
    return CardLine(
        card_id, CardKind(kind), question, answer, CardStatus(status), suspended, edited, State(state), *rest
    )


def find_cards(
    connection: Connection, learner_id: int, wanted: CardFilter, *, limit: int, offset: int
) -> tuple[list[CardLine], int]:
    """One page of the matching cards, and how many match.

    A search comes in the order of its rank and looks at the best MOST_FOUND; otherwise the order is that of the notes.
    """
    if wanted.text:
        return _search(connection, learner_id, wanted, limit, offset)
    total = count_cards(connection, learner_id, wanted)
    # The page's ids first: sorting them alone is several times cheaper than sorting whole rows.
    core, card_id = _core(wanted)
    ids = _filtered(select(card_id.label("id")).select_from(core), learner_id, wanted)
    page = ids.order_by(core.c.position, card_id).limit(limit).offset(offset).subquery()
    query = select(*CARD_LINE).select_from(CARD_TABLES.join(page, page.c.id == _cards.c.id))
    rows = connection.execute(query.order_by(_cards.c.position, _cards.c.id))
    return [card_line(row) for row in rows], total


def count_cards(connection: Connection, learner_id: int, wanted: CardFilter) -> int:
    """How many cards pass the filters; the words of a search are left to `find_cards`."""
    query = select(func.count()).select_from(_core(wanted)[0])
    return connection.scalar(_filtered(query, learner_id, wanted)) or 0


def _core(wanted: CardFilter) -> tuple[FromClause, ColumnElement[str]]:
    """The one table that answers the filters, and its column of card ids: a status of memory is a queue's."""
    return (_schedules, _schedules.c.card_id) if wanted.status in _QUEUES else (_cards, _cards.c.id)


def _search(
    connection: Connection, learner_id: int, wanted: CardFilter, limit: int, offset: int
) -> tuple[list[CardLine], int]:
    rank = {card_id: rank for rank, card_id in enumerate(search_ids(connection, wanted.text, MOST_FOUND))}
    query = _filtered(select(*CARD_LINE).select_from(CARD_TABLES), learner_id, wanted).where(_cards.c.id.in_(rank))
    lines = sorted((card_line(row) for row in connection.execute(query)), key=lambda line: rank[line.id])
    return lines[offset : offset + limit], len(lines)


def _filtered(query: Select[Any], learner_id: int, wanted: CardFilter) -> Select[Any]:
    core, card_id = _core(wanted)
    query = query.where(core.c.learner_id == learner_id)
    if wanted.note_id is not None:
        query = query.where(core.c.note_id == wanted.note_id)
    if wanted.concept:
        about = select(_card_concepts.c.card_id).where(_card_concepts.c.concept_id == wanted.concept)
        query = query.where(card_id.in_(about))
    if wanted.status in _QUEUES:
        # Written out: only so does SQLite see that the queue's own index will do.
        return query.where(_schedules.c.queue == literal_column(str(int(_QUEUES[wanted.status]))))
    return query.where(_cards.c.status == wanted.status) if wanted.status else query


def cards_of_section(connection: Connection, learner_id: int, section_id: int) -> list[CardLine]:
    """The cards, active or waiting, that have a source in the section, in the order of their quotes."""
    rows = connection.execute(
        select(*CARD_LINE, _sources.c.quote_start, _sources.c.quote_end)
        .select_from(CARD_TABLES.join(_sources, _sources.c.card_id == _cards.c.id))
        .where(
            _cards.c.learner_id == learner_id,
            _sources.c.section_id == section_id,
            _sources.c.stands,
            _cards.c.status.in_([CardStatus.ACTIVE.value, CardStatus.INBOX.value]),
        )
        .order_by(_sources.c.quote_start, _cards.c.position)
    )
    return [card_line(row) for row in rows]


def card_record(connection: Connection, learner_id: int, card_id: str) -> CardRecord | None:
    """One card of the learner's, or None."""
    row = connection.execute(
        select(
            _cards,
            _notes.c.title.label("note_title"),
            *(column for column in _schedules.c if column.name not in _cards.c),
        )
        .select_from(CARD_TABLES)
        .where(_cards.c.id == card_id, _cards.c.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        return None
    concepts = connection.scalars(
        select(_card_concepts.c.concept_id)
        .where(_card_concepts.c.card_id == card_id)
        .order_by(_card_concepts.c.ordinal)
    )
    return CardRecord(
        id=row.id,
        kind=CardKind(row.kind),
        question=row.question,
        answer=row.answer,
        status=CardStatus(row.status),
        writer=row.writer,
        model=row.model,
        digest=row.digest,
        rule=row.rule,
        version=row.version,
        edited=row.edited,
        waited=row.waited,
        created_at=row.created_at,
        note_id=row.note_id,
        note_title=row.note_title,
        state=State(row.state),
        due=row.due,
        due_day=row.due_day,
        stability=row.stability,
        difficulty=row.difficulty,
        reps=row.reps,
        lapses=row.lapses,
        last_review=row.last_review,
        suspended=row.suspended,
        buried_until=row.buried_until,
        concepts=tuple(concepts),
    )


def source_passages(connection: Connection, card_id: str) -> list[SourcePassage]:
    """Every place where the card's fact stands, first one first."""
    rows = connection.execute(
        select(
            _sources.c.section_id,
            _sections.c.note_id,
            _notes.c.title,
            _notes.c.path,
            _sections.c.heading_path,
            _sections.c.text,
            _sources.c.quote,
            _sources.c.quote_start,
            _sources.c.quote_end,
            _sources.c.start_line,
            _sources.c.end_line,
            _sources.c.stands,
        )
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_sources.c.card_id == card_id)
        .order_by(_sources.c.ordinal)
    )
    return [
        SourcePassage(section_id, note_id, title, path, tuple(headings), *rest)
        for section_id, note_id, title, path, headings, *rest in rows
    ]
