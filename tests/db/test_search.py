"""Full-text search over cards, kept current by triggers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from app.db.engine import Database
from app.db.search import search_ids
from tests.db.collection import T, open_collection


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Database:
    found = open_collection(tmp_path_factory.mktemp("search") / "t.db", cards=12)
    words = {
        "n1c0": ("What is gradient descent?", "Steps against the gradient."),
        "n1c1": ("What does softmax do?", "It turns scores into probabilities, as a gradient of log-sum-exp."),
        "n1c2": ("Who was Poincaré?", "A mathematician."),
        "n1c3": ("What is $\\sigma(x)$?", 'The "sigmoid": 1/(1+e^-x).'),
    }
    with found.write() as connection:
        for card_id, (question, answer) in words.items():
            connection.execute(
                update(T["cards"]).where(T["cards"].c.id == card_id).values(question=question, answer=answer)
            )
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("gradient", ["n1c0", "n1c1"]),  # the question weighs more than the answer
        ("GRADIENT desc", ["n1c0"]),  # the last word may be unfinished
        ("grad descent", []),  # the others not
        ("poincare", ["n1c2"]),
        ("sigmoid", ["n1c3"]),
        ("", []),
        ("   ", []),
        ("?!*", []),
        ("gradient OR softmax", []),  # OR is a word like any other
        ('gradient"', ["n1c0", "n1c1"]),
        ("question:gradient", []),
        ("NEAR(gradient steps)", []),
    ],
)
def test_search(db: Database, query: str, expected: list[str]) -> None:
    with db.read() as connection:
        assert search_ids(connection, query, 10) == expected


def test_the_limit_counts(db: Database) -> None:
    with db.read() as connection:
        assert len(search_ids(connection, "word", 3)) == 3


@given(st.text(max_size=200))
def test_nothing_typed_is_an_error(db: Database, query: str) -> None:
    with db.read() as connection:
        assert len(search_ids(connection, query, 5)) <= 5


def test_the_index_follows_changes_deletions_and_a_rebuild_of_the_file(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db", cards=4)) as db, db.write() as connection:
        connection.execute(delete(T["schedules"]).where(T["schedules"].c.card_id == "n1c0"))
        connection.execute(delete(T["sources"]).where(T["sources"].c.card_id == "n1c0"))
        connection.execute(delete(T["cards"]).where(T["cards"].c.id == "n1c0"))
        connection.execute(update(T["cards"]).where(T["cards"].c.id == "n1c1").values(question="Quokka?"))
    with closing(sqlite3.connect(tmp_path / "t.db")) as raw:
        raw.execute("VACUUM")
    with closing(Database.open(tmp_path / "t.db")) as db, db.write() as connection:
        assert search_ids(connection, "n1c0", 9) == []
        assert search_ids(connection, "quokka", 9) == ["n1c1"]
        assert search_ids(connection, "n1c3", 9) == ["n1c3"]
        connection.exec_driver_sql("INSERT INTO card_search(card_search) VALUES ('integrity-check')")
