"""Learners. On one's own machine there is one, with id 1; every row of theirs carries it all the same."""

from sqlalchemy import Row, insert, select, update

from app.db.engine import Database
from app.db.tables import Base
from app.domain import Learner
from app.errors import InvalidInputError, NotFoundError
from app.scheduler.zones import system_zone, zone_info

DEFAULT_LEARNER = 1
_learners = Base.metadata.tables["learners"]
_MOST_A_DAY = 9_999


def ensure_learner(db: Database, zone: str = "") -> Learner:
    """The default learner, made on first use. A named `zone` (a setting) wins over the one stored before.

    Raises:
        InvalidInputError: there is no zone of that name.
    """
    if zone:
        zone_info(zone)
    with db.read() as connection:
        row = connection.execute(select(_learners).where(_learners.c.id == DEFAULT_LEARNER)).first()
    if row is not None and (not zone or row.zone == zone):
        return _learner(row)
    with db.write() as connection:
        known = connection.scalar(select(_learners.c.id).where(_learners.c.id == DEFAULT_LEARNER))
        if known is None:
            values = Learner(id=DEFAULT_LEARNER, name="", zone=zone or system_zone())
            connection.execute(
                insert(_learners).values(
                    id=values.id,
                    name=values.name,
                    zone=values.zone,
                    new_per_day=values.new_per_day,
                    reviews_per_day=values.reviews_per_day,
                    desired_retention=values.desired_retention,
                    ask_before_accepting=values.ask_before_accepting,
                )
            )
        elif zone:
            connection.execute(update(_learners).where(_learners.c.id == DEFAULT_LEARNER).values(zone=zone))
    return find(db, DEFAULT_LEARNER)


def find(db: Database, learner_id: int) -> Learner:
    """Raises NotFoundError where there is none."""
    with db.read() as connection:
        row = connection.execute(select(_learners).where(_learners.c.id == learner_id)).first()
    if row is None:
        raise NotFoundError(f"There is no learner {learner_id}.")
    return _learner(row)


def save(db: Database, learner: Learner) -> None:
    """Store changed limits, zone, retention or name. They count from the next card on; history stays as it is.

    Raises:
        InvalidInputError: a limit, zone or retention that cannot be used; nothing was changed.
        NotFoundError: there is no such learner.
    """
    zone_info(learner.zone)
    for what, limit in (("new cards", learner.new_per_day), ("reviews", learner.reviews_per_day)):
        if not 0 <= limit <= _MOST_A_DAY:
            raise InvalidInputError(
                f"{limit} {what} a day cannot be kept.", advice=f"Choose a number from 0 to {_MOST_A_DAY:,}."
            )
    if not 0.7 <= learner.desired_retention <= 0.99:
        raise InvalidInputError(
            f"A retention of {learner.desired_retention:g} cannot be scheduled for.",
            advice="Choose one from 0.70 to 0.99; 0.90 suits most people.",
        )
    with db.write() as connection:
        done = connection.execute(
            update(_learners)
            .where(_learners.c.id == learner.id)
            .values(
                name=learner.name,
                zone=learner.zone,
                new_per_day=learner.new_per_day,
                reviews_per_day=learner.reviews_per_day,
                desired_retention=learner.desired_retention,
                ask_before_accepting=learner.ask_before_accepting,
            )
        )
    if done.rowcount == 0:
        raise NotFoundError(f"There is no learner {learner.id}.")


def _learner(row: Row[tuple[object, ...]]) -> Learner:
    return Learner(**row._mapping)
