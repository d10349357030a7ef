"""The hot path: the statements behind "answer, then the next card". Built once, at import.

Every range here is one of the partial indexes of `schedules`, so none of it slows as a collection grows; a count stops
at the day's limit for the same reason.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from app.db.days import Day
from app.db.schedules import COLUMNS, from_row
from app.db.tables import Base
from app.domain import Card, CardKind, CardStatus, Learner, Schedule, Source
from app.scheduler.queue import LEARN_AHEAD, Counts, Queue, left_of

_tables = Base.metadata.tables
_cards, _notes, _sections = _tables["cards"], _tables["notes"], _tables["sections"]
_sources, _card_concepts = _tables["sources"], _tables["card_concepts"]
_schedules = _tables["schedules"]

# Learning cards that one sitting can have; a count beyond it is not worth reading further for.
_MOST_LEARNING = 1_000


@dataclass(frozen=True, slots=True)
class CardInContext:
    """A card with its schedule and where it comes from; `card.sources` has the first source only."""

    card: Card
    schedule: Schedule
    note_id: int
    note_title: str
    section_id: int | None
    heading_path: tuple[str, ...]


def _in_queue(queue: Queue, in_note: bool) -> ColumnElement[bool]:
    """A range of one queue. The number is literal: an index on one queue is only used for a number it can see."""
    conditions = [
        _schedules.c.learner_id == bindparam("learner_id"),
        _schedules.c.queue == literal_column(str(int(queue))),
        or_(_schedules.c.buried_until.is_(None), _schedules.c.buried_until <= bindparam("today")),
    ]
    if in_note:
        conditions.append(_schedules.c.note_id == bindparam("note_id"))
    return and_(*conditions)


_DUE_NOW = _schedules.c.due <= bindparam("now")
_DUE_SOON = and_(_schedules.c.due > bindparam("now"), _schedules.c.due <= bindparam("soon"))
_DUE_TODAY = _schedules.c.due_day <= bindparam("today")


def _count(limit: ColumnElement[Any] | int, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    rows = select(literal_column("1")).select_from(_schedules).where(*conditions).limit(limit).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def _counts(in_note: bool) -> Select[int, int, int, int]:
    learning = _in_queue(Queue.LEARNING, in_note)
    return select(
        _count(bindparam("new_left"), _in_queue(Queue.NEW, in_note)).label("new"),
        _count(_MOST_LEARNING, learning, _DUE_NOW).label("learning"),
        _count(bindparam("reviews_left"), _in_queue(Queue.REVIEW, in_note), _DUE_TODAY).label("review"),
        _count(_MOST_LEARNING, learning, _DUE_SOON).label("ahead"),
    )


_COUNTS = {in_note: _counts(in_note) for in_note in (False, True)}


def counts(connection: Connection, learner: Learner, day: Day, now: datetime, note_id: int | None = None) -> Counts:
    """What `day` still holds for the learner, in one note or in all."""
    parameters = {
        **_range(learner.id, day.day, now, note_id),
        "new_left": left_of(learner.new_per_day, day.new_cards),
        "reviews_left": left_of(learner.reviews_per_day, day.reviews),
    }
    return Counts(*connection.execute(_COUNTS[note_id is not None], parameters).one())


def _range(learner_id: int, day: date, now: datetime, note_id: int | None) -> dict[str, object]:
    parameters: dict[str, object] = {"learner_id": learner_id, "today": day, "now": now, "soon": now + LEARN_AHEAD}
    if note_id is not None:
        parameters["note_id"] = note_id
    return parameters


def _shown(card_id: ColumnElement[str]) -> Select[Any]:
    """Everything a study page shows of the card that `card_id` names."""
    concepts = (
        select(func.group_concat(_card_concepts.c.concept_id, literal_column("char(10)")))
        .where(_card_concepts.c.card_id == card_id)
        .scalar_subquery()
    )
    return (
        select(
            *COLUMNS,
            *(_cards.c[name] for name in "kind question answer status writer model rule sibling_group".split()),
            _cards.c.position,
            _cards.c.version.label("card_version"),
            _cards.c.created_at,
            _cards.c.updated_at,
            _notes.c.id.label("note_id"),
            _notes.c.title.label("note_title"),
            _sources.c.section_id,
            *(_sources.c[name] for name in "quote quote_start quote_end start_line end_line".split()),
            _sections.c.heading_path,
            concepts.label("concepts"),
        )
        .select_from(_schedules)
        .join(_cards, _cards.c.id == _schedules.c.card_id)
        .join(_notes, _notes.c.id == _cards.c.note_id)
        .outerjoin(_sources, and_(_sources.c.card_id == _cards.c.id, _sources.c.ordinal == 0))
        .outerjoin(_sections, _sections.c.id == _sources.c.section_id)
        .where(_schedules.c.card_id == card_id, _schedules.c.learner_id == bindparam("learner_id"))
    )


def _first(queue: Queue, in_note: bool) -> Select[Any]:
    ids = select(_schedules.c.card_id).where(_in_queue(queue, in_note)).limit(1)
    if queue is Queue.LEARNING:
        ids = ids.where(_schedules.c.due <= bindparam("soon")).order_by(_schedules.c.due)
    elif queue is Queue.REVIEW:
        ids = ids.where(_DUE_TODAY).order_by(_schedules.c.due_day, _schedules.c.position)
    else:
        ids = ids.order_by(_schedules.c.position)
    return _shown(ids.scalar_subquery())


_FIRST = {
    (queue, in_note): _first(queue, in_note)
    for queue in (Queue.LEARNING, Queue.REVIEW, Queue.NEW)
    for in_note in (False, True)
}


def first_of(
    connection: Connection, queue: Queue, learner_id: int, day: date, now: datetime, note_id: int | None = None
) -> CardInContext | None:
    """The card whose turn it is in a queue. Learning cards by due time, reviews by day, new cards as the notes go."""
    row = connection.execute(_FIRST[queue, note_id is not None], _range(learner_id, day, now, note_id)).first()
    return None if row is None else _in_context(row)


def _in_context(row: Row[Any]) -> CardInContext:
    sources: tuple[Source, ...] = ()
    if row.section_id is not None:
        sources = (Source(row.section_id, row.quote, row.quote_start, row.quote_end, row.start_line, row.end_line),)
    card = Card(
        id=row.card_id,
        kind=CardKind(row.kind),
        question=row.question,
        answer=row.answer,
        status=CardStatus(row.status),
        writer=row.writer,
        model=row.model,
        rule=row.rule,
        sibling_group=row.sibling_group,
        position=row.position,
        version=row.card_version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        sources=sources,
        concepts=tuple(sorted(row.concepts.split("\n"))) if row.concepts else (),
    )
    return CardInContext(
        card, from_row(row), row.note_id, row.note_title, row.section_id, tuple(row.heading_path or ())
    )
