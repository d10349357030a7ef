"""Answers to schedules, by FSRS-6. The only module that knows py-fsrs.

Memory state and intervals are py-fsrs's own with its fuzz switched off. Fuzz, which keeps cards learnt together from
coming back together for ever, is drawn here from the card's id and its number of reviews: the interval a button shows
is then the interval its press applies, without touching the process's random state.
"""

import hashlib
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

import fsrs
from fsrs.scheduler import FUZZ_RANGES

from app.domain import Rating, Schedule, State
from app.scheduler.study_day import study_day

MAXIMUM_INTERVAL = 36_500
_LEAST_FUZZED = 2.5
_FUZZ_BANDS = tuple((band["start"], band["end"], band["factor"]) for band in FUZZ_RANGES)
_ALL = tuple(Rating)
_RATINGS = {rating: fsrs.Rating(rating.value) for rating in Rating}
_STATES = {state: State(state.value) for state in fsrs.State}


@lru_cache(maxsize=32)
def _engine(desired_retention: float) -> fsrs.Scheduler:
    return fsrs.Scheduler(desired_retention=desired_retention, maximum_interval=MAXIMUM_INTERVAL, enable_fuzzing=False)


class Scheduler:
    """Decides when a card is asked again. Has no state of its own; safe to share between threads."""

    def __init__(self, desired_retention: float = 0.9, *, fuzz: bool = True) -> None:
        """`desired_retention` is the chance of recall, in (0, 1), at which a card comes back."""
        self.desired_retention = desired_retention
        self._fuzz = fuzz
        self._engine = _engine(desired_retention)

    def answer(self, schedule: Schedule, rating: Rating, now: datetime, zone: tzinfo) -> Schedule:
        """The schedule after an answer at the aware instant `now`; `zone` decides which study day it falls due.

        A review interval counts whole study days from today. A clock that went backwards counts as no time passed.
        """
        return self._answers(schedule, (rating,), now, zone)[rating]

    def preview(self, schedule: Schedule, now: datetime, zone: tzinfo) -> dict[Rating, Schedule]:
        """What each rating would lead to, by rating."""
        return self._answers(schedule, _ALL, now, zone)

    def _answers(
        self, schedule: Schedule, ratings: tuple[Rating, ...], now: datetime, zone: tzinfo
    ) -> dict[Rating, Schedule]:
        now = now.astimezone(UTC)
        before = _to_fsrs(schedule, now)
        today = study_day(now, zone)
        draw = _draw(f"{schedule.card_id}:{schedule.reps}") if self._fuzz else None
        answers = {}
        for rating in ratings:
            after, _ = self._engine.review_card(before, _RATINGS[rating], now)
            due, state = after.due, _STATES[after.state]
            if state is State.REVIEW:
                days = (due - now).days
                if draw is not None:
                    days = fuzzed(days, draw)
                due = now + timedelta(days=days)
                due_day = today + timedelta(days=days)
            else:
                due_day = study_day(due, zone)
            answers[rating] = Schedule(
                card_id=schedule.card_id,
                state=state,
                step=after.step,
                stability=after.stability,
                difficulty=after.difficulty,
                due=due,
                due_day=due_day,
                last_review=now,
                reps=schedule.reps + 1,
                lapses=schedule.lapses + (schedule.state is State.REVIEW and rating is Rating.AGAIN),
                suspended=schedule.suspended,
                buried_until=None,
                version=schedule.version + 1,
            )
        return answers

    def retrievability(self, schedule: Schedule, now: datetime) -> float:
        """The chance, in 0..1, that the card is recalled at `now`; 0 for a card never answered."""
        if schedule.state is State.NEW:
            return 0.0
        now = now.astimezone(UTC)
        return float(self._engine.get_card_retrievability(_to_fsrs(schedule, now), now))

    @property
    def decay(self) -> float:
        """How recall falls with time: FSRS-6's last parameter, which Anki keeps with every card."""
        return float(self._engine.parameters[20])

    def steps_left(self, schedule: Schedule) -> int:
        """How many steps a card in (re)learning still has before it, this one included; at least 1."""
        relearning = schedule.state is State.RELEARNING
        steps = self._engine.relearning_steps if relearning else self._engine.learning_steps
        return max(1, len(steps) - (schedule.step or 0))


def _to_fsrs(schedule: Schedule, now: datetime) -> fsrs.Card:
    if schedule.state is State.NEW:
        return fsrs.Card(card_id=0, due=now)
    last = schedule.last_review
    return fsrs.Card(
        card_id=0,
        state=fsrs.State(schedule.state.value),
        step=schedule.step,
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        due=schedule.due or now,
        last_review=min(last, now) if last else None,
    )


def fuzz_range(days: int) -> tuple[int, int]:
    """The least and the most days that fuzz may make of `days`: FSRS's ranges, which widen with the interval."""
    if days < _LEAST_FUZZED:
        return days, days
    delta = 1.0
    for start, end, factor in _FUZZ_BANDS:
        if days > start:
            delta += factor * (min(days, end) - start)
    most = min(round(days + delta), MAXIMUM_INTERVAL)
    return min(max(2, round(days - delta)), most), most


def fuzzed(days: int, draw: float) -> int:
    """`days`, moved within its fuzz range by a draw from [0, 1).

    One draw serves all four ratings of a review, so a better rating never comes back sooner than a worse one.
    """
    least, most = fuzz_range(days)
    return least + int(draw * (most - least + 1))


def _draw(seed: str) -> float:
    """A number in [0, 1) that only `seed` decides."""
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=6).digest(), "big") / 2**48
