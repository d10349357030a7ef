"""What a section got when it was last written about, and where the quotes of its cards stand. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Select, func, select

from app.db.tables import Base, CardRow, RejectionRow, RunRow, RunSectionRow, SectionRow, SourceRow
from app.domain import CardStatus, Finding, Section, Severity

_tables = Base.metadata.tables
_cards = _tables[str(CardRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_runs = _tables[str(RunRow.__tablename__)]
_run_sections = _tables[str(RunSectionRow.__tablename__)]
_rejections = _tables[str(RejectionRow.__tablename__)]


@dataclass(frozen=True, slots=True)
class Writing:
    """What one run gave one section, and who wrote. `fault` and `message` say why the built-in writer wrote in the
    model's place (`asked`), and are empty where it did not. `seconds` are those of the calls."""

    run_id: int
    started_at: datetime
    state: str
    asked: str
    writer: str
    model: str
    digest: str
    prompt: str
    instruction: str
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
    finish: str


@dataclass(frozen=True, slots=True)
class RefusedDraft:
    """A draft that gave no card, and every finding of a gate about it. Both sides are empty where there was no draft: a
    label without a value, a part of the section without a reply."""

    question: str
    answer: str
    findings: tuple[Finding, ...] = field(default=())


def last_writing(connection: Connection, learner_id: int, section_id: int) -> Writing | None:
    """The newest run that has dealt with a section; None where none has, or only one from before this was kept."""
    query = _writings(learner_id, section_id).where(_run_sections.c.state == "done")
    row = connection.execute(query.order_by(_run_sections.c.run_id.desc()).limit(1)).one_or_none()
    return Writing(**row._mapping) if row is not None else None


def writing_at(connection: Connection, learner_id: int, section_id: int, instant: datetime) -> Writing | None:
    """The run that was dealing with a section at an instant, or had done so last: the one that made its cards then."""
    query = _writings(learner_id, section_id).where(_runs.c.started_at <= instant)
    row = connection.execute(query.order_by(_run_sections.c.run_id.desc()).limit(1)).one_or_none()
    return Writing(**row._mapping) if row is not None else None


def _writings(learner_id: int, section_id: int) -> Select[tuple[object, ...]]:
    of_run = {
        "started_at": _runs.c.started_at,
        "asked": func.coalesce(func.nullif(_runs.c.model, ""), _runs.c.writer),
        "digest": _runs.c.digest,
    }
    columns = [
        of_run[name].label(name) if name in of_run else _run_sections.c[name] for name in Writing.__dataclass_fields__
    ]
    return (
        select(*columns)
        .join(_runs, _runs.c.id == _run_sections.c.run_id)
        .where(_run_sections.c.section_id == section_id, _runs.c.learner_id == learner_id)
    )


def last_rejecting_run(connection: Connection, section_id: int) -> int | None:
    """The newest run that refused something of a section, for collections from before sections of runs were kept."""
    found: int | None = connection.scalar(
        select(func.max(_rejections.c.run_id)).where(_rejections.c.section_id == section_id)
    )
    return found


def refused_drafts(connection: Connection, section_id: int, run_id: int) -> list[RefusedDraft]:
    """What a run refused of a section, in the order it was judged; drafts with warnings alone became cards."""
    rows = connection.execute(
        select(_rejections)
        .where(_rejections.c.section_id == section_id, _rejections.c.run_id == run_id)
        .order_by(_rejections.c.id)
    )
    found: dict[tuple[object, ...], RefusedDraft] = {}
    for row in rows:
        finding = Finding(row.rule, Severity(row.severity), row.measured, row.threshold, row.span)
        # Labels without a value have no words of their own: each is one loss.
        key = (row.question, row.answer) if row.question else (row.id,)
        draft = found.get(key, RefusedDraft(row.question, row.answer))
        found[key] = replace(draft, findings=(*draft.findings, finding))
    return [
        draft
        for draft in found.values()
        if not draft.question or any(each.severity is Severity.HARD for each in draft.findings)
    ]


def texts_of_note(connection: Connection, note_id: int) -> list[tuple[int, Section]]:
    """The sections that a note has now, with their texts, by id in the order of the note."""
    rows = connection.execute(
        select(_sections)
        .where(_sections.c.note_id == note_id, _sections.c.gone_at.is_(None))
        .order_by(_sections.c.position)
    )
    return [
        (
            row.id,
            Section(row.key, row.title, row.level, tuple(row.heading_path), row.start_line, row.end_line, row.text),
        )
        for row in rows
    ]


def quotes_of_note(connection: Connection, learner_id: int, note_id: int) -> dict[int, Sequence[tuple[int, int]]]:
    """Where the quotes of cards, active or waiting, stand in the sections of a note, by the section's id."""
    rows = connection.execute(
        select(_sources.c.section_id, _sources.c.quote_start, _sources.c.quote_end)
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .join(_cards, _cards.c.id == _sources.c.card_id)
        .where(
            _sections.c.note_id == note_id,
            _cards.c.learner_id == learner_id,
            _sources.c.stands,
            _cards.c.status.in_([CardStatus.ACTIVE.value, CardStatus.INBOX.value]),
        )
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for section_id, start, end in rows:
        found.setdefault(section_id, []).append((start, end))
    return dict(found)
