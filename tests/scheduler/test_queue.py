"""Which queue a card is in, and whose turn it is."""

import pytest

from app.domain import CardStatus, State
from app.scheduler.queue import Counts, Queue, left_of, next_queue, queue_of


@pytest.mark.parametrize(
    ("status", "state", "suspended", "expected"),
    [
        (CardStatus.ACTIVE, State.NEW, False, Queue.NEW),
        (CardStatus.ACTIVE, State.LEARNING, False, Queue.LEARNING),
        (CardStatus.ACTIVE, State.RELEARNING, False, Queue.LEARNING),
        (CardStatus.ACTIVE, State.REVIEW, False, Queue.REVIEW),
        (CardStatus.ACTIVE, State.REVIEW, True, Queue.SUSPENDED),
        (CardStatus.INBOX, State.NEW, False, Queue.OUT),
        (CardStatus.RETIRED, State.REVIEW, True, Queue.OUT),
    ],
)
def test_queue_of(status: CardStatus, state: State, suspended: bool, expected: Queue) -> None:
    assert queue_of(status, state, suspended=suspended) is expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(new=1, learning=1, review=1, ahead=1), Queue.LEARNING),
        (Counts(new=1, review=1, ahead=1), Queue.REVIEW),
        (Counts(new=1, ahead=1), Queue.NEW),
        (Counts(ahead=1), Queue.LEARNING),
        (Counts(), None),
    ],
)
def test_the_order_of_the_queues(counts: Counts, expected: Queue | None) -> None:
    assert next_queue(counts) is expected


def test_a_lowered_limit_allows_none() -> None:
    assert [left_of(20, 5), left_of(20, 20), left_of(10, 20)] == [15, 0, 0]
