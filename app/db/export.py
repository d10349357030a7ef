"""What an export reads: every card with its schedule, place and history, in batches, in an order that never varies."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Connection, and_, bindparam, select

from app.db import review_log, schedules
from app.db.tables import (
    Base,
    CardConceptRow,
    CardRow,
    NoteRow,
    ReviewRow,
    ScheduleRow,
    SectionRow,
    SourceRow,
    UndoRow,
)
from app.domain import CardKind, CardStatus, Review, Schedule

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]
_concepts = _tables[str(CardConceptRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]
_reviews = _tables[str(ReviewRow.__tablename__)]
_undos = _tables[str(UndoRow.__tablename__)]

_BATCH = 500
_IDS: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card's answer stands: the first of its sources that the notes still hold.

    The quote's offsets count characters of `section_text`, unless the section has changed under it.
    """

    note_title: str
    heading_path: tuple[str, ...]
    section_text: str
    quote: str
    quote_start: int
    quote_end: int
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class StoredCard:
    """One card as an export needs it. `changed_at` covers words and retirement; `place` is None if it has none."""

    id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    note_title: str
    created_at: datetime
    changed_at: datetime
    schedule: Schedule
    place: Place | None
    concepts: tuple[str, ...]
    reviews: tuple[Review, ...]


_EXPORTED = [CardStatus.ACTIVE.value, CardStatus.RETIRED.value]


def cards_to_export(connection: Connection, learner_id: int, *, with_history: bool) -> Iterator[StoredCard]:
    """The learner's active and retired cards in the order of the notes. Cards in the inbox are not
    theirs yet, and those refused never will be.

    `with_history` reads the review log too, without the answers that were taken back. At most one batch is in memory.
    """
    ids = list(
        connection.scalars(
            select(_cards.c.id)
            .where(_cards.c.learner_id == learner_id, _cards.c.status.in_(_EXPORTED))
            .order_by(_cards.c.position, _cards.c.id)
        )
    )
    for start in range(0, len(ids), _BATCH):
        yield from _read(connection, learner_id, ids[start : start + _BATCH], with_history)


_CARDS = (
    select(
        _cards.c.id,
        _cards.c.kind,
        _cards.c.question,
        _cards.c.answer,
        _cards.c.status,
        _notes.c.title,
        _cards.c.created_at,
        _cards.c.updated_at,
        _cards.c.retired_at,
        *schedules.COLUMNS,
    )
    .join(_notes, _notes.c.id == _cards.c.note_id)
    .join(_schedules, and_(_schedules.c.card_id == _cards.c.id, _schedules.c.learner_id == _cards.c.learner_id))
    .where(_cards.c.id.in_(_IDS))
    .order_by(_cards.c.position, _cards.c.id)
)
_PLACES = (
    select(
        _sources.c.card_id,
        _notes.c.title,
        _sections.c.heading_path,
        _sections.c.text,
        _sources.c.quote,
        _sources.c.quote_start,
        _sources.c.quote_end,
        _sources.c.start_line,
        _sources.c.end_line,
    )
    .join(_sections, _sections.c.id == _sources.c.section_id)
    .join(_notes, _notes.c.id == _sections.c.note_id)
    .where(_sources.c.card_id.in_(_IDS))
    .order_by(_sources.c.card_id, _sources.c.stands.desc(), _sources.c.ordinal)
)
_CONCEPTS = (
    select(_concepts.c.card_id, _concepts.c.concept_id)
    .where(_concepts.c.card_id.in_(_IDS))
    .order_by(_concepts.c.card_id, _concepts.c.ordinal)
)
_HISTORY = (
    select(_reviews)
    .outerjoin(_undos, _undos.c.review_id == _reviews.c.id)
    .where(
        _reviews.c.card_id.in_(_IDS),
        _reviews.c.learner_id == bindparam("learner_id"),
        _undos.c.review_id.is_(None),
    )
    .order_by(_reviews.c.card_id, _reviews.c.id)
)


def _read(connection: Connection, learner_id: int, ids: Sequence[str], with_history: bool) -> Iterator[StoredCard]:
    places: dict[str, Place] = {}
    for card_id, title, heading_path, *rest in connection.execute(_PLACES, {"ids": ids}):
        places.setdefault(card_id, Place(title, tuple(heading_path), *rest))
    concepts: dict[str, list[str]] = defaultdict(list)
    for card_id, concept_id in connection.execute(_CONCEPTS, {"ids": ids}):
        concepts[card_id].append(concept_id)
    reviews: dict[str, list[Review]] = defaultdict(list)
    if with_history:
        for row in connection.execute(_HISTORY, {"ids": ids, "learner_id": learner_id}):
            reviews[row.card_id].append(review_log.review(row))
    for row in connection.execute(_CARDS, {"ids": ids}):
        card_id, kind, question, answer, status, title, created_at, updated_at, retired_at, *schedule = row
        yield StoredCard(
            id=card_id,
            kind=CardKind(kind),
            question=question,
            answer=answer,
            status=CardStatus(status),
            note_title=title,
            created_at=created_at,
            changed_at=max(updated_at, retired_at or updated_at),
            schedule=schedules.from_row(schedule),
            place=places.get(card_id),
            concepts=tuple(concepts[card_id]),
            reviews=tuple(reviews[card_id]),
        )
