"""Set a card aside: bury it until tomorrow, or suspend it until further notice."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from app.db import days, schedules
from app.db.engine import Database
from app.db.schedules import Scheduled
from app.domain import Learner, Schedule
from app.errors import NotFoundError
from app.scheduler.queue import queue_of
from app.scheduler.study_day import study_day
from app.scheduler.zones import zone_info


def bury(db: Database, learner: Learner, card_id: str, now: datetime) -> None:
    """Pass the card over until tomorrow's study day begins. Raises NotFoundError where there is no such card."""
    with db.write() as connection:
        found = _find(connection, learner, card_id)
        day = days.today(connection, learner.id, study_day(now, zone_info(learner.zone)))
        _save(connection, learner, found, replace(found.schedule, buried_until=day.tomorrow))


def unbury(db: Database, learner: Learner, card_id: str) -> None:
    """Show the card today after all. Raises NotFoundError where there is no such card."""
    with db.write() as connection:
        found = _find(connection, learner, card_id)
        _save(connection, learner, found, replace(found.schedule, buried_until=None))


def suspend(db: Database, learner: Learner, card_id: str) -> None:
    """Do not ask the card until it is unsuspended; its memory is kept. Raises NotFoundError where there is none."""
    _set_suspended(db, learner, card_id, suspended=True)


def unsuspend(db: Database, learner: Learner, card_id: str) -> None:
    """Ask the card again, when it is due. Raises NotFoundError where there is no such card."""
    _set_suspended(db, learner, card_id, suspended=False)


def _set_suspended(db: Database, learner: Learner, card_id: str, *, suspended: bool) -> None:
    with db.write() as connection:
        found = _find(connection, learner, card_id)
        _save(connection, learner, found, replace(found.schedule, suspended=suspended))


def _find(connection: Connection, learner: Learner, card_id: str) -> Scheduled:
    found = schedules.find(connection, learner.id, card_id)
    if found is None:
        raise NotFoundError(f"There is no card {card_id}.")
    return found


def _save(connection: Connection, learner: Learner, found: Scheduled, changed: Schedule) -> None:
    if changed == found.schedule:
        return
    changed = replace(changed, version=found.schedule.version + 1)
    queue = queue_of(found.status, changed.state, suspended=changed.suspended)
    schedules.save(connection, learner.id, changed.card_id, schedules.stored(changed), queue)
