"""What the learner decided in the inbox: every statement that reads or writes it, but for the statistics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, not_, or_, select, update

from app.db.tables import Base, CardRow, DecisionRow, ScheduleRow
from app.domain import CardStatus, State

_tables = Base.metadata.tables
_decisions = _tables[str(DecisionRow.__tablename__)]
_cards = _tables[str(CardRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]

_REACH = 500  # decisions that an undo looks back over


@dataclass(frozen=True, slots=True)
class Decision:
    """The last decision that can be taken back: of one card, or of `cards` at once. `question` is the first one's."""

    batch: int
    accepted: bool
    cards: int
    card_id: str
    question: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class DecidedCard:
    """What taking a decision back needs to know of a card."""

    id: str
    state: State
    suspended: bool


def keep(
    connection: Connection, learner_id: int, cards: Iterable[tuple[str, bool]], *, accepted: bool, now: datetime
) -> None:
    """Note down one decision over some cards; with each, whether it had been edited by then."""
    batch = (connection.scalar(select(func.max(_decisions.c.batch))) or 0) + 1
    rows = [
        {
            "learner_id": learner_id,
            "card_id": card_id,
            "batch": batch,
            "accepted": accepted,
            "edited": edited,
            "decided_at": now,
        }
        for card_id, edited in cards
    ]
    if rows:
        connection.execute(insert(_decisions), rows)


def last(connection: Connection, learner_id: int) -> Decision | None:
    """The learner's newest decision that still stands as it was made: nothing else has become of its card since."""
    recent = (
        select(_decisions.c.id)
        .where(_decisions.c.learner_id == learner_id, _decisions.c.undone_at.is_(None))
        .order_by(_decisions.c.id.desc())
        .limit(_REACH)
    )
    batch = connection.scalar(
        _untouched(select(_decisions.c.batch))
        .where(_decisions.c.id.in_(recent))
        .order_by(_decisions.c.id.desc())
        .limit(1)
    )
    if batch is None:
        return None
    rows = connection.execute(
        _untouched(select(_decisions.c.accepted, _decisions.c.card_id, _cards.c.question, _decisions.c.decided_at))
        .where(_decisions.c.batch == batch, _decisions.c.learner_id == learner_id)
        .order_by(_decisions.c.id)
    ).all()
    first = rows[0]
    return Decision(batch, first.accepted, len(rows), first.card_id, first.question, first.decided_at)


def cards_of(connection: Connection, batch: int) -> list[DecidedCard]:
    """The cards of a decision that it can be taken back for, in the order they were decided."""
    query = select(_decisions.c.card_id, _schedules.c.state, _schedules.c.suspended)
    rows = connection.execute(_untouched(query).where(_decisions.c.batch == batch).order_by(_decisions.c.id))
    return [DecidedCard(row.card_id, State(row.state), row.suspended) for row in rows]


def take_back(connection: Connection, batch: int, now: datetime) -> None:
    """The decision does not count any more for the cards it can be taken back for (`cards_of`)."""
    standing = _untouched(select(_decisions.c.id)).where(_decisions.c.batch == batch)
    connection.execute(update(_decisions).where(_decisions.c.id.in_(standing)).values(undone_at=now))


def refused_before(connection: Connection, batch: int) -> set[str]:
    """The cards of a decision that was taken back whose newest decision that stands is a refusal."""
    of_batch = select(_decisions.c.card_id).where(_decisions.c.batch == batch)
    newest = (
        select(func.max(_decisions.c.id))
        .where(_decisions.c.card_id.in_(of_batch), _decisions.c.undone_at.is_(None))
        .group_by(_decisions.c.card_id)
    )
    query = select(_decisions.c.card_id).where(_decisions.c.id.in_(newest), not_(_decisions.c.accepted))
    return set(connection.scalars(query))


def _untouched(query: Select[Any]) -> Select[Any]:
    """Only decisions that stand, over cards that are still as they left them and have not been studied since."""
    return (
        query.join(_cards, _cards.c.id == _decisions.c.card_id)
        .join(
            _schedules,
            and_(_schedules.c.card_id == _cards.c.id, _schedules.c.learner_id == _cards.c.learner_id),
        )
        .where(
            _decisions.c.undone_at.is_(None),
            or_(
                and_(_decisions.c.accepted, _cards.c.status == CardStatus.ACTIVE.value, _schedules.c.reps == 0),
                and_(not_(_decisions.c.accepted), _cards.c.status == CardStatus.REFUSED.value),
            ),
        )
    )
