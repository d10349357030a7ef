"""The learner's own settings."""

from dataclasses import replace

from app.db import learners
from app.db.engine import Database
from app.domain import Learner


def save_settings(
    db: Database,
    learner: Learner,
    *,
    new_per_day: int,
    reviews_per_day: int,
    desired_retention: float,
    zone: str,
    ask_before_accepting: bool,
) -> Learner:
    """Store the settings and return the learner as they are now; they count from the next card on.

    Raises:
        InvalidInputError: a limit, zone or retention that cannot be used; nothing was changed.
    """
    changed = replace(
        learner,
        new_per_day=new_per_day,
        reviews_per_day=reviews_per_day,
        desired_retention=desired_retention,
        zone=zone.strip(),
        ask_before_accepting=ask_before_accepting,
    )
    learners.save(db, changed)
    return changed
