"""What today holds: the counts of each note, the week ahead, and how long it will take."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.db import browse_history, browse_notes, days, study
from app.db.browse_notes import NoteLine
from app.db.engine import Database
from app.domain import Learner
from app.scheduler.queue import Counts
from app.scheduler.study_day import study_day
from app.scheduler.zones import zone_info

WEEK = 7
PACE = 12.0
"""Seconds for a card, until there are answers to measure."""


@dataclass(frozen=True, slots=True)
class Today:
    """`left` respects the day's limits; `week[0]` is today's; `streak` counts days in a row with an answer."""

    day: date
    notes: tuple[NoteLine, ...]
    left: Counts
    answered: int
    waiting: int
    week: tuple[int, ...]
    streak: int
    pace: float

    @property
    def minutes(self) -> int:
        """About how long what is left will take, at the learner's own pace; at least one."""
        return max(1, round(self.left.total * self.pace / 60))


def look_at_today(db: Database, learner: Learner, now: datetime) -> Today:
    """Everything the first page shows, from one state of the database."""
    with db.read() as connection:
        day = days.today(connection, learner.id, study_day(now, zone_info(learner.zone)))
        notes = browse_notes.note_lines(connection, learner.id, day.day)
        left = study.counts(connection, learner, day, now)
        week = browse_history.due_by_day(connection, learner.id, day.day, WEEK)
        studied = browse_history.study_days(connection, learner.id)
        pace = browse_history.mean_seconds(connection, learner.id)
    week[0] = left.total
    return Today(
        day=day.day,
        notes=tuple(notes),
        left=left,
        answered=day.answers,
        waiting=sum(note.counts.waiting for note in notes),
        week=tuple(week),
        streak=streak(studied, day.day),
        pace=pace or PACE,
    )


def streak(studied: list[date], today: date) -> int:
    """How many days in a row, up to today or yesterday, were studied: today does not break it before it is over."""
    known = set(studied)
    day = today if today in known else today - timedelta(days=1)
    length = 0
    while day in known:
        length += 1
        day -= timedelta(days=1)
    return length
