"""The cards and passages that a change is about, as they are now, and the cards in doubt. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from app.db.browse_changes import LIVE
from app.db.tables import Base, CardRow, ChangeRow, ProposalRow, ScheduleRow, SectionRow, SourceRow
from app.domain import CardKind, CardStatus

_tables = Base.metadata.tables
_changes = _tables[str(ChangeRow.__tablename__)]
_proposals = _tables[str(ProposalRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class CardNow:
    """A card that something was proposed for, as it is now."""

    id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    edited: bool
    reps: int


@dataclass(frozen=True, slots=True)
class SectionNow:
    """A section that a proposal quotes, as it is now."""

    id: int
    heading_path: tuple[str, ...]
    text: str
    gone: bool


def cards_now(connection: Connection, change_id: int) -> dict[str, CardNow]:
    """The cards that a change proposes something for."""
    of_change = select(_proposals.c.card_id).where(_proposals.c.change_id == change_id)
    rows = connection.execute(
        select(
            _cards.c.id,
            _cards.c.kind,
            _cards.c.question,
            _cards.c.answer,
            _cards.c.status,
            _cards.c.edited,
            _schedules.c.reps,
        )
        .join(_schedules, and_(_schedules.c.card_id == _cards.c.id, _schedules.c.learner_id == _cards.c.learner_id))
        .where(_cards.c.id.in_(of_change))
    )
    return {
        row.id: CardNow(
            row.id, CardKind(row.kind), row.question, row.answer, CardStatus(row.status), row.edited, row.reps
        )
        for row in rows
    }


def sections_now(connection: Connection, change_id: int) -> dict[int, SectionNow]:
    """The sections that the proposals of a change stand in."""
    of_change = select(_proposals.c.section_id).where(_proposals.c.change_id == change_id)
    rows = connection.execute(
        select(_sections.c.id, _sections.c.heading_path, _sections.c.text, _sections.c.gone_at).where(
            _sections.c.id.in_(of_change)
        )
    )
    return {row.id: SectionNow(row.id, tuple(row.heading_path), row.text, row.gone_at is not None) for row in rows}


def made_since(connection: Connection, note_id: int, since: datetime) -> int:
    """How many cards of a note that are in study or wait were made since then."""
    query = select(func.count()).select_from(_cards)
    return (
        connection.scalar(
            query.where(_cards.c.note_id == note_id, _cards.c.status.in_(LIVE), _cards.c.created_at > since)
        )
        or 0
    )


def in_doubt(connection: Connection, note_id: int) -> int:
    """How many cards of a note that are in study or wait stand on nothing that any note says now."""
    query = select(func.count()).select_from(_cards)
    return connection.scalar(query.where(_cards.c.note_id == note_id, _cards.c.status.in_(LIVE), no_source())) or 0


def no_source() -> ColumnElement[bool]:
    """A condition on cards: the notes no longer say what the card asks."""
    fallen, other = _sources.alias(), _sources.alias()
    return and_(
        exists().where(fallen.c.card_id == _cards.c.id, ~fallen.c.stands),
        ~exists().where(other.c.card_id == _cards.c.id, other.c.stands),
    )


def change_of_card(connection: Connection, learner_id: int, card_id: str) -> int | None:
    """The change to look at for a card in doubt: the newest that proposes something for it, else its note's newest."""
    proposed = connection.scalar(
        select(func.max(_proposals.c.change_id))
        .join(_changes, _changes.c.id == _proposals.c.change_id)
        .where(_proposals.c.card_id == card_id, _changes.c.learner_id == learner_id)
    )
    if proposed is not None:
        return int(proposed)
    newest: int | None = connection.scalar(
        select(func.max(_changes.c.id))
        .join(_cards, _cards.c.note_id == _changes.c.note_id)
        .where(_cards.c.id == card_id, _cards.c.learner_id == learner_id)
    )
    return newest
