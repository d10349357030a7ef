"""Study days: which one it is, and how many new cards, reviews and answers it has had."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from app.db.prepared import Prepared
from app.db.tables import Base
from app.domain import Schedule, State
from app.scheduler.study_day import latest_repeat, not_before

_day_counts = Base.metadata.tables["day_counts"]


@dataclass(frozen=True, slots=True)
class Day:
    """A study day of a learner's, and what it has had so far."""

    day: date
    new_cards: int = 0
    reviews: int = 0
    answers: int = 0

    @property
    def tomorrow(self) -> date:
        return self.day + timedelta(days=1)

    def counting(self, before: Schedule) -> "Day":
        """The day after one more answer, to a card whose schedule was `before`."""
        new_cards, reviews = counted_as(before.state)
        return Day(self.day, self.new_cards + new_cards, self.reviews + reviews, self.answers + 1)


def counted_as(state: State) -> tuple[int, int]:
    """How an answer to a card in `state` counts towards a day's limits: (new cards, reviews)."""
    return int(state is State.NEW), int(state is State.REVIEW)


_DAY = Prepared(
    select(_day_counts.c.study_day, _day_counts.c.new_cards, _day_counts.c.reviews, _day_counts.c.answers)
    .where(
        _day_counts.c.learner_id == bindparam("learner_id"),
        _day_counts.c.study_day.between(bindparam("computed"), bindparam("latest")),
    )
    .order_by(_day_counts.c.study_day.desc())
    .limit(1)
)


def today(connection: Connection, learner_id: int, computed: date) -> Day:
    """The day to count for, given the study day by the clock (see `study_day.not_before`)."""
    row = _DAY.first(connection, {"learner_id": learner_id, "computed": computed, "latest": latest_repeat(computed)})
    if row is None:
        return Day(computed)
    last = Day(*row)
    return last if not_before(computed, last.day) == last.day else Day(computed)


_insert = insert(_day_counts)
_COUNT_UP = Prepared(
    _insert.on_conflict_do_update(
        index_elements=["learner_id", "study_day"],
        set_={name: _day_counts.c[name] + _insert.excluded[name] for name in ("new_cards", "reviews", "answers")},
    )
)
_COUNT_DOWN = Prepared(
    update(_day_counts)
    .where(_day_counts.c.learner_id == bindparam("learner"), _day_counts.c.study_day == bindparam("day"))
    .values(
        new_cards=_day_counts.c.new_cards - bindparam("less_new"),
        reviews=_day_counts.c.reviews - bindparam("less_reviews"),
        answers=_day_counts.c.answers - 1,
    )
)
_FORGET_EMPTY_DAY = Prepared(
    _day_counts.delete().where(
        _day_counts.c.learner_id == bindparam("learner"),
        _day_counts.c.study_day == bindparam("day"),
        _day_counts.c.answers == 0,
    )
)


def count_up(connection: Connection, learner_id: int, day: date, before: State) -> None:
    """One more answer on `day`, to a card that was in state `before`."""
    new_cards, reviews = counted_as(before)
    _COUNT_UP.run(
        connection,
        {"learner_id": learner_id, "study_day": day, "new_cards": new_cards, "reviews": reviews, "answers": 1},
    )


def count_down(connection: Connection, learner_id: int, day: date, before: State) -> None:
    """Take one answer back from `day`; a day with none left has no row, as before its first."""
    new_cards, reviews = counted_as(before)
    where = {"learner": learner_id, "day": day}
    _COUNT_DOWN.run(connection, {**where, "less_new": new_cards, "less_reviews": reviews})
    _FORGET_EMPTY_DAY.run(connection, where)
