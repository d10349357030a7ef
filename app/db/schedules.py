"""Schedules: one card's memory state, read and stored whole, and the siblings that an answer puts off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, literal_column, or_, select, update

from app.db.prepared import Prepared, read_day, read_instant, stored_day, stored_instant
from app.db.tables import Base
from app.domain import CardStatus, Schedule, State
from app.scheduler.queue import Queue

_cards = Base.metadata.tables["cards"]
_schedules = Base.metadata.tables["schedules"]

COLUMNS = [
    _schedules.c[name]
    for name in (
        "card_id state step stability difficulty due due_day last_review reps lapses suspended buried_until version"
    ).split()
]
_NAMES = tuple(column.name for column in COLUMNS[1:])


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A card's schedule, also as its row holds it, with what an answer needs to know of the card."""

    schedule: Schedule
    stored: dict[str, Any]
    status: CardStatus
    sibling_group: str


_SCHEDULED = Prepared(
    select(*COLUMNS, _cards.c.status, _cards.c.sibling_group)
    .join(_cards, _cards.c.id == _schedules.c.card_id)
    .where(_schedules.c.card_id == bindparam("card_id"), _schedules.c.learner_id == bindparam("learner_id"))
)
_SAVE = Prepared(
    update(_schedules)
    .where(_schedules.c.card_id == bindparam("of_card"), _schedules.c.learner_id == bindparam("of_learner"))
    .values({name: bindparam(name) for name in (*_NAMES, "queue")})
)
_SIBLINGS = Prepared(
    select(_schedules.c.card_id, _schedules.c.buried_until)
    .join(_cards, _cards.c.id == _schedules.c.card_id)
    .where(
        _cards.c.sibling_group == bindparam("sibling_group"),
        _cards.c.id != bindparam("card_id"),
        _schedules.c.learner_id == bindparam("learner_id"),
        _schedules.c.queue.in_([literal_column(str(int(queue))) for queue in (Queue.NEW, Queue.REVIEW)]),
        or_(_schedules.c.buried_until.is_(None), _schedules.c.buried_until <= bindparam("today")),
    )
)
_bury = (
    update(_schedules)
    .where(_schedules.c.card_id == bindparam("of_card"), _schedules.c.learner_id == bindparam("of_learner"))
    .values(buried_until=bindparam("until"))
)
_BURY = Prepared(_bury)
_UNBURY = Prepared(_bury.where(_schedules.c.buried_until == bindparam("was")))


def find(connection: Connection, learner_id: int, card_id: str) -> Scheduled | None:
    """A card's schedule, or None where the learner has no such card."""
    row = _SCHEDULED.run(connection, {"learner_id": learner_id, "card_id": card_id}).fetchone()
    if row is None:
        return None
    *values, status, sibling_group = row
    kept = dict(zip(_NAMES, values[1:], strict=True))
    return Scheduled(from_stored(card_id, kept), kept, CardStatus(status), sibling_group)


def save(connection: Connection, learner_id: int, card_id: str, stored: Mapping[str, Any], queue: Queue) -> None:
    """Store a schedule whole, given as `stored` makes it, and the queue it puts its card in."""
    _SAVE.run(connection, {**stored, "queue": queue.value, "of_card": card_id, "of_learner": learner_id})


def siblings_in_sight(
    connection: Connection, learner_id: int, card_id: str, sibling_group: str, day: date
) -> dict[str, date | None]:
    """New and review cards from the same passage that `day` could still show, with their `buried_until`."""
    parameters = {"sibling_group": sibling_group, "card_id": card_id, "learner_id": learner_id, "today": day}
    return dict(_SIBLINGS.all(connection, parameters))


def bury(connection: Connection, learner_id: int, card_ids: list[str], until: date) -> None:
    """Pass the cards over until `until`. No version counts up: an answer from an open page is still welcome."""
    if card_ids:
        _BURY.run_many(
            connection, [{"of_card": card_id, "of_learner": learner_id, "until": until} for card_id in card_ids]
        )


def unbury(connection: Connection, learner_id: int, buried: Mapping[str, date | None], was: date) -> None:
    """Give each card the `buried_until` it had before, unless it has been changed again from `was`."""
    if buried:
        _UNBURY.run_many(
            connection,
            [
                {"of_card": card_id, "of_learner": learner_id, "until": before, "was": was}
                for card_id, before in buried.items()
            ],
        )


def from_row(row: Sequence[Any]) -> Schedule:
    """From a row that begins with `COLUMNS`."""
    card_id, state, *rest = row[: len(COLUMNS)]
    return Schedule(card_id, State(state), *rest)


def stored(schedule: Schedule) -> dict[str, Any]:
    """A schedule as its row holds it, without its card's id, by column; `from_stored` gives back exactly the same."""
    return {
        "state": schedule.state.value,
        "step": schedule.step,
        "stability": schedule.stability,
        "difficulty": schedule.difficulty,
        "due": stored_instant(schedule.due),
        "due_day": stored_day(schedule.due_day),
        "last_review": stored_instant(schedule.last_review),
        "reps": schedule.reps,
        "lapses": schedule.lapses,
        "suspended": int(schedule.suspended),
        "buried_until": stored_day(schedule.buried_until),
        "version": schedule.version,
    }


def from_stored(card_id: str, stored: Mapping[str, Any]) -> Schedule:
    """The schedule that `stored` describes."""
    return Schedule(
        card_id,
        State(stored["state"]),
        stored["step"],
        stored["stability"],
        stored["difficulty"],
        read_instant(stored["due"]),
        read_day(stored["due_day"]),
        read_instant(stored["last_review"]),
        stored["reps"],
        stored["lapses"],
        bool(stored["suspended"]),
        read_day(stored["buried_until"]),
        stored["version"],
    )
