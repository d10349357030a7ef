"""Which queue a card waits in, and in what order the queues are served."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from app.domain import CardStatus, State

# A learning card due this soon is shown when nothing else is left, so that a session need not end in waiting.
LEARN_AHEAD = timedelta(minutes=20)

# Counts stop here: no day's work depends on how much more there is, and reading on would cost every answer.
MOST_COUNTED = 999


class Queue(IntEnum):
    """What the study query ranges over; a card is in exactly one queue.

    The numbers are stored. OUT: inbox and retired cards. SUSPENDED: taken out by the learner until further notice.
    Burying is no queue: a buried card keeps its place and is passed over until `buried_until`.
    """

    OUT = -2
    SUSPENDED = -1
    NEW = 0
    LEARNING = 1
    REVIEW = 2


_OF_STATE = {
    State.NEW: Queue.NEW,
    State.LEARNING: Queue.LEARNING,
    State.REVIEW: Queue.REVIEW,
    State.RELEARNING: Queue.LEARNING,
}


def queue_of(status: CardStatus, state: State = State.NEW, *, suspended: bool = False) -> Queue:
    """The queue of a card with this status and memory state."""
    if status is not CardStatus.ACTIVE:
        return Queue.OUT
    return Queue.SUSPENDED if suspended else _OF_STATE[state]


@dataclass(frozen=True, slots=True)
class Counts:
    """Cards that today still holds: within the day's limits, without buried ones.

    Each count stops at `MOST_COUNTED`. `learning` counts cards due now; `ahead` those due within `LEARN_AHEAD`, which
    come when nothing else is left.
    """

    new: int = 0
    learning: int = 0
    review: int = 0
    ahead: int = 0

    @property
    def total(self) -> int:
        return self.new + self.learning + self.review + self.ahead


def left_of(limit: int, done: int) -> int:
    """How many a day's limit still allows; a limit lowered below what is done allows none."""
    return max(0, limit - done)


def next_queue(counts: Counts) -> Queue | None:
    """Whose turn it is: learning cards first (their minutes matter), reviews, new cards, then learning ahead."""
    if counts.learning:
        return Queue.LEARNING
    if counts.review:
        return Queue.REVIEW
    if counts.new:
        return Queue.NEW
    return Queue.LEARNING if counts.ahead else None
