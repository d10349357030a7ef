"""What has happened and what is to come: reviews, the week ahead, what was found wrong with cards. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, literal_column, select

from app.db.prepared import read_instant
from app.db.tables import Base, DayCountRow, RejectionRow, ReviewRow, ScheduleRow, UndoRow
from app.domain import Rating, Severity
from app.scheduler.queue import Queue

_tables = Base.metadata.tables
_schedules = _tables[str(ScheduleRow.__tablename__)]
_reviews = _tables[str(ReviewRow.__tablename__)]
_undos = _tables[str(UndoRow.__tablename__)]
_days = _tables[str(DayCountRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer in a card's history; `due` is when it sent the card next, `undone` that it was taken back."""

    rating: Rating
    reviewed_at: datetime
    duration_ms: int
    due: datetime | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a card waits: a soft rule, what it measured, its limit in words, and the words it is about."""

    rule: str
    measured: str
    threshold: str
    span: str


def reviews_of_card(connection: Connection, learner_id: int, card_id: str) -> list[ReviewLine]:
    """A card's answers, newest first, those taken back included."""
    rows = connection.execute(
        select(_reviews.c.rating, _reviews.c.reviewed_at, _reviews.c.duration_ms, _reviews.c.after, _undos.c.undone_at)
        .outerjoin(_undos, _undos.c.review_id == _reviews.c.id)
        .where(_reviews.c.card_id == card_id, _reviews.c.learner_id == learner_id)
        .order_by(_reviews.c.id.desc())
    )
    return [
        ReviewLine(Rating(rating), reviewed_at, duration_ms, read_instant(after["due"]), undone_at is not None)
        for rating, reviewed_at, duration_ms, after, undone_at in rows
    ]


def due_by_day(connection: Connection, learner_id: int, today: date, days: int) -> list[int]:
    """How many cards fall due on each study day from today on; what is overdue counts for today."""
    last = today + timedelta(days=days - 1)
    counts = [0] * days
    for queue in (Queue.LEARNING, Queue.REVIEW):
        rows = connection.execute(
            select(_schedules.c.due_day, func.count())
            # Written out: only so does SQLite see that the queue's own index will do.
            .where(_schedules.c.learner_id == learner_id, _schedules.c.queue == literal_column(str(int(queue))))
            .where(_schedules.c.due_day <= last)
            .group_by(_schedules.c.due_day)
        )
        for due_day, count in rows:
            counts[max(0, (due_day - today).days)] += count
    return counts


def study_days(connection: Connection, learner_id: int) -> list[date]:
    """The study days with at least one answer, newest first."""
    return list(
        connection.scalars(
            select(_days.c.study_day)
            .where(_days.c.learner_id == learner_id, _days.c.answers > 0)
            .order_by(_days.c.study_day.desc())
        )
    )


def mean_seconds(connection: Connection, learner_id: int, sample: int = 200) -> float | None:
    """The mean time of the learner's last answers, in seconds; None before the first."""
    last = (
        select(_reviews.c.duration_ms)
        .where(_reviews.c.learner_id == learner_id, _reviews.c.duration_ms > 0)
        .order_by(_reviews.c.id.desc())
        .limit(sample)
        .subquery()
    )
    mean = connection.scalar(select(func.avg(last.c.duration_ms)))
    return float(mean) / 1000 if mean is not None else None


def doubts(connection: Connection, section_id: int, question: str) -> list[Doubt]:
    """What soft gates found in the draft that became this card, each rule once, the newest finding of it."""
    rows = connection.execute(
        select(_rejections.c.rule, _rejections.c.measured, _rejections.c.threshold, _rejections.c.span)
        .where(
            _rejections.c.section_id == section_id,
            _rejections.c.question == question,
            _rejections.c.severity == Severity.SOFT.value,
        )
        .order_by(_rejections.c.id)
    )
    found = {row.rule: Doubt(row.rule, row.measured, row.threshold, row.span) for row in rows}
    return list(found.values())
