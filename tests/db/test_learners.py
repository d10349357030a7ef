"""The default learner and the limits that may be set."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.db.engine import Database
from app.db.learners import ensure_learner, find, save
from app.errors import InvalidInputError, NotFoundError


def test_the_first_start_makes_a_learner_and_later_ones_find_them(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db:
        made = ensure_learner(db, zone="Europe/Berlin")
        assert (made.id, made.zone, made.new_per_day, made.reviews_per_day) == (1, "Europe/Berlin", 20, 200)
    with closing(Database.open(tmp_path / "t.db")) as db:
        assert ensure_learner(db) == made
        assert ensure_learner(db, zone="Asia/Tokyo") == replace(made, zone="Asia/Tokyo")
        assert ensure_learner(db).zone == "Asia/Tokyo"


def test_an_unknown_zone_is_refused_before_anything_is_stored(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db:
        with pytest.raises(InvalidInputError):
            ensure_learner(db, zone="Mars/Olympus")
        with pytest.raises(NotFoundError):
            find(db, 1)


def test_limits_are_stored(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db:
        changed = replace(ensure_learner(db, zone="UTC"), name="Ada", new_per_day=0, reviews_per_day=9_999)
        save(db, changed)
        assert find(db, 1) == changed


@pytest.mark.parametrize(
    "wrong",
    [
        {"new_per_day": -1},
        {"reviews_per_day": 10_000},
        {"desired_retention": 0.5},
        {"desired_retention": 1.0},
        {"desired_retention": float("nan")},
        {"zone": "Mars/Olympus"},
    ],
)
def test_what_cannot_be_kept_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db:
        learner = ensure_learner(db, zone="UTC")
        with pytest.raises(InvalidInputError):
            save(db, replace(learner, **wrong))
        assert find(db, 1) == learner


def test_nobody_to_save(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db, pytest.raises(NotFoundError):
        save(db, replace(ensure_learner(db, zone="UTC"), id=7))
