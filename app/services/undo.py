"""Undo: take back the last answer, and the one before it, as far back as the log goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.db import days, review_log, schedules
from app.db.engine import Database
from app.db.schedules import Scheduled
from app.domain import Learner, Review, Schedule
from app.errors import NotFoundError
from app.scheduler.queue import queue_of


def undo(db: Database, learner: Learner, now: datetime) -> str:
    """Take back the learner's last answer that stands; returns the card's id.

    Its schedule, the day's counts and the siblings it buried are then exactly as before. The log keeps the answer and
    gains an undo. Suspending, burying or retiring the card since is no part of the answer and stays.

    Raises:
        NotFoundError: there is nothing left to take back.
    """
    with db.write() as connection:
        last = review_log.last_standing(connection, learner.id)
        found = schedules.find(connection, learner.id, last[0].card_id) if last else None
        if last is None or found is None:
            raise NotFoundError("There is no answer left to undo.")
        review, buried = last
        schedule = _before(review, found)
        queue = queue_of(found.status, schedule.state, suspended=schedule.suspended)
        schedules.save(connection, learner.id, review.card_id, schedules.stored(schedule), queue)
        schedules.unbury(connection, learner.id, buried, was=review.study_day + timedelta(days=1))
        days.count_down(connection, learner.id, review.study_day, review.before.state)
        review_log.mark_undone(connection, review.id, now.astimezone(UTC))
    return review.card_id


def _before(review: Review, found: Scheduled) -> Schedule:
    """The schedule before the answer, but for what the learner has done to the card since."""
    present = found.schedule
    if present == review.after:
        return review.before
    return replace(
        review.before,
        suspended=present.suspended if present.suspended != review.after.suspended else review.before.suspended,
        buried_until=(
            present.buried_until if present.buried_until != review.after.buried_until else review.before.buried_until
        ),
        version=present.version + 1,
    )
