"""Runs of a writer, and what they could not make cards of: every statement that writes them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, insert, select, update

from app.db.prepared import Prepared
from app.db.tables import Base, RejectionRow, RunRow
from app.domain import Author, Rejection

_tables = Base.metadata.tables
_runs = _tables[str(RunRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]

_REJECTION = ("run_id", "section_id", "rule", "severity", "measured", "threshold", "span", "question", "answer")
_INSERT_REJECTION = Prepared(insert(_rejections), columns=_REJECTION)


class RunState(StrEnum):
    """What a run is at. CANCELLED: stopped on request. INTERRUPTED: its process died, or a fault ended it.

    Either of the last two can be taken up again.
    """

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run's row."""

    id: int
    learner_id: int
    kind: str
    author: Author
    state: RunState
    message: str
    wishes: dict[str, object]
    counts: dict[str, object]
    started_at: datetime
    finished_at: datetime | None


def start_run(
    connection: Connection,
    learner_id: int,
    kind: str,
    author: Author,
    wishes: Mapping[str, object],
    now: datetime,
) -> int:
    """Open a run; returns its id."""
    result = connection.execute(
        insert(_runs).values(
            learner_id=learner_id,
            kind=kind,
            writer=author.writer,
            model=author.model,
            digest=author.digest,
            state=RunState.RUNNING.value,
            wishes=dict(wishes),
            started_at=now,
            counts={},
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def take_up(connection: Connection, run_id: int, author: Author) -> None:
    """A run that was cancelled or interrupted goes on, perhaps with another writer than before."""
    connection.execute(
        update(_runs)
        .where(_runs.c.id == run_id)
        .values(
            state=RunState.RUNNING.value,
            writer=author.writer,
            model=author.model,
            digest=author.digest,
            message="",
            finished_at=None,
        )
    )


def end_run(
    connection: Connection, run_id: int, state: RunState, counts: Mapping[str, object], message: str, now: datetime
) -> None:
    """Close a run with what it did."""
    connection.execute(
        update(_runs)
        .where(_runs.c.id == run_id)
        .values(finished_at=now, state=state.value, counts=json.loads(json.dumps(counts)), message=message)
    )


def add_counts(connection: Connection, run_id: int, counts: Mapping[str, int]) -> None:
    """Count what the rows of a run's sections do not say."""
    if not any(counts.values()):
        return
    row = connection.execute(select(_runs.c.counts).where(_runs.c.id == run_id)).one()
    before: dict[str, int] = row.counts
    added = {name: before.get(name, 0) + count for name, count in counts.items()}
    connection.execute(update(_runs).where(_runs.c.id == run_id).values(counts={**before, **added}))


def set_state(
    connection: Connection, run_id: int, state: RunState, message: str, now: datetime, *, was: Sequence[RunState]
) -> bool:
    """Move a run from one of the states `was` to another; False where it is in none of them."""
    done = connection.execute(
        update(_runs)
        .where(_runs.c.id == run_id, _runs.c.state.in_([each.value for each in was]))
        .values(state=state.value, message=message, finished_at=now)
    )
    return done.rowcount > 0


def find_run(connection: Connection, learner_id: int, run_id: int) -> StoredRun | None:
    """The learner's run of that number."""
    row = connection.execute(select(_runs).where(_runs.c.id == run_id, _runs.c.learner_id == learner_id)).first()
    return None if row is None else _run(row)


def runs_in(connection: Connection, learner_id: int, states: Sequence[RunState]) -> list[StoredRun]:
    """The learner's runs in any of these states, the latest first."""
    rows = connection.execute(
        select(_runs)
        .where(_runs.c.learner_id == learner_id, _runs.c.state.in_([each.value for each in states]))
        .order_by(_runs.c.id.desc())
    )
    return [_run(row) for row in rows]


def _run(row: Row[tuple[object, ...]]) -> StoredRun:
    return StoredRun(
        id=row.id,
        learner_id=row.learner_id,
        kind=row.kind,
        author=Author(row.writer, row.model, row.digest),
        state=RunState(row.state),
        message=row.message,
        wishes=dict(row.wishes),
        counts=dict(row.counts),
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def add_rejections(connection: Connection, run_id: int, rejected: Sequence[tuple[int, Rejection]]) -> None:
    """Keep what gave no card, and why; each beside its section's id."""
    _INSERT_REJECTION.run_many(
        connection,
        [
            {
                "run_id": run_id,
                "section_id": section_id,
                "rule": rejection.finding.rule,
                "severity": rejection.finding.severity.value,
                "measured": rejection.finding.measured,
                "threshold": rejection.finding.threshold,
                "span": rejection.finding.span,
                "question": rejection.question,
                "answer": rejection.answer,
            }
            for section_id, rejection in rejected
        ],
    )
