"""Study: whose turn it is, what an answer does, and what a day allows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.domain import CardStatus, Learner, Rating, State
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.scheduler.queue import MOST_COUNTED, Counts, Queue
from app.scheduler.schedule import Scheduler
from app.services import set_aside
from app.services.review import Submission, answer, answer_and_next, next_card, remaining, this_card
from tests.db.collection import MONDAY, T, day, dump, open_collection

SCHEDULER = Scheduler(0.9)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = open_collection(tmp_path / "t.db", notes=2, cards=4)
    yield opened
    opened.close()


@pytest.fixture
def learner(db: Database) -> Learner:
    return ensure_learner(db)


def press(
    db: Database, learner: Learner, rating: Rating, now: datetime = MONDAY, note_id: int | None = None, key: str = ""
) -> str | None:
    """Answer the card whose turn it is; returns its id."""
    card = next_card(db, SCHEDULER, learner, now, note_id)
    if card is None:
        return None
    key = key or f"{card.card.id}-{card.schedule.version}-{now:%d%H%M%S}"
    answer(db, SCHEDULER, learner, Submission(key, card.card.id, card.schedule.version, rating, 1_500), now)
    return card.card.id


def test_new_cards_come_in_the_order_of_the_notes(db: Database, learner: Learner) -> None:
    seen = [press(db, learner, Rating.EASY, MONDAY + number * MINUTE) for number in range(9)]
    assert seen == ["n1c0", "n1c1", "n1c2", "n1c3", "n2c0", "n2c1", "n2c2", "n2c3", None]


def test_a_study_card_brings_all_its_page_shows(db: Database, learner: Learner) -> None:
    found = next_card(db, SCHEDULER, learner, MONDAY)
    assert found is not None
    assert (found.card.question, found.card.answer) == ("What is word n1c0?", "The answer to n1c0.")
    assert (found.note_id, found.note_title, found.section_id, found.heading_path) == (1, "Note 1", 1, ("Words",))
    assert (found.card.sources[0].quote, found.card.sources[0].start_line) == ("A word.", 2)
    assert [choice.interval for choice in found.choices][:3] == ["1 min", "6 min", "10 min"]
    assert (found.remaining, found.done_today) == (Counts(new=8), 0)


def test_concepts_and_cards_without_a_source(db: Database, learner: Learner) -> None:
    with db.write() as connection:
        connection.execute(
            T["card_concepts"].insert(),
            [{"card_id": "n1c0", "ordinal": n, "concept_id": c} for n, c in enumerate(("relu", "gelu"))],
        )
        connection.execute(T["sources"].delete().where(T["sources"].c.card_id == "n1c0"))
    found = next_card(db, SCHEDULER, learner, MONDAY)
    assert found is not None
    assert found.card.concepts == ("relu", "gelu")
    assert (found.card.sources, found.section_id, found.heading_path) == ((), None, ())


def test_learning_cards_come_first_then_reviews_then_new_ones(db: Database, learner: Learner) -> None:
    assert press(db, learner, Rating.EASY) == "n1c0"
    tuesday = MONDAY + timedelta(days=14)
    assert press(db, learner, Rating.AGAIN, tuesday) == "n1c0"  # the review, before new cards
    assert press(db, learner, Rating.EASY, tuesday) == "n1c1"  # n1c0 is not due for ten minutes
    assert press(db, learner, Rating.GOOD, tuesday + 10 * MINUTE) == "n1c0"
    assert remaining(db, learner, tuesday + 10 * MINUTE) == Counts(new=6)


def test_when_nothing_else_is_left_learning_runs_ahead_of_its_minutes(db: Database, learner: Learner) -> None:
    limited = replace(learner, new_per_day=1)
    assert press(db, limited, Rating.GOOD) == "n1c0"
    assert remaining(db, limited, MONDAY + MINUTE) == Counts(ahead=1)
    assert press(db, limited, Rating.GOOD, MONDAY + MINUTE) == "n1c0"
    assert next_card(db, SCHEDULER, limited, MONDAY + 2 * MINUTE) is None


def test_a_day_has_so_many_new_cards_and_reviews(db: Database, learner: Learner) -> None:
    limited = replace(learner, new_per_day=3, reviews_per_day=2)
    for _ in range(3):
        assert press(db, limited, Rating.EASY)
    assert press(db, limited, Rating.EASY) is None
    later = MONDAY + timedelta(days=30)
    assert remaining(db, limited, later) == Counts(new=3, review=2)
    assert {press(db, limited, Rating.GOOD, later) for _ in range(2)} <= {"n1c0", "n1c1", "n1c2"}
    assert [press(db, limited, Rating.EASY, later) for _ in range(4)] == ["n1c3", "n2c0", "n2c1", None]
    assert dump(db, "day_counts")["day_counts"] == [(1, day(0), 3, 0, 3), (1, day(30), 3, 2, 5)]
    assert remaining(db, replace(limited, reviews_per_day=1), later) == Counts()


def test_studying_one_note_shows_only_its_cards(db: Database, learner: Learner) -> None:
    assert [press(db, learner, Rating.EASY, note_id=2) for _ in range(5)] == ["n2c0", "n2c1", "n2c2", "n2c3", None]
    later = MONDAY + timedelta(days=30)
    assert remaining(db, learner, later, note_id=2) == Counts(review=4)
    assert remaining(db, learner, later, note_id=1) == Counts(new=4)
    assert press(db, learner, Rating.AGAIN, later, note_id=2) in {"n2c0", "n2c1", "n2c2", "n2c3"}
    assert remaining(db, learner, later + 10 * MINUTE, note_id=1) == Counts(new=4)
    assert remaining(db, learner, later + 10 * MINUTE, note_id=2) == Counts(learning=1, review=3)
    assert next_card(db, SCHEDULER, learner, later, note_id=3) is None


def test_siblings_wait_until_tomorrow(tmp_path: Path) -> None:
    db = open_collection(tmp_path / "siblings.db", cards=6, siblings=3)
    learner = ensure_learner(db)
    assert [press(db, learner, Rating.EASY) for _ in range(3)] == ["n1c0", "n1c3", None]
    tomorrow = MONDAY + timedelta(days=1)
    assert remaining(db, learner, tomorrow) == Counts(new=4)
    assert press(db, learner, Rating.EASY, tomorrow) == "n1c1"
    db.close()


def test_a_sibling_being_learnt_is_not_put_off(tmp_path: Path) -> None:
    db = open_collection(tmp_path / "siblings.db", cards=2, siblings=2)
    learner = ensure_learner(db)
    assert press(db, learner, Rating.AGAIN) == "n1c0"
    submission = Submission("open-in-another-tab", "n1c1", 0, Rating.GOOD)
    answer(db, SCHEDULER, learner, submission, MONDAY)  # buried, but its page was open
    assert press(db, learner, Rating.GOOD, MONDAY + MINUTE) == "n1c0"
    db.close()


def test_the_same_submission_counts_once(db: Database, learner: Learner) -> None:
    submission = Submission("once", "n1c0", 0, Rating.GOOD, 900)
    first, following = answer_and_next(db, SCHEDULER, learner, submission, MONDAY)
    before = dump(db, "schedules", "reviews", "day_counts")
    again, same = answer_and_next(db, SCHEDULER, learner, submission, MONDAY)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.review == first.review
    assert following is not None
    assert same is not None
    assert (same.card, same.remaining, same.done_today) == (following.card, following.remaining, following.done_today)
    assert dump(db, "schedules", "reviews", "day_counts") == before


def test_a_stale_page_is_refused(db: Database, learner: Learner) -> None:
    answer(db, SCHEDULER, learner, Submission("first tab", "n1c0", 0, Rating.GOOD), MONDAY)
    before = dump(db, "schedules", "reviews", "day_counts")
    with pytest.raises(ConflictError, match="not counted"):
        answer(db, SCHEDULER, learner, Submission("second tab", "n1c0", 0, Rating.AGAIN), MONDAY)
    with pytest.raises(ConflictError):
        answer(db, SCHEDULER, learner, Submission("from the future", "n1c0", 2, Rating.AGAIN), MONDAY)
    assert dump(db, "schedules", "reviews", "day_counts") == before


def test_retired_suspended_and_unknown_cards_are_not_answered(db: Database, learner: Learner) -> None:
    with db.write() as connection:
        connection.execute(update(T["cards"]).where(T["cards"].c.id == "n1c0").values(status=CardStatus.RETIRED.value))
    set_aside.suspend(db, learner, "n1c1")
    for card_id in ("n1c0", "n1c1"):
        with pytest.raises(ConflictError):
            answer(db, SCHEDULER, learner, Submission("late", card_id, 0, Rating.GOOD), MONDAY)
    with pytest.raises(NotFoundError):
        answer(db, SCHEDULER, learner, Submission("late", "no such card", 0, Rating.GOOD), MONDAY)
    with pytest.raises(NotFoundError):
        answer(db, SCHEDULER, replace(learner, id=2), Submission("not theirs", "n1c2", 0, Rating.GOOD), MONDAY)
    with pytest.raises(InvalidInputError):
        answer(db, SCHEDULER, learner, Submission("", "n1c2", 0, Rating.GOOD), MONDAY)
    assert dump(db, "reviews")["reviews"] == []


def test_the_log_holds_the_answer_and_both_schedules(db: Database, learner: Learner) -> None:
    berlin = replace(learner, zone="Europe/Berlin")
    submission = Submission("key", "n1c0", 0, Rating.HARD, duration_ms=99_999_999)
    review = answer(db, SCHEDULER, berlin, submission, MONDAY).review
    assert (review.rating, review.reviewed_at, review.study_day) == (Rating.HARD, MONDAY, day(0))
    assert (review.utc_offset_minutes, review.duration_ms) == (60, 600_000)
    assert (review.before.state, review.after.state) == (State.NEW, State.LEARNING)
    found = next_card(db, SCHEDULER, replace(berlin, new_per_day=0), MONDAY + 6 * MINUTE)
    assert found is not None
    assert found.schedule == review.after
    assert answer(db, SCHEDULER, berlin, submission, MONDAY).review == review


def test_a_day_that_travel_brings_back_has_no_second_helping(db: Database, learner: Learner) -> None:
    tokyo = replace(learner, zone="Asia/Tokyo", new_per_day=2)
    hawaii = replace(tokyo, zone="Pacific/Honolulu")
    evening = MONDAY.replace(hour=20)  # Tuesday morning in Tokyo, Monday morning in Hawaii
    assert [press(db, tokyo, Rating.EASY, evening) for _ in range(3)] == ["n1c0", "n1c1", None]
    assert press(db, hawaii, Rating.EASY, evening + MINUTE) is None
    assert press(db, hawaii, Rating.EASY, evening + timedelta(days=2)) == "n1c2"


def test_a_clock_a_year_ahead_does_not_hold_up_the_days_after(db: Database, learner: Learner) -> None:
    limited = replace(learner, new_per_day=1)
    assert press(db, limited, Rating.EASY, MONDAY + timedelta(days=365)) == "n1c0"
    assert press(db, limited, Rating.EASY, MONDAY) == "n1c1"
    assert press(db, limited, Rating.EASY, MONDAY + timedelta(days=1)) == "n1c2"


def test_burying_and_suspending(db: Database, learner: Learner) -> None:
    set_aside.bury(db, learner, "n1c0", MONDAY)
    set_aside.suspend(db, learner, "n1c1")
    assert remaining(db, learner, MONDAY) == Counts(new=6)
    found = next_card(db, SCHEDULER, learner, MONDAY)
    assert found is not None
    assert found.card.id == "n1c2"
    tomorrow = next_card(db, SCHEDULER, learner, MONDAY + timedelta(days=1))
    assert tomorrow is not None
    assert tomorrow.card.id == "n1c0"
    set_aside.unbury(db, learner, "n1c0")
    set_aside.unsuspend(db, learner, "n1c1")
    assert remaining(db, learner, MONDAY) == Counts(new=8)
    for verb in (set_aside.suspend, set_aside.unsuspend, set_aside.unbury):
        with pytest.raises(NotFoundError):
            verb(db, learner, "no such card")


def test_setting_aside_twice_changes_nothing(db: Database, learner: Learner) -> None:
    set_aside.suspend(db, learner, "n1c1")
    before = dump(db)
    set_aside.suspend(db, learner, "n1c1")
    assert dump(db) == before


def test_counts_stop_where_reading_on_would_cost_every_answer(tmp_path: Path) -> None:
    db = open_collection(tmp_path / "many.db", cards=MOST_COUNTED + 5)
    learner = replace(ensure_learner(db), new_per_day=9_999)
    assert remaining(db, learner, MONDAY) == Counts(new=MOST_COUNTED)
    db.close()


def test_queue_and_state_agree_after_every_answer(db: Database, learner: Learner) -> None:
    now = MONDAY
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.EASY, Rating.HARD, Rating.AGAIN) * 4:
        press(db, learner, rating, now)
        now += timedelta(hours=9)
    with db.read() as connection:
        pairs = {
            (State(row.state), Queue(row.queue))
            for row in connection.execute(select(T["schedules"].c.state, T["schedules"].c.queue))
        }
        answers = connection.scalar(select(func.count()).select_from(T["reviews"]))
        counted = connection.scalar(select(func.sum(T["day_counts"].c.answers)))
    assert pairs <= {
        (State.NEW, Queue.NEW),
        (State.LEARNING, Queue.LEARNING),
        (State.RELEARNING, Queue.LEARNING),
        (State.REVIEW, Queue.REVIEW),
    }
    assert answers == counted


def test_a_named_card_is_asked_where_it_may_be_today(db: Database, learner: Learner) -> None:
    shown = this_card(db, SCHEDULER, learner, MONDAY, "n2c3")
    assert shown is not None
    assert (shown.card.id, shown.remaining) == ("n2c3", Counts(new=8))
    assert [choice.interval for choice in shown.choices][:3] == ["1 min", "6 min", "10 min"]
    set_aside.suspend(db, learner, "n2c3")
    answer(db, SCHEDULER, learner, Submission("a", "n2c2", 0, Rating.EASY), MONDAY)  # due on another day
    for card_id in ("n2c3", "n2c2", "no such card"):
        instead = this_card(db, SCHEDULER, learner, MONDAY, card_id)
        assert instead is not None
        assert instead.card.id == "n1c0"
