"""The scheduler against py-fsrs itself, and what fuzz may and may not do."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import Rating, Schedule, State
from app.scheduler.schedule import MAXIMUM_INTERVAL, Scheduler, fuzz_range, fuzzed
from app.scheduler.study_day import study_day

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

ratings = st.sampled_from(Rating)
gaps = st.one_of(st.integers(0, 3_600), st.integers(0, 400 * 86_400)).map(lambda seconds: timedelta(seconds=seconds))
histories = st.lists(st.tuples(ratings, gaps), min_size=1, max_size=25)
retentions = st.floats(0.7, 0.99)


def replay(scheduler: Scheduler, history: list[tuple[Rating, timedelta]], card_id: str = "a") -> Schedule:
    schedule, now = Schedule(card_id), START
    for rating, gap in history:
        now += gap
        schedule = scheduler.answer(schedule, rating, now, BERLIN)
    return schedule


@given(histories, retentions)
def test_memory_and_intervals_equal_py_fsrs_without_fuzz(
    history: list[tuple[Rating, timedelta]], retention: float
) -> None:
    peer = fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False)
    scheduler = Scheduler(retention, fuzz=False)
    theirs, ours, now = fsrs.Card(card_id=1, due=START), Schedule("a"), START
    for count, (rating, gap) in enumerate(history, start=1):
        now += gap
        theirs, _ = peer.review_card(theirs, fsrs.Rating(rating.value), now)
        ours = scheduler.answer(ours, rating, now, BERLIN)
        assert (ours.stability, ours.difficulty, ours.due) == (theirs.stability, theirs.difficulty, theirs.due)
        assert (ours.state, ours.step) == (State(theirs.state.value), theirs.step)
        assert (ours.reps, ours.version, ours.last_review) == (count, count, now)
        assert scheduler.retrievability(ours, now + gap) == peer.get_card_retrievability(theirs, now + gap)


@given(histories, st.text(min_size=1, max_size=36), st.booleans())
def test_the_interval_on_the_button_is_the_interval_applied(
    history: list[tuple[Rating, timedelta]], card_id: str, fuzz: bool
) -> None:
    scheduler = Scheduler(0.9, fuzz=fuzz)
    schedule = replay(scheduler, history, card_id)
    now = START + timedelta(days=500)
    preview = scheduler.preview(schedule, now, BERLIN)
    assert list(preview) == list(Rating)
    for rating, promised in preview.items():
        assert Scheduler(0.9, fuzz=fuzz).answer(schedule, rating, now, BERLIN) == promised


@given(histories)
def test_a_better_rating_never_comes_back_sooner_and_fuzz_stays_in_its_range(
    history: list[tuple[Rating, timedelta]],
) -> None:
    schedule = replay(Scheduler(0.9), history)
    now = START + timedelta(days=500)
    exact = Scheduler(0.9, fuzz=False).preview(schedule, now, BERLIN)
    moved = Scheduler(0.9).preview(schedule, now, BERLIN)
    dues = [moved[rating].due for rating in (Rating.HARD, Rating.GOOD, Rating.EASY) if moved[rating].due]
    assert dues == sorted(dues)
    for rating in Rating:
        due, fuzzed_due = exact[rating].due, moved[rating].due
        assert due is not None
        assert fuzzed_due is not None
        if exact[rating].state is State.REVIEW:
            least, most = fuzz_range((due - now).days)
            assert least <= (fuzzed_due - now).days <= most
        else:
            assert fuzzed_due == due


def test_fuzz_spreads_cards_that_were_learnt_together() -> None:
    history = [(Rating.GOOD, timedelta())] * 2 + [(Rating.GOOD, timedelta(days=30))] * 3
    dues = {replay(Scheduler(0.9), history, f"card {number}").due_day for number in range(200)}
    assert len(dues) > 5


def test_fuzz_draws_each_day_of_its_range_about_equally_often() -> None:
    least, most = fuzz_range(30)
    draws = [fuzzed(30, number / 1_000) for number in range(1_000)]
    assert (min(draws), max(draws)) == (least, most)
    counts = [draws.count(day) for day in range(least, most + 1)]
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize(("days", "expected"), [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (7, (5, 9)), (20, (17, 23))])
def test_fuzz_ranges_of_fsrs(days: int, expected: tuple[int, int]) -> None:
    assert fuzz_range(days) == expected


def test_fuzz_never_passes_the_longest_interval() -> None:
    assert fuzz_range(MAXIMUM_INTERVAL)[1] == MAXIMUM_INTERVAL


def test_the_random_state_of_the_process_is_left_alone() -> None:
    before = random.getstate()
    replay(Scheduler(0.9), [(Rating.GOOD, timedelta(days=9))] * 9)
    assert random.getstate() == before


@given(histories, ratings, st.sampled_from([timedelta(days=1), timedelta(days=365), timedelta(days=20_000)]))
def test_a_clock_that_went_back_counts_as_no_time_passed(
    history: list[tuple[Rating, timedelta]], rating: Rating, jump: timedelta
) -> None:
    scheduler = Scheduler(0.9)
    schedule = replay(scheduler, history)
    assert schedule.last_review is not None
    earlier = schedule.last_review - jump
    answered = scheduler.answer(schedule, rating, earlier, BERLIN)
    same_moment = scheduler.answer(schedule, rating, schedule.last_review, BERLIN)
    assert (answered.stability, answered.difficulty) == (same_moment.stability, same_moment.difficulty)
    assert answered.due is not None
    assert answered.due > earlier
    assert scheduler.retrievability(schedule, earlier) == 1.0


def test_a_review_interval_counts_study_days_whatever_the_clocks_do() -> None:
    night_before_summer_time = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    schedule = Schedule(
        "a", State.REVIEW, None, 10.0, 5.0, night_before_summer_time, None, night_before_summer_time - timedelta(9)
    )
    after = Scheduler(0.9).answer(schedule, Rating.GOOD, night_before_summer_time, BERLIN)
    assert after.due is not None
    assert after.due_day is not None
    assert after.due_day - study_day(night_before_summer_time, BERLIN) == after.due - night_before_summer_time


def test_only_forgetting_a_known_card_is_a_lapse() -> None:
    scheduler = Scheduler(0.9)
    learning = scheduler.answer(Schedule("a"), Rating.AGAIN, START, BERLIN)
    known = scheduler.answer(learning, Rating.EASY, START, BERLIN)
    forgotten = scheduler.answer(known, Rating.AGAIN, START + timedelta(days=9), BERLIN)
    assert [learning.lapses, known.lapses, forgotten.lapses] == [0, 0, 1]
    assert forgotten.state is State.RELEARNING


def test_a_new_card_has_no_retrievability() -> None:
    assert Scheduler(0.9).retrievability(Schedule("a"), START) == 0.0
