"""Cards, their sources and first schedules: every statement that writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, insert, select, update

from app.db.prepared import Prepared
from app.db.proposals import decided
from app.db.tables import (
    Base,
    CardConceptRow,
    CardRow,
    ScheduleRow,
    SectionRow,
    SourceRow,
)
from app.domain import Card, CardKind, CardStatus, Source, State
from app.scheduler.queue import queue_of

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_card_concepts = _tables[str(CardConceptRow.__tablename__)]

_SOURCE = ("section_id", "quote", "quote_start", "quote_end", "start_line", "end_line", "card_id", "ordinal", "stands")
_CARD = (
    "id",
    "learner_id",
    "note_id",
    "kind",
    "question",
    "answer",
    "status",
    "writer",
    "model",
    "digest",
    "rule",
    "waited",
    "sibling_group",
    "position",
    "version",
    "created_at",
    "updated_at",
)
# Prepared: a run inserts thousands of rows, and studying goes on meanwhile.
_INSERT_CARD = Prepared(insert(_cards), columns=_CARD)
_INSERT_SOURCE = Prepared(insert(_sources), columns=_SOURCE)
_INSERT_CONCEPT = Prepared(insert(_card_concepts))
_INSERT_SCHEDULE = Prepared(
    insert(_schedules), columns=("card_id", "learner_id", "note_id", "queue", "state", "position")
)
_SOURCES = Prepared(select(_sources.c.section_id, _sources.c.ordinal).where(_sources.c.card_id == bindparam("of")))


@dataclass(frozen=True, slots=True)
class DoubtfulCard:
    """A card whose quote a changed note no longer holds."""

    card_id: str
    kind: CardKind
    question: str
    answer: str
    edited: bool
    section_id: int
    ordinal: int
    quote: str


@dataclass(frozen=True, slots=True)
class StoredSource:
    """One source row with its place in the card's list."""

    card_id: str
    ordinal: int
    source: Source
    stands: bool


def insert_card(connection: Connection, learner_id: int, note_id: int, card: Card, queue: int, state: int = 0) -> None:
    """Store a new card with its sources, concepts and an empty schedule in the given queue."""
    _INSERT_CARD.run(
        connection,
        {
            "id": card.id,
            "learner_id": learner_id,
            "note_id": note_id,
            "kind": card.kind.value,
            "question": card.question,
            "answer": card.answer,
            "status": card.status.value,
            "writer": card.writer,
            "model": card.model,
            "digest": card.digest,
            "rule": card.rule,
            "waited": card.waited,
            "sibling_group": card.sibling_group,
            "position": card.position,
            "version": card.version,
            "created_at": card.created_at,
            "updated_at": card.updated_at,
        },
    )
    for place, each in enumerate(card.sources):
        values = {"card_id": card.id, "ordinal": place, "stands": True, **_source_values(each)}
        _INSERT_SOURCE.run(connection, values)
    _insert_concepts(connection, card.id, card.concepts)
    _INSERT_SCHEDULE.run(
        connection,
        {
            "card_id": card.id,
            "learner_id": learner_id,
            "note_id": note_id,
            "queue": queue,
            "state": state,
            "position": card.position,
        },
    )


def add_source(connection: Connection, card_id: str, source: Source) -> bool:
    """One more place where the same fact stands; False where it is known already."""
    known = _SOURCES.all(connection, {"of": card_id})
    if any(section_id == source.section_id for section_id, _ in known):
        return False
    ordinal = max((ordinal for _, ordinal in known), default=-1) + 1
    values = {"card_id": card_id, "ordinal": ordinal, "stands": True, **_source_values(source)}
    _INSERT_SOURCE.run(connection, values)
    return True


def _source_values(source: Source) -> dict[str, object]:
    return {
        "section_id": source.section_id,
        "quote": source.quote,
        "quote_start": source.quote_start,
        "quote_end": source.quote_end,
        "start_line": source.start_line,
        "end_line": source.end_line,
    }


def replace_source(connection: Connection, card_id: str, ordinal: int, source: Source) -> None:
    """A source's new place, where its quote (or the reworded one) stands."""
    connection.execute(
        update(_sources)
        .where(_sources.c.card_id == card_id, _sources.c.ordinal == ordinal)
        .values(stands=True, **_source_values(source))
    )


def doubt_source(connection: Connection, card_id: str, ordinal: int) -> None:
    """The note no longer holds this quote."""
    connection.execute(
        update(_sources).where(_sources.c.card_id == card_id, _sources.c.ordinal == ordinal).values(stands=False)
    )


def sources_in_note(connection: Connection, note_id: int) -> list[StoredSource]:
    """Every source that points into a note, gone sections included."""
    rows = connection.execute(
        select(_sources)
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .where(_sections.c.note_id == note_id)
        .order_by(_sources.c.card_id, _sources.c.ordinal)
    )
    return [
        StoredSource(
            row.card_id,
            row.ordinal,
            Source(row.section_id, row.quote, row.quote_start, row.quote_end, row.start_line, row.end_line),
            row.stands,
        )
        for row in rows
    ]


def live_cards(connection: Connection, note_id: int) -> list[str]:
    """The cards of a note that are in study or wait in the inbox."""
    live = [CardStatus.ACTIVE.value, CardStatus.INBOX.value]
    return list(
        connection.scalars(
            select(_cards.c.id)
            .where(_cards.c.note_id == note_id, _cards.c.status.in_(live))
            .order_by(_cards.c.position)
        )
    )


def standing(connection: Connection, card_ids: Sequence[str]) -> set[str]:
    """Those of the cards that a note proves as it is now."""
    query = select(_sources.c.card_id).where(_sources.c.card_id.in_(card_ids), _sources.c.stands)
    return set(connection.scalars(query))


def notes_in_doubt(connection: Connection, learner_id: int) -> set[int]:
    """The notes that have cards in doubt."""
    in_doubt = select(_cards.c.note_id).where(_cards.c.learner_id == learner_id, _in_doubt())
    return set(connection.scalars(in_doubt.distinct()))


def _in_doubt() -> ColumnElement[bool]:
    """Still a card, none of its sources stands any more, and the learner has not been asked about it yet."""
    fallen, other = _sources.alias(), _sources.alias()
    return and_(
        ~decided(_cards.c.id),
        _cards.c.id.in_(select(fallen.c.card_id).where(~fallen.c.stands)),
        _cards.c.status.in_([CardStatus.ACTIVE.value, CardStatus.INBOX.value]),
        ~exists().where(other.c.card_id == _cards.c.id, other.c.stands),
    )


def doubtful_cards(connection: Connection, learner_id: int, note_ids: Sequence[int]) -> list[DoubtfulCard]:
    """Cards not yet retired, none of whose sources stands any more, by the section that held them."""
    rows = connection.execute(
        select(
            _cards.c.id,
            _cards.c.kind,
            _cards.c.question,
            _cards.c.answer,
            _cards.c.edited,
            _sources.c.section_id,
            _sources.c.ordinal,
            _sources.c.quote,
        )
        .join(_sources, (_sources.c.card_id == _cards.c.id) & (_sources.c.ordinal == 0))
        .where(
            _cards.c.learner_id == learner_id,
            _cards.c.note_id.in_(note_ids),
            _in_doubt(),
        )
        .order_by(_cards.c.position)
    )
    return [
        DoubtfulCard(
            row.id, CardKind(row.kind), row.question, row.answer, row.edited, row.section_id, row.ordinal, row.quote
        )
        for row in rows
    ]


def _insert_concepts(connection: Connection, card_id: str, concepts: Sequence[str]) -> None:
    """Which concepts of the catalogue a card is about, the closest one first."""
    for ordinal, concept in enumerate(concepts):
        _INSERT_CONCEPT.run(connection, {"card_id": card_id, "concept_id": concept, "ordinal": ordinal})


def reword(connection: Connection, card_id: str, question: str, answer: str, now: datetime) -> None:
    """New words for the same fact; the memory of it stays."""
    connection.execute(
        update(_cards)
        .where(_cards.c.id == card_id)
        .values(question=question, answer=answer, version=_cards.c.version + 1, updated_at=now)
    )


def set_status(connection: Connection, card_id: str, status: CardStatus, queue: int, now: datetime) -> None:
    """Retire a card, or bring it back; its schedule and history stay as they are."""
    connection.execute(
        update(_cards)
        .where(_cards.c.id == card_id)
        .values(
            status=status.value,
            updated_at=now,
            version=_cards.c.version + 1,
            retired_at=now if status is CardStatus.RETIRED else None,
        )
    )
    connection.execute(
        update(_schedules).where(_schedules.c.card_id == card_id).values(queue=queue, version=_schedules.c.version + 1)
    )


def revive(connection: Connection, card_id: str, now: datetime) -> None:
    """A retired card whose text has come back: in study again, with the history it had."""
    state = connection.scalar(select(_schedules.c.state).where(_schedules.c.card_id == card_id))
    suspended = bool(connection.scalar(select(_schedules.c.suspended).where(_schedules.c.card_id == card_id)))
    queue = queue_of(CardStatus.ACTIVE, State(state or 0), suspended=suspended)
    set_status(connection, card_id, CardStatus.ACTIVE, int(queue), now)
