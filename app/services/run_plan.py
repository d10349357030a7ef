"""What a run is to do, written down before it is done: so that nothing is lost, and nothing is done twice."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Connection

from app.db import notes as note_store
from app.db import run_sections, runs
from app.db.engine import Database
from app.db.run_locks import is_worked_on
from app.db.run_sections import PlannedSection
from app.db.runs import RunState, StoredRun
from app.domain import Author, Learner
from app.errors import ConflictError, InvalidInputError, NotFoundError

LONGEST_INSTRUCTION = 500
_UNFINISHED = (RunState.CANCELLED, RunState.INTERRUPTED)
_DIED = (
    "The program ended while this run was at work. What was finished is kept; go on with the rest whenever you like."
)
_CLOSED = "Torchdeck was closed while this run was at work. What was finished is kept; go on whenever you like."


@dataclass(frozen=True, slots=True)
class RunWishes:
    """What the learner asked for: certain sections, or those of certain notes, or (both None) of every note.

    Without `again` only sections are written that no writer has seen as they are now. `writer` is "auto", "ollama" or
    "extractive"; `model` is empty for the one of the settings. With `asks`, verdicts on cards of changed text wait for
    the learner unless they are safe; without, they are carried out (and can be undone).
    """

    note_ids: tuple[int, ...] | None = None
    section_ids: tuple[int, ...] | None = None
    writer: str = "auto"
    model: str = ""
    instruction: str = ""
    again: bool = False
    asks: bool = False

    def document(self) -> dict[str, object]:
        """As it is stored with the run."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, run: StoredRun) -> "RunWishes":
        """What a stored run was asked for; a run of an older version was asked for everything."""
        known = {field.name for field in fields(cls)}
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in run.wishes.items()
            if name in known
        }
        return cls(**values)  # type: ignore[arg-type]  # as `document` wrote it


def plan_run(
    db: Database, learner: Learner, wishes: RunWishes, *, author: Author, now: datetime, kind: str = "generate"
) -> int:
    """Write down a run and its sections; returns its number. `author` is who will write (`choose_writer.author_of`).

    Raises:
        InvalidInputError: the instruction is too long; nothing was changed.
        NotFoundError: one of the sections or notes is not the learner's.
    """
    wishes = replace(wishes, instruction=checked_instruction(wishes.instruction))
    with db.write() as connection:
        planned = _sections(connection, learner, wishes)
        run_id = runs.start_run(connection, learner.id, kind, author, wishes.document(), now)
        run_sections.plan(connection, run_id, planned)
    return run_id


def retry_fallbacks(db: Database, learner: Learner, run_id: int, *, author: Author, now: datetime) -> int:
    """A new run over the sections of this one that the built-in writer took in the model's place; its number.

    Raises:
        NotFoundError: the learner has no such run.
        ConflictError: the model wrote every section of it.
    """
    with db.write() as connection:
        run = _found(runs.find_run(connection, learner.id, run_id))
        wanted = run_sections.fallen_back(connection, run_id)
        here = note_store.sections_now(connection, [section_id for section_id, _ in wanted])
        planned = [
            PlannedSection(section_id, here[section_id].text_hash, instruction)
            for section_id, instruction in wanted
            if section_id in here
        ]
        if not planned:
            raise ConflictError("The model wrote every section of that run; there is nothing to write again.")
        wishes = replace(
            RunWishes.of(run),
            note_ids=None,
            section_ids=tuple(each.section_id for each in planned),
            writer="ollama",
            again=True,
        )
        new_run = runs.start_run(connection, learner.id, "generate", author, wishes.document(), now)
        run_sections.plan(connection, new_run, planned)
    return new_run


def resume(db: Database, learner: Learner, run_id: int, *, author: Author) -> RunWishes:
    """Take up a run that was cancelled or interrupted; finished sections stay finished. Returns what it was asked for.

    A run over notes also takes in what has become unwritten in them since.

    Raises:
        NotFoundError: the learner has no such run.
        ConflictError: it is at work, or done.
    """
    with db.write() as connection:
        run = _found(runs.find_run(connection, learner.id, run_id))
        if run.state not in _UNFINISHED:
            raise ConflictError(
                "That run is at work already." if run.state is RunState.RUNNING else "That run is done already."
            )
        wishes = RunWishes.of(run)
        if wishes.section_ids is None and not wishes.again:
            _top_up(connection, learner, run_id, wishes)
        runs.take_up(connection, run_id, author)
    return wishes


def wishes_of(db: Database, learner: Learner, run_id: int) -> RunWishes:
    """What a run was asked for.

    Raises:
        NotFoundError: the learner has no such run.
    """
    with db.read() as connection:
        return RunWishes.of(_found(runs.find_run(connection, learner.id, run_id)))


def unfinished_run(db: Database, learner: Learner, wishes: RunWishes) -> tuple[int, int] | None:
    """The latest run that asked for the same of whichever writer and was cancelled or interrupted: its number, and how
    many sections are left. None where it has none left."""
    with db.read() as connection:
        for run in runs.runs_in(connection, learner.id, _UNFINISHED):
            asked = RunWishes.of(run)
            if run.kind == "generate" and _same_text(asked) == _same_text(wishes):
                left = len(run_sections.pending(connection, run.id))
                return (run.id, left) if left else None
    return None


def _same_text(wishes: RunWishes) -> RunWishes:
    return replace(wishes, writer="", model="")


def mark_interrupted(db: Database, learner: Learner, now: datetime) -> list[int]:
    """Find the runs that are said to be at work though nobody works on them; returns their numbers.

    To be called when a process starts, before it shows or starts runs.
    """
    with db.read() as connection:
        running = runs.runs_in(connection, learner.id, [RunState.RUNNING])
    dead = [run.id for run in running if not is_worked_on(db.path, run.id)]
    if dead:
        with db.write() as connection:
            for run_id in dead:
                runs.set_state(connection, run_id, RunState.INTERRUPTED, _DIED, now, was=[RunState.RUNNING])
    return dead


def mark_stopped(db: Database, learner: Learner, run_id: int, now: datetime) -> None:
    """A run that ended because the program is being closed was interrupted: nobody cancelled it."""
    with db.write() as connection:
        _found(runs.find_run(connection, learner.id, run_id))
        runs.set_state(connection, run_id, RunState.INTERRUPTED, _CLOSED, now, was=[RunState.CANCELLED])


def cancel_run(db: Database, learner: Learner, run_id: int, now: datetime) -> None:
    """Ask a run to stop, whichever process works on it; what it has finished stays. Harmless where it is over.

    Raises:
        NotFoundError: the learner has no such run.
    """
    with db.write() as connection:
        _found(runs.find_run(connection, learner.id, run_id))
        runs.set_state(connection, run_id, RunState.CANCELLED, "", now, was=[RunState.RUNNING, RunState.INTERRUPTED])


def checked_instruction(instruction: str) -> str:
    """The learner's wish as one line.

    Raises:
        InvalidInputError: it is too long for a prompt that must also hold the section.
    """
    text = " ".join(instruction.split())
    if len(text) > LONGEST_INSTRUCTION:
        raise InvalidInputError(
            f"An instruction of {len(text):,} letters is too long; nothing was changed.",
            advice=f"Say it in {LONGEST_INSTRUCTION} letters.",
        )
    return text


def _sections(connection: Connection, learner: Learner, wishes: RunWishes) -> list[PlannedSection]:
    read = note_store.written_or_not if wishes.again else note_store.unwritten
    found = read(connection, learner.id, wishes.note_ids)
    if wishes.section_ids is not None:
        wanted = frozenset(wishes.section_ids)
        if not wanted <= dict(note_store.written_or_not(connection, learner.id)).keys():
            raise NotFoundError(
                "One of these sections is not there any more; nothing was changed.", advice="Choose again."
            )
        found = [each for each in found if each[0] in wanted]
    return [PlannedSection(section_id, text_hash, wishes.instruction) for section_id, text_hash in found]


def _top_up(connection: Connection, learner: Learner, run_id: int, wishes: RunWishes) -> None:
    known = set(run_sections.planned_ids(connection, run_id))
    fresh = []
    for each in _sections(connection, learner, wishes):
        if each.section_id in known:
            run_sections.expect(connection, run_id, each.section_id, each.text_hash)
        else:
            fresh.append(each)
    run_sections.plan(connection, run_id, fresh, first=len(known))


def _found(run: StoredRun | None) -> StoredRun:
    if run is None:
        raise NotFoundError("There is no such run.", advice="Generate lists the runs there were.")
    return run
