"""Running runs in tests: notes with many sections, a run planned and carried out, and what it left in the database."""

import random
import threading
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

from sqlalchemy import text

from app.services.choose_writer import AnyWriter, author_of
from app.services.courtesy import keep_going
from app.services.ingest import ingest
from app.services.run_carry_out import carry_out
from app.services.run_plan import RunWishes, plan_run, resume
from app.services.run_report import GenerateReport, RunProgress
from app.services.workspace import Workspace
from tests.samples import NOW

_SEEDS = count(1)  # a seed given twice would mint an identity twice
_ANIMALS = "heron otter badger lynx marten kestrel dormouse newt adder weasel plover stoat".split()


def many_sections(count: int, title: str = "Animals") -> str:
    """A note of sections that define something each, no two of them alike."""
    parts = [f"# {title}\n"]
    for number in range(count):
        name = f"{_ANIMALS[number % len(_ANIMALS)].capitalize()} {title.lower()} {number}"
        parts.append(
            f"## {name}\n\n{name} is an animal of the {number}th valley that sleeps {number + 3} hours a day.\n\n"
            f"- **Habitat:** The reed beds along river {number}.\n"
        )
    return "\n".join(parts)


def read(workspace: Workspace, *paths: Path) -> list[int]:
    """Ingest; the notes' ids."""
    report = ingest(workspace.db, paths, learner=workspace.learner, now=NOW, matcher=workspace.matcher)
    assert not report.errors
    return [note.id for note in report.notes]


def plan(workspace: Workspace, writer: AnyWriter, wishes: RunWishes | None = None) -> int:
    """A run's number; over everything without wishes."""
    return plan_run(workspace.db, workspace.learner, wishes or RunWishes(), author=author_of(writer), now=NOW)


def carry(
    workspace: Workspace,
    run_id: int,
    writer: AnyWriter,
    *,
    stop: threading.Event | None = None,
    progress: Callable[[RunProgress], None] | None = None,
    give_way: Callable[[], None] = keep_going,
) -> GenerateReport:
    """Carry a planned run out."""
    return carry_out(
        workspace.db,
        run_id,
        writer=writer,
        learner=workspace.learner,
        matcher=workspace.matcher,
        rng=random.Random(next(_SEEDS)),
        now=lambda: NOW,
        stop=stop,
        progress=progress,
        give_way=give_way,
    )


def go_on(workspace: Workspace, run_id: int, writer: AnyWriter) -> GenerateReport:
    """Take a run up again and carry it out."""
    resume(workspace.db, workspace.learner, run_id, author=author_of(writer))
    return carry(workspace, run_id, writer)


def rows(workspace: Workspace, sql: str) -> list[tuple[object, ...]]:
    """What the database holds."""
    with workspace.db.read() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def questions(workspace: Workspace) -> list[str]:
    """What every card that is not retired asks, cloze texts included."""
    asked = "SELECT question FROM cards WHERE status != 'retired' ORDER BY question"
    return [str(question) for (question,) in rows(workspace, asked)]


def assert_whole(workspace: Workspace) -> None:
    """No half card, and no two cards that ask the same."""
    for table in ("sources", "schedules"):
        assert not rows(workspace, f"SELECT id FROM cards WHERE id NOT IN (SELECT card_id FROM {table})")
    asked = questions(workspace)
    assert len(asked) == len(set(asked)), sorted(each for each in set(asked) if asked.count(each) > 1)


def states(workspace: Workspace, run_id: int) -> dict[str, int]:
    """How many of a run's sections are in each state."""
    found = rows(workspace, f"SELECT state, count(*) FROM run_sections WHERE run_id = {run_id} GROUP BY state")
    return {str(state): int(str(count)) for state, count in found}


def in_thread(work: Callable[[], GenerateReport]) -> Callable[[], GenerateReport]:
    """Start work in a thread; the function that waits for its report, or raises what it raised."""
    results: list[GenerateReport | BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            results.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def wait() -> GenerateReport:
        thread.join(60)
        assert results, "the run hangs"
        if isinstance(results[0], BaseException):
            raise results[0]
        return results[0]

    return wait


def write_notes(folder: Path, texts: Iterable[str]) -> Path:
    """A folder with these notes."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(texts):
        (folder / f"note{number}.md").write_text(each, encoding="utf-8")
    return folder
