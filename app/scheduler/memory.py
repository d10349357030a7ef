"""FSRS-6 in numbers: how an answer changes a memory's stability and difficulty, and when to ask again.

The formulas are those of py-fsrs, whose parameters and steps these are too, and a test holds every result to py-fsrs's
to the last bit. They stand here without its cards and logs, which cost several times as much as the arithmetic: each
study page shows four answers, and every review waits for one.
"""

import math
from dataclasses import dataclass
from datetime import timedelta

import fsrs

from app.domain import Rating, State

_LEAST_STABILITY = 0.001
_LEAST_DIFFICULTY, _MOST_DIFFICULTY = 1.0, 10.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows of one card. Only a card never answered has no stability (days) and difficulty (1..10).

    `step` is the place among the (re)learning steps; None in review.
    """

    state: State
    step: int | None
    stability: float | None
    difficulty: float | None


class Fsrs6:
    """The equations with their parameters in place; py-fsrs's names for them are given where they differ."""

    def __init__(self, desired_retention: float, maximum_interval: int) -> None:
        engine = fsrs.Scheduler(desired_retention=desired_retention)
        self.learning_steps = engine.learning_steps
        self.relearning_steps = engine.relearning_steps
        self._w = engine.parameters
        self.decay = self._w[20]
        self._factor = 0.9 ** (1 / -self.decay) - 1
        self._stretch = desired_retention ** (1 / -self.decay) - 1
        self._longest = maximum_interval
        self._recall_gain = math.e ** self._w[8]
        self._forget_divisor = math.e ** (self._w[17] * self._w[18])
        self._first = {rating: self._first_memory(rating) for rating in Rating}
        self._easiest = self._first_difficulty(Rating.EASY)

    def answer(self, memory: Memory, rating: Rating, elapsed: int | None) -> tuple[Memory, timedelta]:
        """The memory after an answer, and the time until the next; `elapsed` counts whole days since the last one."""
        if memory.stability is None or memory.difficulty is None:
            stability, difficulty = self._first[rating]
        else:
            stability = self._next_stability(memory.stability, memory.difficulty, rating, elapsed)
            difficulty = self._next_difficulty(memory.difficulty, rating)
        if memory.state is State.REVIEW:
            return self._after_review(rating, stability, difficulty)
        relearning = memory.state is State.RELEARNING
        steps = self.relearning_steps if relearning else self.learning_steps
        stepped = _stepped(steps, memory.step or 0, rating)
        if stepped is None:
            return Memory(State.REVIEW, None, stability, difficulty), self._interval(stability)
        step, wait = stepped
        return Memory(State.RELEARNING if relearning else State.LEARNING, step, stability, difficulty), wait

    def retrievability(self, stability: float, elapsed: int) -> float:
        """The chance, in 0..1, of recall after `elapsed` whole days."""
        return float((1 + self._factor * elapsed / stability) ** -self.decay)

    def _after_review(self, rating: Rating, stability: float, difficulty: float) -> tuple[Memory, timedelta]:
        if rating is Rating.AGAIN and self.relearning_steps:
            return Memory(State.RELEARNING, 0, stability, difficulty), self.relearning_steps[0]
        return Memory(State.REVIEW, None, stability, difficulty), self._interval(stability)

    def _interval(self, stability: float) -> timedelta:
        days = round(stability / self._factor * self._stretch)
        return timedelta(days=min(max(days, 1), self._longest))

    def _first_memory(self, rating: Rating) -> tuple[float, float]:
        difficulty = self._first_difficulty(rating)
        return max(self._w[rating - 1], _LEAST_STABILITY), min(max(difficulty, _LEAST_DIFFICULTY), _MOST_DIFFICULTY)

    def _first_difficulty(self, rating: Rating) -> float:
        return float(self._w[4] - math.e ** (self._w[5] * (rating - 1)) + 1)

    def _next_difficulty(self, difficulty: float, rating: Rating) -> float:
        """Moved by the answer, damped near 10, and drawn back to the easiest card's (mean reversion)."""
        change = -(self._w[6] * (rating - 3))
        damped = difficulty + (10.0 - difficulty) * change / 9.0
        reverted = self._w[7] * self._easiest + (1 - self._w[7]) * damped
        return min(max(reverted, _LEAST_DIFFICULTY), _MOST_DIFFICULTY)

    def _next_stability(self, stability: float, difficulty: float, rating: Rating, elapsed: int | None) -> float:
        if elapsed is not None and elapsed < 1:
            grown = self._same_day(stability, rating)
        else:
            recall = 0.0 if elapsed is None else self.retrievability(stability, elapsed)
            forgotten = rating is Rating.AGAIN
            change = self._forgotten if forgotten else self._recalled
            grown = change(stability, difficulty, rating, recall)
        return max(grown, _LEAST_STABILITY)

    def _same_day(self, stability: float, rating: Rating) -> float:
        """py-fsrs: short-term stability."""
        gain: float = math.e ** (self._w[17] * (rating - 3 + self._w[18])) * stability ** -self._w[19]
        return stability * (gain if rating is Rating.AGAIN else max(gain, 1.0))

    def _recalled(self, stability: float, difficulty: float, rating: Rating, recall: float) -> float:
        return float(
            stability
            * (
                1
                + self._recall_gain
                * (11 - difficulty)
                * stability ** -self._w[9]
                * (math.e ** ((1 - recall) * self._w[10]) - 1)
                * (self._w[15] if rating is Rating.HARD else 1)
                * (self._w[16] if rating is Rating.EASY else 1)
            )
        )

    def _forgotten(self, stability: float, difficulty: float, _rating: Rating, recall: float) -> float:
        long_term = (
            self._w[11]
            * difficulty ** -self._w[12]
            * ((stability + 1) ** self._w[13] - 1)
            * math.e ** ((1 - recall) * self._w[14])
        )
        return float(min(long_term, stability / self._forget_divisor))


def _stepped(steps: tuple[timedelta, ...], step: int, rating: Rating) -> tuple[int, timedelta] | None:
    """The next (re)learning step and the wait before it; None where the card is through."""
    if not steps or rating is Rating.EASY or (step >= len(steps) and rating is not Rating.AGAIN):
        return None
    if rating is Rating.AGAIN:
        return 0, steps[0]
    if rating is Rating.GOOD:
        return None if step + 1 == len(steps) else (step + 1, steps[step + 1])
    if step == 0:  # hard: between the first two steps, or half as long again as the only one
        return 0, (steps[0] + steps[1]) / 2.0 if len(steps) > 1 else steps[0] * 1.5
    return step, steps[step]
