"""Runs of a writer as the pages show them: how far they are, what each section got, what was refused. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select

from app.db.run_sections import SectionState
from app.db.runs import RunState
from app.db.tables import Base, NoteRow, RejectionRow, RunRow, RunSectionRow, SectionRow

_tables = Base.metadata.tables
_runs = _tables[str(RunRow.__tablename__)]
_run_sections = _tables[str(RunSectionRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_notes = _tables[str(NoteRow.__tablename__)]

_UNFINISHED = (RunState.CANCELLED.value, RunState.INTERRUPTED.value)
_is_pending = _run_sections.c.state == SectionState.PENDING.value


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of a writer; `finished_at` is None while it works, or where it was cut off."""

    id: int
    kind: str
    writer: str
    model: str
    digest: str
    state: str
    message: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    rejections: int


@dataclass(frozen=True, slots=True)
class RunSums:
    """What a run has done so far, over all its sections.

    `seconds` are those of the calls, which may overlap. `fallbacks` are sections that the built-in writer wrote in the
    model's place.
    """

    sections: int = 0
    pending: int = 0
    changed: int = 0
    kept: int = 0
    waiting: int = 0
    known: int = 0
    rejected: int = 0
    calls: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    fallbacks: int = 0

    @property
    def settled(self) -> int:
        """How many sections have been dealt with."""
        return self.sections - self.pending


@dataclass(frozen=True, slots=True)
class SectionResult:
    """What one section of a run got, and from whom. `fault` is why the built-in writer wrote, or empty."""

    section_id: int
    title: str
    note_id: int
    note_title: str
    state: str
    instruction: str
    writer: str
    model: str
    fault: str
    message: str
    proposed: int
    kept: int
    waiting: int
    known: int
    rejected: int
    calls: int
    retries: int
    prompt_tokens: int
    output_tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FaultCount:
    """A fault of a run: its short name, the first sentence said about it, and how many sections it met."""

    fault: str
    message: str
    sections: int


@dataclass(frozen=True, slots=True)
class RejectionLine:
    """A draft that gave no card, where it stood, and the rule that refused it."""

    rule: str
    severity: str
    measured: str
    threshold: str
    span: str
    question: str
    answer: str
    section_id: int
    section_title: str
    note_title: str


def run_lines(connection: Connection, learner_id: int, *, run_id: int | None = None, limit: int = 20) -> list[RunLine]:
    """The newest runs, or the one asked for."""
    query = _run_query(learner_id).limit(limit)
    if run_id is not None:
        query = query.where(_runs.c.id == run_id)
    return [_run_line(row) for row in connection.execute(query)]


def unfinished_run(connection: Connection, learner_id: int) -> RunLine | None:
    """The newest run that was cancelled or interrupted and has work left that nobody has done since, if there is one.

    Of a run that was to write again, only the last of all runs counts: what it left has been written before.
    """
    left = (
        select(_run_sections.c.run_id)
        .join(_sections, _sections.c.id == _run_sections.c.section_id)
        .where(_run_sections.c.run_id == _runs.c.id, _is_pending, _sections.c.gone_at.is_(None))
        .correlate(_runs)
    )
    unwritten = _sections.c.generated_hash.is_distinct_from(_sections.c.text_hash)
    newest = select(func.max(_runs.c.id)).where(_runs.c.learner_id == learner_id).scalar_subquery()
    query = _run_query(learner_id).where(
        _runs.c.state.in_(_UNFINISHED), or_(left.where(unwritten).exists(), and_(_runs.c.id == newest, left.exists()))
    )
    row = connection.execute(query.limit(1)).one_or_none()
    return _run_line(row) if row is not None else None


def section_at_hand(connection: Connection, run_id: int) -> tuple[str, str] | None:
    """The titles of the note and the section that come first of those a run has left: work is begun in that order."""
    row = connection.execute(
        select(_notes.c.title.label("note"), _sections.c.title.label("section"))
        .join(_sections, _sections.c.id == _run_sections.c.section_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_run_sections.c.run_id == run_id, _is_pending)
        .order_by(_run_sections.c.position)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.note, row.section)


def _run_query(learner_id: int) -> Select[Any]:
    refused = (
        select(func.count())
        .where(_rejections.c.run_id == _runs.c.id)
        .correlate(_runs)
        .scalar_subquery()
        .label("refused")
    )
    return select(_runs, refused).where(_runs.c.learner_id == learner_id).order_by(_runs.c.id.desc())


def _run_line(row: Any) -> RunLine:
    return RunLine(
        id=row.id,
        kind=row.kind,
        writer=row.writer,
        model=row.model,
        digest=row.digest,
        state=row.state,
        message=row.message,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=dict(row.counts),
        rejections=row.refused,
    )


def run_sums(connection: Connection, run_id: int) -> RunSums:
    """How far a run is and what it has given; all zero for a run from before sections were kept."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    def total(name: str) -> ColumnElement[Any]:
        return func.coalesce(func.sum(_run_sections.c[name]), 0)

    added = ("kept", "waiting", "known", "rejected", "calls", "retries", "prompt_tokens", "output_tokens", "seconds")
    row = connection.execute(
        select(
            func.count().label("sections"),
            count(_is_pending).label("pending"),
            count(_run_sections.c.state == SectionState.CHANGED.value).label("changed"),
            count(_run_sections.c.fault != "").label("fallbacks"),
            *(total(name).label(name) for name in added),
        ).where(_run_sections.c.run_id == run_id)
    ).one()
    return RunSums(**row._mapping)


def count_results(connection: Connection, run_id: int, *, fault: str = "") -> int:
    """How many sections of a run have been dealt with, of one fault if it is named."""
    query = select(func.count()).where(_run_sections.c.run_id == run_id, ~_is_pending)
    if fault:
        query = query.where(_run_sections.c.fault == fault)
    return int(connection.scalar(query) or 0)


def section_results(
    connection: Connection, run_id: int, *, fault: str = "", limit: int, offset: int = 0, newest_first: bool = False
) -> list[SectionResult]:
    """Sections of a run that have been dealt with, in the order of the text or of time, of one fault if it is named."""
    columns = SectionResult.__dataclass_fields__.keys() - {"section_id", "title", "note_id", "note_title"}
    query = (
        select(
            _run_sections.c.section_id,
            _sections.c.title,
            _sections.c.note_id,
            _notes.c.title.label("note_title"),
            *(_run_sections.c[name] for name in columns),
        )
        .join(_sections, _sections.c.id == _run_sections.c.section_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_run_sections.c.run_id == run_id, ~_is_pending)
        .limit(limit)
        .offset(offset)
    )
    by_time = (_run_sections.c.finished_at.desc(), _run_sections.c.position.desc())
    query = query.order_by(*by_time) if newest_first else query.order_by(_run_sections.c.position)
    if fault:
        query = query.where(_run_sections.c.fault == fault)
    return [SectionResult(**row._mapping) for row in connection.execute(query)]


def fault_counts(connection: Connection, run_id: int) -> list[FaultCount]:
    """Why the built-in writer wrote in the model's place, most frequent first."""
    met = func.count().label("met")
    rows = connection.execute(
        select(_run_sections.c.fault, func.min(_run_sections.c.message).label("message"), met)
        .where(_run_sections.c.run_id == run_id, _run_sections.c.fault != "")
        .group_by(_run_sections.c.fault)
        .order_by(met.desc(), _run_sections.c.fault)
    )
    return [FaultCount(row.fault, row.message, row.met) for row in rows]


def rejections_by_rule(connection: Connection, run_id: int) -> dict[str, int]:
    """How many rejections each rule made in a run, most frequent first."""
    count = func.count().label("count")
    rows = connection.execute(
        select(_rejections.c.rule, count)
        .where(_rejections.c.run_id == run_id)
        .group_by(_rejections.c.rule)
        .order_by(count.desc(), _rejections.c.rule)
    )
    return {rule: int(number) for rule, number in rows}


def rejection_lines(connection: Connection, run_id: int, *, rule: str, limit: int, offset: int) -> list[RejectionLine]:
    """The rejections of a run in the order of the text, of one rule if it is named."""
    query = (
        select(
            _rejections.c.rule,
            _rejections.c.severity,
            _rejections.c.measured,
            _rejections.c.threshold,
            _rejections.c.span,
            _rejections.c.question,
            _rejections.c.answer,
            _rejections.c.section_id,
            _sections.c.title.label("section_title"),
            _notes.c.title.label("note_title"),
        )
        .join(_sections, _sections.c.id == _rejections.c.section_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_rejections.c.run_id == run_id)
        .order_by(_rejections.c.id)
        .limit(limit)
        .offset(offset)
    )
    if rule:
        query = query.where(_rejections.c.rule == rule)
    rows: Iterable[Sequence[Any]] = connection.execute(query)
    return [RejectionLine(*row) for row in rows]
