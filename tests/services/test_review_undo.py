"""Undo: the exact state before, any number of times, also after a restart."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.domain import CardStatus, Learner, Rating
from app.errors import NotFoundError
from app.scheduler.queue import Queue
from app.scheduler.schedule import Scheduler
from app.services import set_aside
from app.services.review import Submission, answer, next_card
from app.services.undo import undo
from tests.db.collection import MONDAY, T, dump, open_collection

SCHEDULER = Scheduler(0.9)


def study(db: Database, learner: Learner, answers: int) -> list[str]:
    """Answer card after card, an hour apart; returns their ids."""
    seen, now = [], MONDAY
    for number in range(answers):
        card = next_card(db, SCHEDULER, learner, now)
        if card is None:
            break
        rating = Rating(number % 4 + 1)
        answer(db, SCHEDULER, learner, Submission(f"s{number}", card.card.id, card.schedule.version, rating), now)
        seen.append(card.card.id)
        now += timedelta(hours=1)
    return seen


def test_every_answer_can_be_taken_back_also_after_a_restart(tmp_path: Path) -> None:
    db = open_collection(tmp_path / "t.db", cards=9, siblings=3)
    learner = ensure_learner(db)
    states, seen = [dump(db)], []
    now = MONDAY
    for number in range(25):
        card = next_card(db, SCHEDULER, learner, now)
        assert card is not None
        answer(
            db,
            SCHEDULER,
            learner,
            Submission(f"s{number}", card.card.id, card.schedule.version, Rating(number % 4 + 1)),
            now,
        )
        seen.append(card.card.id)
        states.append(dump(db))
        now += timedelta(hours=7)
    log = dump(db, "reviews")
    db.close()
    while seen:
        with closing(Database.open(tmp_path / "t.db")) as db:
            assert dump(db) == states.pop()
            assert undo(db, learner, now) == seen.pop()
            assert dump(db) == states[-1]
    with closing(Database.open(tmp_path / "t.db")) as db:
        assert dump(db, "reviews") == log  # nothing is forgotten
        assert len(dump(db, "undos")["undos"]) == 25
        with pytest.raises(NotFoundError, match="no answer left"):
            undo(db, learner, now)


def test_nothing_to_undo(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db, pytest.raises(NotFoundError):
        undo(db, ensure_learner(db), MONDAY)


def test_an_answer_after_an_undo_is_a_new_one(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:
        learner = ensure_learner(db)
        first = answer(db, SCHEDULER, learner, Submission("a", "n1c0", 0, Rating.AGAIN), MONDAY)
        undo(db, learner, MONDAY)
        repeated = answer(db, SCHEDULER, learner, Submission("a", "n1c0", 0, Rating.AGAIN), MONDAY)
        assert repeated.repeated  # the old page's answer stays undone
        second = answer(db, SCHEDULER, learner, Submission("b", "n1c0", 0, Rating.EASY), MONDAY)
        assert second.review.id > first.review.id
        assert second.schedule.version == 1
        assert undo(db, learner, MONDAY) == "n1c0"
        with pytest.raises(NotFoundError):
            undo(db, learner, MONDAY)


def test_siblings_come_back_unless_set_aside_since(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db", cards=3, siblings=3)) as db:
        learner = ensure_learner(db)
        answer(db, SCHEDULER, learner, Submission("a", "n1c0", 0, Rating.EASY), MONDAY)
        set_aside.bury(db, learner, "n1c1", MONDAY + timedelta(days=3))
        undo(db, learner, MONDAY)
        with db.read() as connection:
            rows = connection.execute(select(T["schedules"].c.card_id, T["schedules"].c.buried_until))
            buried = {row.card_id: row.buried_until for row in rows}
        assert buried == {"n1c0": None, "n1c1": (MONDAY + timedelta(days=4)).date(), "n1c2": None}


def test_what_was_done_to_the_card_since_is_no_part_of_the_answer(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:
        learner = ensure_learner(db)
        study(db, learner, 1)
        set_aside.suspend(db, learner, "n1c0")
        set_aside.bury(db, learner, "n1c0", MONDAY)
        undo(db, learner, MONDAY)
        with db.read() as connection:
            row = connection.execute(select(T["schedules"]).where(T["schedules"].c.card_id == "n1c0")).one()
        assert (row.suspended, row.reps, row.queue) == (True, 0, Queue.SUSPENDED)
        assert row.buried_until == (MONDAY + timedelta(days=1)).date()
        assert row.version > 3  # a page made before the undo is stale


def test_a_retired_card_stays_out_of_study(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:
        learner = ensure_learner(db)
        study(db, learner, 1)
        with db.write() as connection:
            connection.execute(
                update(T["cards"]).where(T["cards"].c.id == "n1c0").values(status=CardStatus.RETIRED.value)
            )
            connection.execute(
                update(T["schedules"]).where(T["schedules"].c.card_id == "n1c0").values(queue=int(Queue.OUT))
            )
        undo(db, learner, MONDAY)
        with db.read() as connection:
            queue = connection.scalar(select(T["schedules"].c.queue).where(T["schedules"].c.card_id == "n1c0"))
        assert queue == Queue.OUT


def test_one_learner_cannot_undo_for_another(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:
        learner = ensure_learner(db)
        study(db, learner, 2)
        with pytest.raises(NotFoundError):
            undo(db, replace(learner, id=2), MONDAY)
