"""Looking at runs of a writer, going on and over, and at what could be written next. Changes nothing."""

from dataclasses import dataclass
from itertools import groupby

from app.db import browse_runs, browse_writing
from app.db.browse_runs import FaultCount, RejectionLine, RunLine, RunSums, SectionResult
from app.db.browse_writing import NoteToWrite, SectionToWrite
from app.db.engine import Database
from app.domain import Learner
from app.errors import NotFoundError

PER_PAGE = 50
MOST_SECTIONS = 800
"""How many sections one page lists for a choice; past that, notes are chosen whole."""

_LATELY = 4


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with one page of its rejections; `by_rule` counts all of them."""

    run: RunLine
    sums: RunSums
    by_rule: dict[str, int]
    rejections: tuple[RejectionLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RunGlance:
    """How far a run is: its sums, and the sections that were dealt with last, newest first."""

    run: RunLine
    sums: RunSums
    lately: tuple[SectionResult, ...]


@dataclass(frozen=True, slots=True)
class RunResults:
    """One page of what each section of a run got; `faults` counts all of them."""

    results: tuple[SectionResult, ...]
    faults: tuple[FaultCount, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be written about. `sections` are by note id, empty where the notes hold too many to list."""

    notes: tuple[NoteToWrite, ...]
    sections: dict[int, tuple[SectionToWrite, ...]]


def list_runs(db: Database, learner: Learner) -> list[RunLine]:
    """The last runs of a writer, newest first."""
    with db.read() as connection:
        return browse_runs.run_lines(connection, learner.id)


def find_unfinished(db: Database, learner: Learner) -> RunGlance | None:
    """The newest run that still has sections to be written, if there is one."""
    with db.read() as connection:
        run = browse_runs.unfinished_run(connection, learner.id)
        return RunGlance(run, browse_runs.run_sums(connection, run.id), ()) if run else None


def glance(db: Database, learner: Learner, run_id: int) -> RunGlance:
    """How far a run is.

    Raises:
        NotFoundError: the learner has no such run.
    """
    with db.read() as connection:
        run = _found(browse_runs.run_lines(connection, learner.id, run_id=run_id))
        lately = browse_runs.section_results(connection, run_id, limit=_LATELY, newest_first=True)
        return RunGlance(run, browse_runs.run_sums(connection, run_id), tuple(lately))


def open_run(db: Database, learner: Learner, run_id: int, *, rule: str = "", page: int = 1) -> RunView:
    """A run with what it refused, by rule.

    Raises:
        NotFoundError: the learner has no such run.
    """
    with db.read() as connection:
        run = _found(browse_runs.run_lines(connection, learner.id, run_id=run_id))
        by_rule = browse_runs.rejections_by_rule(connection, run_id)
        pages = _pages(by_rule.get(rule, 0) if rule else sum(by_rule.values()))
        page = min(max(page, 1), pages)
        rejections = browse_runs.rejection_lines(
            connection, run_id, rule=rule, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
        )
        sums = browse_runs.run_sums(connection, run_id)
    return RunView(run, sums, by_rule, tuple(rejections), page, pages)


def open_results(db: Database, run_id: int, *, fault: str = "", page: int = 1) -> RunResults:
    """What the sections of a run got, of one fault if it is named; past the last page comes the last one."""
    with db.read() as connection:
        pages = _pages(browse_runs.count_results(connection, run_id, fault=fault))
        page = min(max(page, 1), pages)
        results = browse_runs.section_results(
            connection, run_id, fault=fault, limit=PER_PAGE, offset=(page - 1) * PER_PAGE
        )
        faults = browse_runs.fault_counts(connection, run_id)
    return RunResults(tuple(results), tuple(faults), page, pages)


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


def _found(runs: list[RunLine]) -> RunLine:
    if not runs:
        raise NotFoundError("There is no such run.", advice="About lists the last ones.")
    return runs[0]


def _pages(total: int) -> int:
    return max(1, -(-total // PER_PAGE))
