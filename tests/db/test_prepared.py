"""Prepared statements read and write as SQLAlchemy itself would."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update

from app.db.prepared import Prepared
from tests.db.collection import MONDAY, T, open_collection

TOKYO = timezone(timedelta(hours=9))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    db = open_collection(tmp_path / "t.db")
    with db.write() as connection:
        yield connection
    db.close()


def test_it_reads_what_sqlalchemy_reads(connection: Connection) -> None:
    for table in T.values():
        statement = select(table)
        expected = [list(row) for row in connection.execute(statement)]
        assert Prepared(statement).all(connection, {}) == expected


def test_it_writes_what_sqlalchemy_writes(connection: Connection) -> None:
    values = {
        "due": datetime(2026, 1, 2, 3, 4, 5, 678_901, TOKYO),
        "due_day": date(2026, 1, 2),
        "last_review": datetime(2026, 1, 2, tzinfo=UTC),
        "suspended": True,
        "buried_until": None,
        "stability": 1 / 3,
        "reps": 7,
    }
    schedules = T["schedules"]
    connection.execute(update(schedules).where(schedules.c.card_id == "n1c0").values(values))
    Prepared(
        update(schedules).where(schedules.c.card_id == bindparam("of")).values({n: bindparam(n) for n in values})
    ).run(connection, {**values, "of": "n1c1"})
    stored = (
        "SELECT due, due_day, last_review, suspended, buried_until, stability, reps FROM schedules WHERE card_id = ?"
    )
    rows = [connection.exec_driver_sql(stored, (card_id,)).one() for card_id in ("n1c0", "n1c1")]
    assert rows[0] == rows[1]
    assert rows[0][0] == "2026-01-01 18:04:05.678901"


def test_json_goes_in_and_comes_out(connection: Connection) -> None:
    runs = T["runs"]
    values = {
        "learner_id": 1,
        "kind": "generate",
        "writer": "w",
        "model": "",
        "started_at": MONDAY,
        "counts": {"é": [1]},
    }
    Prepared(insert(runs), columns=values).run(connection, values)
    assert Prepared(select(runs.c.counts)).first(connection, {}) == [{"é": [1]}]
    assert connection.scalar(select(runs.c.counts)) == {"é": [1]}


def test_constants_of_the_statement_are_bound(connection: Connection) -> None:
    statement = Prepared(select(T["sources"].c.card_id).where(T["sources"].c.ordinal == 0).limit(2))
    assert len(statement.all(connection, {})) == 2
    assert Prepared(select(T["sources"].c.card_id).where(T["sources"].c.ordinal == 1)).first(connection, {}) is None


def test_a_naive_instant_is_refused(connection: Connection) -> None:
    statement = Prepared(select(T["schedules"].c.card_id).where(T["schedules"].c.due <= bindparam("now")))
    with pytest.raises(ValueError, match="naive"):
        statement.all(connection, {"now": datetime(2026, 1, 1)})  # noqa: DTZ001
