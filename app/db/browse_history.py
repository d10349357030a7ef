"""What has happened and what is to come: reviews, the week ahead, runs and their rejections. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, literal_column, select

from app.db.prepared import read_instant
from app.db.tables import (
    Base,
    DayCountRow,
    NoteRow,
    RejectionRow,
    ReviewRow,
    RunRow,
    ScheduleRow,
    SectionRow,
    UndoRow,
)
from app.domain import Rating, Severity
from app.scheduler.queue import Queue

_tables = Base.metadata.tables
_schedules = _tables[str(ScheduleRow.__tablename__)]
_reviews = _tables[str(ReviewRow.__tablename__)]
_undos = _tables[str(UndoRow.__tablename__)]
_days = _tables[str(DayCountRow.__tablename__)]
_runs = _tables[str(RunRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer in a card's history; `due` is when it sent the card next, `undone` that it was taken back."""

    rating: Rating
    reviewed_at: datetime
    duration_ms: int
    due: datetime | None
    undone: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of a writer; `finished_at` is None while it works, or where it was cut off."""

    id: int
    kind: str
    writer: str
    model: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    rejections: int


@dataclass(frozen=True, slots=True)
class RejectionLine:
    """A draft that gave no card, where it stood, and the rule that refused it."""

    rule: str
    severity: str
    measured: str
    threshold: str
    span: str
    question: str
    answer: str
    section_id: int
    section_title: str
    note_title: str


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


def run_lines(connection: Connection, learner_id: int, *, run_id: int | None = None, limit: int = 20) -> list[RunLine]:
    """The newest runs, or the one asked for."""
    refused = (
        select(func.count())
        .where(_rejections.c.run_id == _runs.c.id)
        .correlate(_runs)
        .scalar_subquery()
        .label("refused")
    )
    query = select(_runs, refused).where(_runs.c.learner_id == learner_id).order_by(_runs.c.id.desc()).limit(limit)
    if run_id is not None:
        query = query.where(_runs.c.id == run_id)
    return [
        RunLine(row.id, row.kind, row.writer, row.model, row.started_at, row.finished_at, dict(row.counts), row.refused)
        for row in connection.execute(query)
    ]


def rejections_by_rule(connection: Connection, run_id: int) -> dict[str, int]:
    """How many rejections each rule made in a run, most frequent first."""
    count = func.count().label("count")
    rows = connection.execute(
        select(_rejections.c.rule, count)
        .where(_rejections.c.run_id == run_id)
        .group_by(_rejections.c.rule)
        .order_by(count.desc(), _rejections.c.rule)
    )
    return {rule: int(number) for rule, number in rows}


def rejection_lines(connection: Connection, run_id: int, *, rule: str, limit: int, offset: int) -> list[RejectionLine]:
    """The rejections of a run in the order of the text, of one rule if it is named."""
    query = (
        select(
            _rejections.c.rule,
            _rejections.c.severity,
            _rejections.c.measured,
            _rejections.c.threshold,
            _rejections.c.span,
            _rejections.c.question,
            _rejections.c.answer,
            _rejections.c.section_id,
            _sections.c.title.label("section_title"),
            _notes.c.title.label("note_title"),
        )
        .join(_sections, _sections.c.id == _rejections.c.section_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_rejections.c.run_id == run_id)
        .order_by(_rejections.c.id)
        .limit(limit)
        .offset(offset)
    )
    if rule:
        query = query.where(_rejections.c.rule == rule)
    rows: Iterable[Sequence[Any]] = connection.execute(query)
    return [RejectionLine(*row) for row in rows]


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
