"""The hot path ranges over indexes only: what it costs must not grow with the collection."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.db import days, review_log, schedules, study
from app.db.prepared import Prepared, driver
from tests.db.collection import open_collection

HOT = {
    **{f"counts, in a note: {in_note}": statement for in_note, statement in study._COUNTS.items()},
    **{f"first {queue.name}, in a note: {in_note}": found for (queue, in_note), found in study._FIRST.items()},
    "day": days._DAY,
    "schedule": schedules._SCHEDULED,
    "save": schedules._SAVE,
    "siblings": schedules._SIBLINGS,
    "bury": schedules._BURY,
    "append": review_log._APPEND,
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    db = open_collection(tmp_path_factory.mktemp("plans") / "t.db", notes=3, cards=50, siblings=3)
    with db.read() as opened:
        yield opened
    db.close()


def plan(connection: Connection, statement: Prepared) -> list[str]:
    nothing = [None] * len(set(re.findall(r"\?\d+", statement.sql)))
    return [row[3] for row in driver(connection).execute(f"EXPLAIN QUERY PLAN {statement.sql}", nothing)]


@pytest.mark.parametrize("name", HOT)
def test_no_table_is_read_through_or_sorted_whole(connection: Connection, name: str) -> None:
    steps = plan(connection, HOT[name])
    scans = [step for step in steps if step.startswith("SCAN") and "anon" not in step and "CONSTANT" not in step]
    assert scans == []
    if "in a note: True" in name:
        used = [step for step in steps if "SEARCH schedules" in step and "autoindex" not in step]
        assert used
        assert all("ix_schedules_note_id" in step for step in used)
    else:
        assert not any("TEMP B-TREE" in step for step in steps)


@pytest.mark.parametrize("queue", ["new", "review"])
def test_counting_a_queue_reads_its_index_alone(connection: Connection, queue: str) -> None:
    steps = plan(connection, study._COUNTS[False])
    assert any(f"COVERING INDEX ix_schedules_{queue}" in step for step in steps), steps
