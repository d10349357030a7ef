"""Two tabs, eight threads: every answer counts once."""

import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.db.learners import ensure_learner
from app.domain import Rating
from app.errors import ConflictError
from app.scheduler.schedule import Scheduler
from app.services.review import Answered, Submission, answer, answer_and_next, next_card
from tests.db.collection import MONDAY, T, open_collection

SCHEDULER = Scheduler(0.9)


def in_threads(count: int, work: "object") -> list[BaseException]:
    """Run `work(number)` in `count` threads that start together; returns what they raised."""
    start, raised = threading.Barrier(count), []

    def task(number: int) -> None:
        start.wait()
        try:
            work(number)  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001  looked at by the test
            raised.append(error)

    threads = [threading.Thread(target=task, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_double_submit_is_one_review(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db", cards=12)) as db:
        learner = ensure_learner(db)
        for card in range(12):
            submission = Submission(f"s{card}", f"n1c{card}", 0, Rating.GOOD)
            answers: list[Answered] = []
            raised = in_threads(
                8, lambda _, s=submission, a=answers: a.append(answer(db, SCHEDULER, learner, s, MONDAY))
            )
            assert raised == []
            assert len({answered.review.id for answered in answers}) == 1
            assert Counter(answered.repeated for answered in answers) == {True: 7, False: 1}
        with db.read() as connection:
            assert connection.scalar(select(func.count()).select_from(T["reviews"])) == 12


def test_of_two_tabs_with_the_same_card_one_wins(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db", cards=12)) as db:
        learner = ensure_learner(db)
        for card in range(12):
            raised = in_threads(
                8,
                lambda number, card=card: answer(
                    db, SCHEDULER, learner, Submission(f"tab{number}-{card}", f"n1c{card}", 0, Rating.GOOD), MONDAY
                ),
            )
            assert [type(error) for error in raised] == [ConflictError] * 7
        with db.read() as connection:
            assert connection.scalar(select(func.count()).select_from(T["reviews"])) == 12
            assert connection.scalar(select(func.sum(T["schedules"].c.reps))) == 12


def test_eight_readers_and_writers_study_one_deck(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db", cards=200)) as db:
        learner = ensure_learner(db)
        stored: Counter[int] = Counter()

        def study(number: int) -> None:
            now = datetime.now(UTC)
            for turn in range(30):
                now += timedelta(hours=1)
                card = next_card(db, SCHEDULER, learner, now)
                if card is None:
                    continue
                submission = Submission(f"{number}-{turn}", card.card.id, card.schedule.version, Rating.GOOD)
                try:
                    answer_and_next(db, SCHEDULER, learner, submission, now)
                except ConflictError:
                    continue  # another thread was quicker
                stored[number] += 1

        assert in_threads(8, study) == []
        with db.read() as connection:
            assert connection.scalar(select(func.count()).select_from(T["reviews"])) == stored.total()
            assert connection.scalar(select(func.sum(T["schedules"].c.reps))) == stored.total()
            assert connection.scalar(select(func.sum(T["day_counts"].c.answers))) == stored.total()
        assert stored.total() >= 30
