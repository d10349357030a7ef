"""The hot path: the statements behind "answer, then the next card". Built once, at import.

Every range here is one of the partial indexes of `schedules`, so none of it slows as a collection grows; a count stops
at the day's limit for the same reason.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from app.db.days import Day
from app.db.prepared import Prepared, stored_day, stored_instant
from app.db.schedules import COLUMNS, from_row
from app.db.tables import Base
from app.domain import Card, CardKind, CardStatus, Learner, Schedule, Source
from app.scheduler.queue import LEARN_AHEAD, MOST_COUNTED, Counts, Queue, left_of, next_queue

_tables = Base.metadata.tables
_cards, _notes, _sections = _tables["cards"], _tables["notes"], _tables["sections"]
_sources, _card_concepts = _tables["sources"], _tables["card_concepts"]
_schedules = _tables["schedules"]


@dataclass(frozen=True, slots=True)
class CardInContext:
    """A card with its schedule and where it comes from; `card.sources` has the first source only.

    `in_doubt` once no note says any more what the card asks.
    """

    card: Card
    schedule: Schedule
    note_id: int
    note_title: str
    section_id: int | None
    heading_path: tuple[str, ...]
    in_doubt: bool = False


def _waiting(queue: Queue, in_note: bool, column: ColumnElement[Any]) -> Select[Any]:
    """The cards of a queue that are not buried, by its index or, in one note, by the note's.

    SQLite uses an index on one queue for that column beside a literal number; a sum keeps it off, to the note's index.
    """
    in_queue = _schedules.c.queue + literal_column("0") if in_note else _schedules.c.queue
    waiting = (
        select(column)
        .select_from(_schedules)
        .where(
            _schedules.c.learner_id == bindparam("learner_id"),
            in_queue == literal_column(str(int(queue))),
            or_(_schedules.c.buried_until.is_(None), _schedules.c.buried_until <= bindparam("today")),
        )
    )
    return waiting.where(_schedules.c.note_id == bindparam("note_id")) if in_note else waiting


_DUE_NOW = _schedules.c.due <= bindparam("now")
_DUE_SOON = and_(_schedules.c.due > bindparam("now"), _schedules.c.due <= bindparam("soon"))
_DUE_TODAY = _schedules.c.due_day <= bindparam("today")


def _count(waiting: Select[Any], limit: ColumnElement[int]) -> ColumnElement[int]:
    return select(func.count()).select_from(waiting.limit(limit).subquery()).scalar_subquery()


def _count_many(waiting: Select[Any], limit: ColumnElement[int]) -> ColumnElement[int]:
    """The same, quicker where there are as many as `limit`: stepping to the last of them costs half of counting."""
    last = waiting.with_only_columns(limit).limit(literal_column("1")).offset(limit - literal_column("1"))
    return func.coalesce(last.scalar_subquery(), _count(waiting, limit))


def _counts(in_note: bool) -> Select[int, int, int, int]:
    one: ColumnElement[int] = literal_column("1")
    most: ColumnElement[int] = literal_column(str(MOST_COUNTED))
    learning = _waiting(Queue.LEARNING, in_note, one)
    return select(
        _count_many(_waiting(Queue.NEW, in_note, one), bindparam("new_left")),
        _count(learning.where(_DUE_NOW), most),
        _count_many(_waiting(Queue.REVIEW, in_note, one).where(_DUE_TODAY), bindparam("reviews_left")),
        _count(learning.where(_DUE_SOON), most),
    )


_COUNTS = {in_note: Prepared(_counts(in_note)) for in_note in (False, True)}


def counts(connection: Connection, learner: Learner, day: Day, now: datetime, note_id: int | None = None) -> Counts:
    """What `day` still holds for the learner, in one note or in all."""
    return _counted(connection, _range(learner, day, now, note_id))


def _range(learner: Learner, day: Day, now: datetime, note_id: int | None) -> dict[str, object]:
    """What the statements here are asked with, in the form that is stored: two of them share it."""
    return {
        "learner_id": learner.id,
        "today": stored_day(day.day),
        "now": stored_instant(now),
        "soon": stored_instant(now + LEARN_AHEAD),
        "note_id": note_id,
        "new_left": min(MOST_COUNTED, left_of(learner.new_per_day, day.new_cards)),
        "reviews_left": min(MOST_COUNTED, left_of(learner.reviews_per_day, day.reviews)),
    }


def _counted(connection: Connection, parameters: dict[str, object]) -> Counts:
    return Counts(*_COUNTS[parameters["note_id"] is not None].run(connection, parameters).fetchone())


_CARD_COLUMNS = "kind question answer status writer model rule sibling_group position version created_at updated_at"
_SOURCE_COLUMNS = "section_id quote quote_start quote_end start_line end_line"


def _in_doubt() -> ColumnElement[bool]:
    """The first source does not stand, nor does another one: only then are the others looked for."""
    other = _sources.alias()
    return and_(
        _sources.c.stands == literal_column("0"),
        ~exists().where(other.c.card_id == _sources.c.card_id, other.c.stands != literal_column("0")),
    )


def _shown(card_id: ColumnElement[str]) -> Select[Any]:
    """Everything a study page shows of the card that `card_id` names, in the order that `_in_context` reads."""
    in_order = (
        select(_card_concepts.c.concept_id)
        .where(_card_concepts.c.card_id == _cards.c.id)
        .order_by(_card_concepts.c.ordinal)
        .correlate(_cards)
        .subquery()
    )
    concepts = select(func.group_concat(in_order.c.concept_id, literal_column("char(10)"))).scalar_subquery()
    return (
        select(
            *COLUMNS,
            *(_cards.c[name] for name in _CARD_COLUMNS.split()),
            *(_sources.c[name] for name in _SOURCE_COLUMNS.split()),
            _notes.c.id,
            _notes.c.title,
            _sections.c.heading_path,
            concepts,
            _in_doubt(),
        )
        .select_from(_schedules)
        .join(_cards, _cards.c.id == _schedules.c.card_id)
        .join(_notes, _notes.c.id == _cards.c.note_id)
        .outerjoin(_sources, and_(_sources.c.card_id == _cards.c.id, _sources.c.ordinal == 0))
        .outerjoin(_sections, _sections.c.id == _sources.c.section_id)
        .where(_schedules.c.card_id == card_id, _schedules.c.learner_id == bindparam("learner_id"))
    )


def _first(queue: Queue, in_note: bool) -> Select[Any]:
    ids = _waiting(queue, in_note, _schedules.c.card_id).limit(1)
    if queue is Queue.LEARNING:
        ids = ids.where(_schedules.c.due <= bindparam("soon")).order_by(_schedules.c.due)
    elif queue is Queue.REVIEW:
        ids = ids.where(_DUE_TODAY).order_by(_schedules.c.due_day, _schedules.c.position)
    else:
        ids = ids.order_by(_schedules.c.position)
    return _shown(ids.scalar_subquery())


_FIRST = {
    (queue, in_note): Prepared(_first(queue, in_note))
    for queue in (Queue.LEARNING, Queue.REVIEW, Queue.NEW)
    for in_note in (False, True)
}


def next_of(
    connection: Connection, learner: Learner, day: Day, now: datetime, note_id: int | None = None
) -> tuple[Counts, CardInContext | None]:
    """What `day` still holds, and the card whose turn it is. Learning cards by due time, reviews by day, new cards as
    the notes go."""
    parameters = _range(learner, day, now, note_id)
    left = _counted(connection, parameters)
    queue = next_queue(left)
    row = None if queue is None else _FIRST[queue, note_id is not None].first(connection, parameters)
    return left, None if row is None else _in_context(row)


_ONE = Prepared(_shown(bindparam("card_id")))


def one(connection: Connection, learner_id: int, card_id: str) -> CardInContext | None:
    """One card with everything its page shows, whichever queue it is in; None where the learner has no such card."""
    row = _ONE.first(connection, {"learner_id": learner_id, "card_id": card_id})
    return None if row is None else _in_context(row)


_CARD_AT = len(COLUMNS)
_SOURCE_AT = _CARD_AT + len(_CARD_COLUMNS.split())
_NOTE_AT = _SOURCE_AT + len(_SOURCE_COLUMNS.split())


def _in_context(row: list[Any]) -> CardInContext:
    schedule = from_row(row)
    kind, question, answer, status, writer, model, rule, group, position, version, created, updated = row[
        _CARD_AT:_SOURCE_AT
    ]
    section_id, *quoted = row[_SOURCE_AT:_NOTE_AT]
    note_id, note_title, heading_path, concepts, in_doubt = row[_NOTE_AT:]
    card = Card(
        schedule.card_id,
        CardKind(kind),
        question,
        answer,
        CardStatus(status),
        writer,
        model,
        rule,
        group,
        position,
        version,
        created,
        updated,
        () if section_id is None else (Source(section_id, *quoted),),
        tuple(concepts.split("\n")) if concepts else (),
    )
    return CardInContext(card, schedule, note_id, note_title, section_id, tuple(heading_path or ()), bool(in_doubt))
