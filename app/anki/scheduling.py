"""Our schedules and review log in the columns of Anki's `cards` and `revlog` tables (schema 11).

Anki reads `due` of a review card as a number of days since the package's own creation day, both days starting at 4 am
in the zone of whoever imports. Our study days start at 4 am too, so that number is a difference of two dates and holds
in every zone; a difference of instants divided by 86,400 would be a day off for part of the world.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from app.anki.ids import Instants
from app.anki.rows import ExportCard
from app.domain import Review, Schedule, State

COLLECTION_CREATED = datetime(2020, 1, 1, 4, tzinfo=UTC)
DAY_STARTS_AT = 4

_SUSPENDED = -1
_UNUSED_SM2_EASE = 2500
_KIND_OF_REVIEW = {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 1, State.RELEARNING: 2}


class CardColumns(NamedTuple):
    """The columns of `cards` that hold a card's place in time, in the table's order; the defaults are a new card's."""

    type: int = 0
    queue: int = 0
    due: int = 0
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0
    data: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What Anki's FSRS keeps beside stability and difficulty: the learner's aim, and how forgetting decays."""

    desired_retention: float
    decay: float


def day_number(day: date) -> int:
    """A study day as Anki's review cards count them."""
    return (day - COLLECTION_CREATED.date()).days


def columns(card: ExportCard, position: int, memory: Memory | None) -> CardColumns:
    """Where the card stands in Anki's queues; `position` orders the new ones. Retired cards are suspended."""
    schedule = card.schedule
    suspended = card.retired or (schedule is not None and schedule.suspended)
    if schedule is None or schedule.due is None or schedule.due_day is None:
        return CardColumns(queue=_SUSPENDED if suspended else 0, due=position)
    if schedule.state is State.REVIEW:
        type_, queue, due, left = 2, 2, day_number(schedule.due_day), 0
    else:
        type_ = 1 if schedule.state is State.LEARNING else 3
        queue, due, left = 1, int(schedule.due.timestamp()), card.steps_left * 1001
    return CardColumns(
        type=type_,
        queue=_SUSPENDED if suspended else queue,
        due=due,
        ivl=max(0, interval(schedule)) or int(type_ == 3),
        factor=0 if type_ == 1 else _UNUSED_SM2_EASE,
        reps=schedule.reps,
        lapses=schedule.lapses,
        left=left,
        data=_memory_state(schedule, memory) if memory else "",
    )


def interval(schedule: Schedule) -> int:
    """The interval a schedule came with as Anki writes it: whole days, or seconds as a negative number; 0 for none."""
    if schedule.due is None or schedule.last_review is None:
        return 0
    length = schedule.due - schedule.last_review
    if schedule.state is State.REVIEW:
        return max(1, round(length / timedelta(days=1)))
    return -max(0, round(length.total_seconds()))


def _memory_state(schedule: Schedule, memory: Memory) -> str:
    """Anki's `cards.data`: stability, difficulty, aim, decay, and the last review in epoch seconds."""
    if schedule.stability is None or schedule.difficulty is None or schedule.last_review is None:
        return ""
    state = {
        "s": round(schedule.stability, 4),
        "d": round(schedule.difficulty, 3),
        "dr": round(memory.desired_retention, 2),
        "decay": round(memory.decay, 4),
        "lrt": int(schedule.last_review.timestamp()),
    }
    return json.dumps(state, separators=(",", ":"))


RevlogRow = tuple[int, int, int, int, int, int, int, int]


def revlog_row(review: Review, anki_card: int, instants: Instants) -> RevlogRow:
    """id (milliseconds), cid, ease, ivl, lastIvl, factor, time, type.

    With FSRS `factor` carries the difficulty, 1..10 as 100..1100, because it has no ease.
    """
    difficulty = review.after.difficulty
    return (
        instants.claim(round(review.reviewed_at.timestamp() * 1000)),
        anki_card,
        int(review.rating),
        interval(review.after),
        interval(review.before),
        round((difficulty - 1) / 9 * 1000 + 100) if difficulty is not None else 0,
        review.duration_ms,
        _KIND_OF_REVIEW[review.before.state],
    )
