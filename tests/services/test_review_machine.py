"""Study as a machine that does anything in any order: what must hold, holds after every step."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.domain import CardStatus, Rating, State
from app.errors import ConflictError, NotFoundError
from app.scheduler.queue import Queue, queue_of
from app.scheduler.schedule import Scheduler
from app.scheduler.study_day import study_day
from app.services import set_aside
from app.services.review import Submission, answer, answer_and_next, next_card, remaining
from app.services.undo import undo
from tests.db.collection import MONDAY, T, dump, open_collection

CARDS = [f"n{note}c{card}" for note in (1, 2) for card in range(4)]
Dump = dict[str, list[tuple[object, ...]]]


class Study(RuleBasedStateMachine):
    """Answers, undoes, sets aside, lets time pass and restarts, and remembers what an undo must bring back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="torchdeck-machine-")
        self.path = Path(self.folder.name) / "t.db"
        self.db = open_collection(self.path, notes=2, cards=4, siblings=2)
        self.learner = replace(ensure_learner(self.db), new_per_day=3, reviews_per_day=4)
        self.scheduler = Scheduler(0.9)
        self.now = MONDAY
        self.number = 0
        self.standing: list[tuple[str, Dump | None]] = []  # card and the state before; None once it may differ
        self.undone = 0

    def teardown(self) -> None:
        self.db.close()
        self.folder.cleanup()

    def submission(self, card_id: str, version: int, rating: Rating) -> Submission:
        self.number += 1
        return Submission(f"submission-{self.number}", card_id, version, rating, 2_000)

    @rule(rating=st.sampled_from(Rating), at_once=st.booleans(), note_id=st.sampled_from([None, 1, 2]))
    def answers(self, rating: Rating, at_once: bool, note_id: int | None) -> None:
        card = next_card(self.db, self.scheduler, self.learner, self.now, note_id)
        if card is None:
            assert remaining(self.db, self.learner, self.now, note_id).total == 0
            return
        assert note_id in (None, card.note_id)
        before = dump(self.db)
        submission = self.submission(card.card.id, card.schedule.version, rating)
        promised = {choice.rating: choice.schedule for choice in card.choices}[rating]
        if at_once:
            answered, following = answer_and_next(self.db, self.scheduler, self.learner, submission, self.now, note_id)
            assert following == next_card(self.db, self.scheduler, self.learner, self.now, note_id)
        else:
            answered = answer(self.db, self.scheduler, self.learner, submission, self.now)
        assert answered.schedule == promised
        assert answer(self.db, self.scheduler, self.learner, submission, self.now).repeated
        self.standing.append((card.card.id, before))

    @rule(card_id=st.sampled_from(CARDS), rating=st.sampled_from(Rating))
    def answers_from_a_stale_page(self, card_id: str, rating: Rating) -> None:
        before = dump(self.db)
        try:
            answer(self.db, self.scheduler, self.learner, self.submission(card_id, -1, rating), self.now)
        except ConflictError:
            assert dump(self.db) == before
        else:
            raise AssertionError("a stale page was believed")

    @precondition(lambda self: self.standing)
    @rule()
    def undoes(self) -> None:
        card_id, before = self.standing.pop()
        assert undo(self.db, self.learner, self.now) == card_id
        self.undone += 1
        if before is not None:
            assert dump(self.db) == before

    @precondition(lambda self: not self.standing)
    @rule()
    def finds_nothing_to_undo(self) -> None:
        try:
            undo(self.db, self.learner, self.now)
        except NotFoundError:
            return
        raise AssertionError("undid what was undone")

    @rule(card_id=st.sampled_from(CARDS), verb=st.sampled_from(["bury", "unbury", "suspend", "unsuspend"]))
    def sets_aside(self, card_id: str, verb: str) -> None:
        if verb == "bury":
            set_aside.bury(self.db, self.learner, card_id, self.now)
        else:
            getattr(set_aside, verb)(self.db, self.learner, card_id)
        self.standing = [(card, None) for card, _ in self.standing]

    @rule(hours=st.sampled_from([0.01, 0.2, 5, 24, 24 * 9, 24 * 200]))
    def lets_time_pass(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    @rule(days=st.sampled_from([1, 30]))
    def has_its_clock_set_back(self, days: int) -> None:
        self.now -= timedelta(days=days)

    @rule()
    def restarts(self) -> None:
        before = dump(self.db)
        self.db.close()
        self.db = Database.open(self.path)
        assert dump(self.db) == before

    @invariant()
    def the_books_balance(self) -> None:
        with self.db.read() as connection:
            rows = connection.execute(select(T["schedules"])).all()
            reviews = connection.execute(select(T["reviews"].c.id)).all()
            undos = connection.execute(select(T["undos"].c.review_id)).all()
            days = connection.execute(select(T["day_counts"])).all()
        assert len(rows) == len(CARDS)
        assert len(undos) == self.undone
        assert len(reviews) == len(self.standing) + self.undone
        assert sum(day.answers for day in days) == len(self.standing)
        assert sum(row.reps for row in rows) == len(self.standing)
        for day in days:
            assert 0 <= day.new_cards <= self.learner.new_per_day
            assert 0 <= day.reviews <= self.learner.reviews_per_day
            assert day.answers > 0
        for row in rows:
            state = State(row.state)
            assert row.queue == queue_of(CardStatus.ACTIVE, state, suspended=row.suspended)
            assert (row.reps == 0) == (state is State.NEW) == (row.due is None) == (row.stability is None)

    @invariant()
    def nothing_set_aside_is_shown(self) -> None:
        card = next_card(self.db, self.scheduler, self.learner, self.now)
        if card is None:
            return
        schedule = card.schedule
        assert not schedule.suspended
        today = study_day(self.now, card.zone) + timedelta(days=2)  # at most two days may be held on to
        assert schedule.buried_until is None or schedule.buried_until <= today
        assert queue_of(card.card.status, schedule.state) in (Queue.NEW, Queue.LEARNING, Queue.REVIEW)


TestStudy = Study.TestCase
TestStudy.settings = settings(settings.default, stateful_step_count=30, deadline=None)
