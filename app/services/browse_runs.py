"""Looking at runs of a writer, going on and over, and at what could be written next. Changes nothing."""

from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection

from app.db import browse_runs, browse_writing
from app.db.browse_runs import FaultCount, RejectionLine, RunLine, RunSums, SectionResult
from app.db.browse_writing import NoteToWrite, SectionToWrite
from app.db.engine import Database
from app.db.run_locks import is_worked_on
from app.db.runs import RunState
from app.domain import Learner
from app.errors import NotFoundError

PER_PAGE = 50
MOST_SECTIONS = 800
"""How many sections one page lists for a choice; past that, notes are chosen whole."""

_LATELY = 4


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what the sections of a run got; `faults` counts all of them."""

    sections: tuple[SectionResult, ...] = ()
    faults: tuple[FaultCount, ...] = ()
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    """One page of what a run refused; `by_rule` counts all of it."""

    rejections: tuple[RejectionLine, ...] = ()
    by_rule: dict[str, int] = field(default_factory=dict)
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class RunView:
    """A run. While it is at work, `at_hand` are the titles of the note and section that it writes about, and `lately`
    the sections that were dealt with last, newest first; results and refused drafts are read once it is over."""

    run: RunLine
    sums: RunSums
    at_work: bool
    at_hand: tuple[str, str] | None = None
    lately: tuple[SectionResult, ...] = ()
    results: Results = Results()
    refused: Refused = Refused()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that has sections left."""

    run: RunLine
    sums: RunSums


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be written about. `sections` are by note id, empty where the notes hold too many to list."""

    notes: tuple[NoteToWrite, ...]
    sections: dict[int, tuple[SectionToWrite, ...]]


def list_runs(db: Database, learner: Learner, limit: int = 20) -> list[RunLine]:
    """The last runs of a writer, newest first."""
    with db.read() as connection:
        return browse_runs.run_lines(connection, learner.id, limit=limit)


def find_unfinished(db: Database, learner: Learner) -> Unfinished | None:
    """The newest run that was cancelled or interrupted and has work left that nobody has done since."""
    with db.read() as connection:
        run = browse_runs.unfinished_run(connection, learner.id)
        return Unfinished(run, browse_runs.run_sums(connection, run.id)) if run else None


def open_run(
    db: Database,
    learner: Learner,
    run_id: int,
    *,
    at_work: bool = False,
    rule: str = "",
    fault: str = "",
    page: int = 1,
    at: int = 1,
) -> RunView:
    """A run with a page of what its sections got, of one fault if it is named, and a page of what it refused, by rule.

    `at_work` says that the caller knows somebody to be at it; else that is found out. Past a last page comes the last
    one.

    Raises:
        NotFoundError: the learner has no such run.
    """
    with db.read() as connection:
        found = browse_runs.run_lines(connection, learner.id, run_id=run_id)
        if not found:
            raise NotFoundError("There is no such run.", advice="Generate and About list the last ones.")
        sums = browse_runs.run_sums(connection, run_id)
        if at_work or (found[0].state == RunState.RUNNING and is_worked_on(db.path, run_id)):
            lately = browse_runs.section_results(connection, run_id, limit=_LATELY, newest_first=True)
            at_hand = browse_runs.section_at_hand(connection, run_id)
            return RunView(found[0], sums, True, at_hand, tuple(lately))
        return RunView(
            found[0],
            sums,
            False,
            results=_results(connection, run_id, fault, at),
            refused=_refused(connection, run_id, rule, page),
        )


def _results(connection: Connection, run_id: int, fault: str, page: int) -> Results:
    pages = _pages(browse_runs.count_results(connection, run_id, fault=fault))
    page = min(max(page, 1), pages)
    sections = browse_runs.section_results(
        connection, run_id, fault=fault, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
    )
    return Results(tuple(sections), tuple(browse_runs.fault_counts(connection, run_id)), page, pages)


def _refused(connection: Connection, run_id: int, rule: str, page: int) -> Refused:
    by_rule = browse_runs.rejections_by_rule(connection, run_id)
    pages = _pages(by_rule.get(rule, 0) if rule else sum(by_rule.values()))
    page = min(max(page, 1), pages)
    rejections = browse_runs.rejection_lines(
        connection, run_id, rule=rule, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
    )
    return Refused(tuple(rejections), by_rule, page, pages)


def list_choices(db: Database, learner: Learner, *, note_id: int | None = None) -> Choices:
    """The notes (or the one asked for) and, where they are not too many, their sections."""
    with db.read() as connection:
        notes = browse_writing.notes_to_write(connection, learner.id)
        if note_id is not None:
            notes = [note for note in notes if note.id == note_id]
        few = note_id is not None or sum(note.sections for note in notes) <= MOST_SECTIONS
        found = browse_writing.sections_to_write(connection, learner.id, [note.id for note in notes]) if few else []
    by_note = groupby(found, key=lambda section: section.note_id)
    return Choices(tuple(notes), {note: tuple(sections) for note, sections in by_note})


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))
