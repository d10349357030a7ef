"""The sections of a run: what each was to get and what it got. Every statement that writes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, func, insert, select, update

from app.db.prepared import Prepared
from app.db.tables import Base, RunSectionRow, SectionRow

_tables = Base.metadata.tables
_rows = _tables[str(RunSectionRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]

_FINISHED = (
    "state",
    "writer",
    "model",
    "prompt",
    "fault",
    "message",
    "proposed",
    "kept",
    "waiting",
    "known",
    "rejected",
    "calls",
    "retries",
    "prompt_tokens",
    "output_tokens",
    "seconds",
    "finish",
    "finished_at",
)
_FINISH = Prepared(
    update(_rows)
    .where(_rows.c.run_id == bindparam("of_run"), _rows.c.section_id == bindparam("of_section"))
    .values({name: bindparam(name) for name in _FINISHED})
)


class SectionState(StrEnum):
    """PENDING is work still to be done. CHANGED: the text is another now, so that nothing was done."""

    PENDING = "pending"
    DONE = "done"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section that a run is to write about: the text it meant, by its hash, and the learner's wish for it."""

    section_id: int
    text_hash: str
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class SectionOutcome:
    """What one section of a run got. `kept` counts its new cards, `waiting` those of them that are in the inbox,
    `known` drafts that asked what a card asks already, `rejected` those that were refused.

    `prompt` is the version of the model's prompt, empty for the built-in writer or where no draft came. `fault` and
    `message` say why the built-in writer wrote in the model's place; they are empty where it did not.
    """

    section_id: int
    state: SectionState
    writer: str = ""
    model: str = ""
    prompt: str = ""
    fault: str = ""
    message: str = ""
    proposed: int = 0
    kept: int = 0
    waiting: int = 0
    known: int = 0
    rejected: int = 0
    calls: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    finish: str = ""


@dataclass(frozen=True, slots=True)
class RunTotals:
    """A run's sections, added up. `done` counts those that are not pending any more."""

    sections: int
    done: int
    fallbacks: int
    kept: int
    waiting: int
    known: int
    rejected: int
    calls: int
    prompt_tokens: int
    output_tokens: int


def plan(connection: Connection, run_id: int, sections: Sequence[PlannedSection], *, first: int = 0) -> None:
    """Note down work to be done, in this order; `first` is the place of the first of them in the run."""
    if sections:
        connection.execute(
            insert(_rows),
            [
                {
                    "run_id": run_id,
                    "section_id": each.section_id,
                    "position": first + place,
                    "text_hash": each.text_hash,
                    "instruction": each.instruction,
                    "state": SectionState.PENDING.value,
                }
                for place, each in enumerate(sections)
            ],
        )


def pending(connection: Connection, run_id: int) -> list[tuple[int, PlannedSection]]:
    """The work that is left, in its order, each beside the note it is in."""
    rows = connection.execute(
        select(_sections.c.note_id, _rows.c.section_id, _rows.c.text_hash, _rows.c.instruction)
        .join(_sections, _sections.c.id == _rows.c.section_id)
        .where(_rows.c.run_id == run_id, _rows.c.state == SectionState.PENDING.value)
        .order_by(_rows.c.position)
    )
    return [(row.note_id, PlannedSection(row.section_id, row.text_hash, row.instruction)) for row in rows]


def planned_ids(connection: Connection, run_id: int) -> list[int]:
    """Every section of a run, whatever became of it, in its order."""
    rows = select(_rows.c.section_id).where(_rows.c.run_id == run_id).order_by(_rows.c.position)
    return list(connection.scalars(rows))


def expect(connection: Connection, run_id: int, section_id: int, text_hash: str) -> None:
    """A section's row is pending for this text, whatever it was before."""
    connection.execute(
        update(_rows)
        .where(_rows.c.run_id == run_id, _rows.c.section_id == section_id)
        .values(text_hash=text_hash, state=SectionState.PENDING.value)
    )


def finish(connection: Connection, run_id: int, outcomes: Iterable[SectionOutcome], now: datetime) -> None:
    """Keep what sections got; they are then pending no more."""
    values = [
        {
            "of_run": run_id,
            "of_section": each.section_id,
            **{name: getattr(each, name) for name in _FINISHED if name not in {"state", "finished_at"}},
            "state": each.state.value,
            "finished_at": now,
        }
        for each in outcomes
    ]
    _FINISH.run_many(connection, values)


def fallen_back(connection: Connection, run_id: int) -> list[tuple[int, str]]:
    """The sections that the built-in writer took in the model's place, each with the learner's wish for it."""
    rows = connection.execute(
        select(_rows.c.section_id, _rows.c.instruction)
        .where(_rows.c.run_id == run_id, _rows.c.state == SectionState.DONE.value, _rows.c.fault != "")
        .order_by(_rows.c.position)
    )
    return [(row.section_id, row.instruction) for row in rows]


def totals(connection: Connection, run_id: int) -> RunTotals:
    """What a run's sections got in all."""
    added = ("kept", "waiting", "known", "rejected", "calls", "prompt_tokens", "output_tokens")
    row = connection.execute(
        select(
            func.count().label("sections"),
            func.count().filter(_rows.c.state != SectionState.PENDING.value).label("done"),
            func.count().filter(_rows.c.fault != "").label("fallbacks"),
            *(func.coalesce(func.sum(_rows.c[name]), 0).label(name) for name in added),
        ).where(_rows.c.run_id == run_id)
    ).one()
    return RunTotals(**row._mapping)
