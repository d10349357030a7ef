"""Schedules, and what was answered."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import JSON, Column, Field

from app.db.tables.base import Base, UtcDateTime


def _queue_index(name: str, queue: int, *columns: str) -> Index:
    """An index over one queue only: an answer then touches the two queues it moves a card between, no more.

    It ends with the queue itself, without which SQLite would look at the row after all. Only SQLite's condition is
    named: `postgresql_where` would load that dialect, 20 ms and 2 MiB, at every start.
    """
    return Index(name, "learner_id", *columns, "queue", sqlite_where=text(f"queue = {queue}"))


class ScheduleRow(Base, table=True):
    """`queue` is what the study query ranges over: see scheduler/queue.py. `note_id` is the card's own, kept here so
    that studying one note does not range over the others."""

    __tablename__ = "schedules"
    __table_args__ = (
        _queue_index("ix_schedules_new", 0, "position", "buried_until"),
        _queue_index("ix_schedules_learning", 1, "due"),
        _queue_index("ix_schedules_review", 2, "due_day", "position", "buried_until"),
        Index("ix_schedules_note_id", "note_id"),
    )
    card_id: str = Field(foreign_key="cards.id", primary_key=True, sa_type=String(36))
    learner_id: int = Field(foreign_key="learners.id", primary_key=True)
    note_id: int = Field(foreign_key="notes.id")
    queue: int
    state: int
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_day: date | None = None
    last_review: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: date | None = None
    position: int = Field(default=0, sa_type=BigInteger)
    version: int = 0


class ReviewRow(Base, table=True):
    """Append-only. `before` and `after` hold the schedule around the answer, which is all that undo needs."""

    __tablename__ = "reviews"
    __table_args__ = (
        # A submission is for one card, so one index serves a card's history and the check for a repeated answer.
        UniqueConstraint("card_id", "submission_id"),
    )
    # BigInteger for other engines; SQLite's rowid alias needs the plain INTEGER.
    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    learner_id: int = Field(foreign_key="learners.id")
    card_id: str = Field(foreign_key="cards.id", sa_type=String(36))
    submission_id: str = Field(sa_type=String(64))
    rating: int
    reviewed_at: datetime = Field(sa_type=UtcDateTime)
    utc_offset_minutes: int
    study_day: date
    duration_ms: int
    was_new: bool
    before: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    # The siblings put off by this answer, each with the day it was buried until before, if any.
    buried: dict[str, str | None] = Field(sa_column=Column(JSON, nullable=False))


class UndoRow(Base, table=True):
    """Append-only too: a review with an undo did not happen, but is not forgotten."""

    __tablename__ = "undos"
    review_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"),
            ForeignKey("reviews.id"),
            primary_key=True,
            autoincrement=False,
        )
    )
    undone_at: datetime = Field(sa_type=UtcDateTime)


class DayCountRow(Base, table=True):
    """How many new cards, reviews and answers in all a study day has had: a day's limits then cost one look-up."""

    __tablename__ = "day_counts"
    learner_id: int = Field(foreign_key="learners.id", primary_key=True)
    study_day: date = Field(primary_key=True)
    new_cards: int = 0
    reviews: int = 0
    answers: int = 0
