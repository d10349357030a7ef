"""The cards that wait in the inbox, and by what they can be told apart. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, not_, select

from app.db.browse_cards import CARD_LINE, CARD_TABLES, CardLine, card_line
from app.db.tables import Base, CardRow, NoteRow, RejectionRow, ScheduleRow, SourceRow
from app.domain import CardStatus, Severity, State

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]

NO_RULE = "none"
"""Stands for a rule where no gate had anything against a card."""


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """Which of the waiting cards: of one note, of one writer with one model, with one rule's finding (or NO_RULE)."""

    note_id: int | None = None
    writer: str = ""
    model: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A waiting card, who wrote it, and the version that an edit must name."""

    line: CardLine
    writer: str
    model: str
    rule: str
    version: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a decision needs to know of a waiting card."""

    id: str
    edited: bool
    state: State
    suspended: bool


@dataclass(frozen=True, slots=True)
class WaitingAuthor:
    """A writer of waiting cards."""

    writer: str
    model: str
    cards: int


def count_waiting(connection: Connection, learner_id: int, wanted: InboxFilter) -> int:
    """How many cards wait that pass the filter."""
    return int(connection.scalar(_waiting(select(func.count()).select_from(_cards), learner_id, wanted)) or 0)


def undecided(connection: Connection, learner_id: int, wanted: InboxFilter) -> list[Undecided]:
    """Every waiting card that passes the filter, in the order of the notes."""
    query = select(_cards.c.id, _cards.c.edited, _schedules.c.state, _schedules.c.suspended).select_from(CARD_TABLES)
    rows = connection.execute(_waiting(query, learner_id, wanted).order_by(_cards.c.position, _cards.c.id))
    return [Undecided(row.id, row.edited, State(row.state), row.suspended) for row in rows]


def waiting_cards(
    connection: Connection, learner_id: int, wanted: InboxFilter, *, limit: int, offset: int
) -> list[WaitingCard]:
    """Some of the waiting cards, in the order of the notes."""
    query = (
        _waiting(
            select(*CARD_LINE, _cards.c.writer, _cards.c.model, _cards.c.rule, _cards.c.version).select_from(
                CARD_TABLES
            ),
            learner_id,
            wanted,
        )
        .order_by(_cards.c.position, _cards.c.id)
        .limit(limit)
        .offset(offset)
    )
    size = len(CARD_LINE)
    rows: Sequence[Sequence[Any]] = connection.execute(query).all()
    return [WaitingCard(card_line(row[:size]), *row[size:]) for row in rows]


def notes_waiting(connection: Connection, learner_id: int) -> list[tuple[int, str, int]]:
    """(id, title, waiting cards) of every note that has some, by title."""
    query = select(_notes.c.id, _notes.c.title, func.count()).join(_cards, _cards.c.note_id == _notes.c.id)
    rows = connection.execute(_waiting(query, learner_id).group_by(_notes.c.id).order_by(_notes.c.title, _notes.c.id))
    return [(note_id, title, int(count)) for note_id, title, count in rows]


def authors_waiting(connection: Connection, learner_id: int) -> list[WaitingAuthor]:
    """Who wrote the cards that wait, the most first."""
    number = func.count().label("number")
    query = _waiting(select(_cards.c.writer, _cards.c.model, number), learner_id)
    rows = connection.execute(query.group_by(_cards.c.writer, _cards.c.model).order_by(number.desc(), _cards.c.model))
    return [WaitingAuthor(row.writer, row.model, int(row.number)) for row in rows]


def rules_waiting(connection: Connection, learner_id: int) -> list[tuple[str, int]]:
    """(rule, waiting cards it spoke of), by rule; NO_RULE last, for those that no rule spoke of."""
    query = (
        select(_rejections.c.rule, func.count(_cards.c.id.distinct()))
        .select_from(_cards)
        .join(_sources, and_(_sources.c.card_id == _cards.c.id, _sources.c.ordinal == 0))
        .join(_rejections, _is_about())
    )
    rows = connection.execute(_waiting(query, learner_id).group_by(_rejections.c.rule).order_by(_rejections.c.rule))
    found = [(rule, int(count)) for rule, count in rows]
    silent = count_waiting(connection, learner_id, InboxFilter(rule=NO_RULE))
    return [*found, (NO_RULE, silent)] if silent else found


def _waiting(query: Select[Any], learner_id: int, wanted: InboxFilter | None = None) -> Select[Any]:
    query = query.where(_cards.c.learner_id == learner_id, _cards.c.status == CardStatus.INBOX.value)
    if wanted is None:
        return query
    if wanted.note_id is not None:
        query = query.where(_cards.c.note_id == wanted.note_id)
    if wanted.writer:
        query = query.where(_cards.c.writer == wanted.writer, _cards.c.model == wanted.model)
    if wanted.rule == NO_RULE:
        return query.where(not_(_spoken_of()))
    return query.where(_spoken_of(wanted.rule)) if wanted.rule else query


def _spoken_of(rule: str = "") -> ColumnElement[bool]:
    """Whether a soft finding, of one rule if it is named, is about the card as it reads now."""
    query = (
        select(literal(1))
        .select_from(_sources.join(_rejections, _is_about()))
        .where(_sources.c.card_id == _cards.c.id, _sources.c.ordinal == 0)
        .correlate(_cards)
    )
    return (query.where(_rejections.c.rule == rule) if rule else query).exists()


def _is_about() -> ColumnElement[bool]:
    return and_(
        _rejections.c.section_id == _sources.c.section_id,
        _rejections.c.question == _cards.c.question,
        _rejections.c.severity == Severity.SOFT.value,
    )
