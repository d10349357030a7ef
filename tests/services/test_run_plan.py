"""What a run is to do is written down first; interrupted ones are found, taken up, and asked for again."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.db import run_sections
from app.db.run_locks import is_worked_on, working_on
from app.domain import Author
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.generator.writer import WriterReply, WritingTask
from app.services.choose_writer import author_of
from app.services.run_plan import (
    RunWishes,
    cancel_run,
    mark_interrupted,
    plan_run,
    resume,
    retry_fallbacks,
    unfinished_run,
)
from app.services.workspace import Workspace
from tests.samples import NOW, OSMOSIS
from tests.services.run_scenes import assert_whole, carry, go_on, many_sections, plan, read, rows, states, write_notes
from tests.services.scripted_writer import ScriptedWriter, extractive, fallen_back

AUTHOR = Author("ollama", "scripted:1b", "0123abcd")


def planned(workspace: Workspace, wishes: RunWishes) -> int:
    return plan_run(workspace.db, workspace.learner, wishes, author=AUTHOR, now=NOW)


def titles(workspace: Workspace, run_id: int) -> list[str]:
    found = rows(
        workspace,
        f"SELECT s.title FROM run_sections r JOIN sections s ON s.id = r.section_id WHERE run_id = {run_id} "
        "ORDER BY r.position",
    )
    return [str(title) for (title,) in found]


def section_id(workspace: Workspace, title: str) -> int:
    return int(str(rows(workspace, f"SELECT id FROM sections WHERE title = '{title}'")[0][0]))


@pytest.fixture
def notes(workspace: Workspace, tmp_path: Path) -> list[int]:
    return read(workspace, write_notes(tmp_path / "vault", [OSMOSIS, many_sections(3)]))


def test_a_run_over_everything_takes_what_no_writer_has_seen(workspace: Workspace, notes: list[int]) -> None:
    everything = ["Membranes", "Osmosis", "Active transport", "Animals"]
    run_id = planned(workspace, RunWishes())
    assert titles(workspace, run_id)[:4] == everything
    assert len(titles(workspace, run_id)) == 7
    writer = ScriptedWriter()
    carry(workspace, run_id, writer)
    assert titles(workspace, planned(workspace, RunWishes())) == []
    assert len(titles(workspace, planned(workspace, RunWishes(again=True)))) == 7


def test_a_run_over_notes_or_sections_takes_only_theirs(workspace: Workspace, notes: list[int]) -> None:
    assert titles(workspace, planned(workspace, RunWishes((notes[0],)))) == ["Membranes", "Osmosis", "Active transport"]
    wished = RunWishes(section_ids=(section_id(workspace, "Osmosis"),))
    assert titles(workspace, planned(workspace, wished)) == ["Osmosis"]
    with pytest.raises(NotFoundError):
        planned(workspace, RunWishes(section_ids=(999,)))


def test_wishes_come_back_as_they_were(workspace: Workspace, notes: list[int]) -> None:
    wishes = RunWishes((notes[1],), writer="ollama", model="mistral", instruction="Ask why.", again=True)
    run_id = planned(workspace, wishes)
    cancel_run(workspace.db, workspace.learner, run_id, NOW)
    assert resume(workspace.db, workspace.learner, run_id, author=AUTHOR) == wishes
    assert rows(workspace, "SELECT DISTINCT instruction FROM run_sections") == [("Ask why.",)]


def test_an_instruction_that_is_too_long_is_refused(workspace: Workspace, notes: list[int]) -> None:
    with pytest.raises(InvalidInputError, match="too long"):
        planned(workspace, RunWishes(instruction="why " * 200))
    assert rows(workspace, "SELECT count(*) FROM runs") == [(0,)]


def test_a_run_that_nobody_works_on_is_found(workspace: Workspace, notes: list[int]) -> None:
    dead, alive = planned(workspace, RunWishes()), planned(workspace, RunWishes(again=True))
    with working_on(workspace.db.path, alive) as mine:
        assert mine
        assert mark_interrupted(workspace.db, workspace.learner, NOW) == [dead]
    assert rows(workspace, "SELECT state FROM runs ORDER BY id") == [("interrupted",), ("running",)]
    assert "go on" in str(rows(workspace, f"SELECT message FROM runs WHERE id = {dead}"))
    assert mark_interrupted(workspace.db, workspace.learner, NOW) == [alive]


def test_a_lock_holds_against_other_processes_and_dies_with_its_own(tmp_path: Path) -> None:
    database = tmp_path / "torchdeck.db"
    program = (
        "import sys, pathlib\n"
        "from app.db.run_locks import working_on\n"
        "with working_on(pathlib.Path(sys.argv[1]), 7) as mine:\n"
        "    print(mine, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    assert is_worked_on(database, 7)
    assert not is_worked_on(database, 8)
    with working_on(database, 7) as mine:
        assert not mine
    other.kill()
    other.communicate()
    assert not is_worked_on(database, 7)
    with working_on(database, 7) as mine:
        assert mine
        with working_on(database, 7) as again:
            assert not again
    assert list((tmp_path / "runs").iterdir()) == []


def test_the_same_wishes_go_on_with_what_is_left(workspace: Workspace, notes: list[int]) -> None:
    run_id = planned(workspace, RunWishes(writer="ollama"))
    assert unfinished_run(workspace.db, workspace.learner, RunWishes()) is None
    mark_interrupted(workspace.db, workspace.learner, NOW)
    assert unfinished_run(workspace.db, workspace.learner, RunWishes()) == (run_id, 7)
    assert unfinished_run(workspace.db, workspace.learner, RunWishes(model="mistral")) == (run_id, 7)
    for other in (RunWishes(again=True), RunWishes((1,)), RunWishes(instruction="Ask why.")):
        assert unfinished_run(workspace.db, workspace.learner, other) is None
    go_on(workspace, run_id, ScriptedWriter())
    assert unfinished_run(workspace.db, workspace.learner, RunWishes()) is None


def test_a_run_taken_up_again_takes_in_what_is_new(workspace: Workspace, notes: list[int], tmp_path: Path) -> None:
    run_id = planned(workspace, RunWishes())
    mark_interrupted(workspace.db, workspace.learner, NOW)
    changed = OSMOSIS.replace("raisin", "plum")
    read(
        workspace,
        write_notes(tmp_path / "vault", [changed]),
        write_notes(tmp_path / "more", [many_sections(2, "Fish")]),
    )
    writer = ScriptedWriter()
    report = go_on(workspace, run_id, writer)
    assert report.sections == 10
    assert {"Fish", "Osmosis"} <= set(writer.written)
    assert states(workspace, run_id) == {"done": 10}
    assert_whole(workspace)


def test_chosen_sections_stay_the_chosen_ones(workspace: Workspace, notes: list[int], tmp_path: Path) -> None:
    run_id = planned(workspace, RunWishes(section_ids=(section_id(workspace, "Osmosis"),), again=True))
    mark_interrupted(workspace.db, workspace.learner, NOW)
    read(workspace, write_notes(tmp_path / "vault", [OSMOSIS.replace("raisin", "plum")]))
    report = go_on(workspace, run_id, ScriptedWriter())
    # Its text is another by now: nothing is done about what nobody asked for.
    assert states(workspace, run_id) == {"changed": 1}
    assert report.cards["new"] == 0


def test_what_the_built_in_writer_took_is_asked_for_again(workspace: Workspace, notes: list[int]) -> None:
    def reply(task: WritingTask) -> WriterReply:
        return fallen_back(task) if task.section.title in {"Osmosis", "Animals"} else extractive(task)

    writer = ScriptedWriter(reply)
    first = plan(workspace, writer, RunWishes(instruction="Ask why."))
    carry(workspace, first, writer)

    again = retry_fallbacks(workspace.db, workspace.learner, first, author=AUTHOR, now=NOW)
    assert titles(workspace, again) == ["Osmosis", "Animals"]
    helped = ScriptedWriter()
    report = carry(workspace, again, helped)
    assert {task.instruction for task in helped.tasks} == {"Ask why."}
    assert sorted(helped.written) == ["Animals", "Osmosis"]
    assert report.fallbacks == 0
    assert_whole(workspace)
    with pytest.raises(ConflictError, match="nothing to write again"):
        retry_fallbacks(workspace.db, workspace.learner, again, author=AUTHOR, now=NOW)


def test_runs_of_others_are_not_found(workspace: Workspace, notes: list[int]) -> None:
    run_id = planned(workspace, RunWishes())
    stranger = replace(workspace.learner, id=2)
    for call in (
        lambda: cancel_run(workspace.db, stranger, run_id, NOW),
        lambda: resume(workspace.db, stranger, run_id, author=AUTHOR),
        lambda: retry_fallbacks(workspace.db, stranger, run_id, author=AUTHOR, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_the_author_of_a_writer() -> None:
    assert author_of(ScriptedWriter()) == AUTHOR


def test_totals_add_up_what_sections_got(workspace: Workspace, notes: list[int]) -> None:
    writer = ScriptedWriter()
    run_id = plan(workspace, writer)
    report = carry(workspace, run_id, writer)
    with workspace.db.read() as connection:
        totals = run_sections.totals(connection, run_id)
    assert (totals.sections, totals.done, totals.calls) == (7, 7, 7)
    assert totals.kept == report.cards["new"]
    assert (totals.prompt_tokens, totals.output_tokens) == (700, 140)
