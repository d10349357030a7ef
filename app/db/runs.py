"""Runs of a writer, and what they could not make cards of: every statement that writes them."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, update

from app.db.tables import Base, RejectionRow, RunRow
from app.domain import Rejection

_tables = Base.metadata.tables
_runs = _tables[str(RunRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]


def start_run(connection: Connection, learner_id: int, kind: str, writer: str, model: str, now: datetime) -> int:
    """Open a run; returns its id."""
    result = connection.execute(
        insert(_runs).values(learner_id=learner_id, kind=kind, writer=writer, model=model, started_at=now, counts={})
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def finish_run(connection: Connection, run_id: int, counts: dict[str, object], now: datetime) -> None:
    """Close a run with what it did."""
    connection.execute(
        update(_runs).where(_runs.c.id == run_id).values(finished_at=now, counts=json.loads(json.dumps(counts)))
    )


def add_rejections(connection: Connection, run_id: int, section_id: int, rejections: Sequence[Rejection]) -> None:
    """Keep what gave no card, and why."""
    if not rejections:
        return
    connection.execute(
        insert(_rejections),
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
            for rejection in rejections
        ],
    )
