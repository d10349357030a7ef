"""What the statistics and the inbox read must not grow with the words of the cards."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event, select

from app.db import browse_inbox, decisions, stats
from app.db.browse_inbox import InboxFilter
from app.db.tables import Base
from tests.db.collection import open_collection


@pytest.fixture
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    db = open_collection(tmp_path_factory.mktemp("plans") / "t.db", notes=3, cards=50)
    with db.read() as opened:
        yield opened
    db.close()


def plans(connection: Connection, read: object) -> list[str]:
    """The query plan of every statement that a read executes."""
    asked: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, values: object, ___: object, ____: object) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    assert callable(read)
    read(connection, 1)
    event.remove(connection, "before_cursor_execute", note)
    return [
        row[3]
        for statement, values in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
    ]


def test_cards_are_counted_by_their_index_alone(connection: Connection) -> None:
    assert plans(connection, stats.made_cards) == [
        "SEARCH cards USING COVERING INDEX ix_cards_provenance (learner_id=?)"
    ]


def test_decided_cards_are_looked_up_one_by_one(connection: Connection) -> None:
    steps = plans(connection, stats.decided)
    assert any(step.startswith("SEARCH cards USING INDEX sqlite_autoindex_cards") for step in steps), steps
    assert not any(step.startswith("SCAN cards") for step in steps), steps


@pytest.mark.parametrize("wanted", [InboxFilter(), InboxFilter(rule="F3"), InboxFilter(note_id=2)], ids=str)
def test_the_inbox_ranges_over_waiting_cards_only(connection: Connection, wanted: InboxFilter) -> None:
    for read in (
        lambda opened, learner: browse_inbox.count_waiting(opened, learner, wanted),
        lambda opened, learner: browse_inbox.waiting_cards(opened, learner, wanted, limit=20, offset=0),
        lambda opened, learner: browse_inbox.undecided(opened, learner, wanted),
        lambda opened, learner: browse_inbox.rules_waiting(opened, learner),
    ):
        steps = plans(connection, read)
        assert not any(step.startswith("SCAN") and "CONSTANT" not in step for step in steps), steps


def test_the_last_decision_is_found_from_the_newest_on(connection: Connection) -> None:
    steps = plans(connection, decisions.last)
    assert not any(step.startswith("SCAN cards") for step in steps), steps
    assert connection.scalar(select(Base.metadata.tables["decisions"].c.id)) is None
