"""The review log: append-only, and all that undo needs. Rows are added, never changed; an undo is a row of its own."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select
from sqlalchemy.dialects.sqlite import insert

from app.db import schedules
from app.db.prepared import Prepared
from app.db.tables import Base
from app.domain import Rating, Review, State

_reviews = Base.metadata.tables["reviews"]
_undos = Base.metadata.tables["undos"]

_APPEND = Prepared(
    insert(_reviews).on_conflict_do_nothing(index_elements=["card_id", "submission_id"]),
    columns=[column.name for column in _reviews.c if column.name != "id"],
)
_BY_SUBMISSION = select(_reviews).where(
    _reviews.c.learner_id == bindparam("learner_id"),
    _reviews.c.card_id == bindparam("card_id"),
    _reviews.c.submission_id == bindparam("submission_id"),
)
_LAST_STANDING = (
    select(_reviews)
    .where(
        _reviews.c.learner_id == bindparam("learner_id"),
        ~exists().where(_undos.c.review_id == _reviews.c.id),
    )
    .order_by(_reviews.c.id.desc())
    .limit(1)
)
_UNDO = insert(_undos)


def append(
    connection: Connection,
    learner_id: int,
    review: Review,
    before: dict[str, Any],
    after: dict[str, Any],
    buried: dict[str, date | None],
) -> int | None:
    """Add an entry (its `id` is ignored); returns the new id, or None where the submission is in the log already.

    `before` and `after` are the review's schedules as `schedules.stored` makes them: the log keeps rows as they were.
    `buried` holds the siblings that the answer put off, each with the day it was buried until before.
    """
    cursor = _APPEND.run(
        connection,
        {
            "learner_id": learner_id,
            "card_id": review.card_id,
            "submission_id": review.submission_id,
            "rating": review.rating.value,
            "reviewed_at": review.reviewed_at,
            "utc_offset_minutes": review.utc_offset_minutes,
            "study_day": review.study_day,
            "duration_ms": review.duration_ms,
            "was_new": review.before.state is State.NEW,
            "before": before,
            "after": after,
            "buried": {card_id: day and day.isoformat() for card_id, day in buried.items()},
        },
    )
    return cursor.lastrowid if cursor.rowcount else None


def by_submission(connection: Connection, learner_id: int, card_id: str, submission_id: str) -> Review | None:
    """The entry that a submission for a card made, undone since or not."""
    row = connection.execute(
        _BY_SUBMISSION, {"learner_id": learner_id, "card_id": card_id, "submission_id": submission_id}
    ).first()
    return None if row is None else review(row)


def last_standing(connection: Connection, learner_id: int) -> tuple[Review, dict[str, date | None]] | None:
    """The latest entry not undone, with the siblings it buried; None where there is none."""
    row = connection.execute(_LAST_STANDING, {"learner_id": learner_id}).first()
    if row is None:
        return None
    return review(row), {card_id: day and date.fromisoformat(day) for card_id, day in row.buried.items()}


def has_reviews(connection: Connection, card_id: str) -> bool:
    """Whether a card was ever answered, also where the answer was taken back."""
    return bool(connection.scalar(select(exists().where(_reviews.c.card_id == card_id))))


def mark_undone(connection: Connection, review_id: int, now: datetime) -> None:
    """From now on the entry did not happen; it stays in the log."""
    connection.execute(_UNDO, {"review_id": review_id, "undone_at": now})


def review(row: Row[Any]) -> Review:
    """An entry from a whole row of `reviews`."""
    return Review(
        id=row.id,
        card_id=row.card_id,
        submission_id=row.submission_id,
        rating=Rating(row.rating),
        reviewed_at=row.reviewed_at,
        utc_offset_minutes=row.utc_offset_minutes,
        study_day=row.study_day,
        duration_ms=row.duration_ms,
        before=schedules.from_stored(row.card_id, row.before),
        after=schedules.from_stored(row.card_id, row.after),
    )
