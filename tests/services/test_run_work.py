"""A run at work with a slow writer: slots, transactions, cards in doubt, text that changes meanwhile, stops."""

import random
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain import CardStatus, Finding, Severity
from app.errors import ConflictError
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import Fallback, WriterReply, WritingTask
from app.services.add_notes import add_notes
from app.services.choose_writer import author_of
from app.services.generate import generate
from app.services.run_asking import hands
from app.services.run_plan import RunWishes, cancel_run, resume
from app.services.run_report import RunProgress
from app.services.workspace import Workspace, open_workspace
from tests.samples import NOW, OSMOSIS
from tests.services.run_scenes import (
    assert_whole,
    carry,
    go_on,
    in_thread,
    many_sections,
    plan,
    questions,
    read,
    rows,
    states,
    write_notes,
)
from tests.services.scripted_writer import ScriptedWriter, extractive, fallen_back


def test_a_slow_writer_gives_the_same_cards_as_if_it_were_built_in(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(12), OSMOSIS]))
    writer = ScriptedWriter(concurrency=4)
    report = carry(workspace, plan(workspace, writer), writer)

    with open_workspace(workspace.settings.model_copy(update={"home": tmp_path / "other"})) as other:
        read(other, tmp_path / "vault")
        expected = carry(other, plan(other, ExtractiveWriter()), ExtractiveWriter())
        assert questions(workspace) == questions(other)
    assert report.cards == expected.cards
    assert (report.model_calls, expected.model_calls) == (report.sections, 0)
    assert_whole(workspace)


def test_its_hands_are_always_full(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(20)]))
    writer = ScriptedWriter(concurrency=3, held=True)
    wait = in_thread(lambda: carry(workspace, plan(workspace, writer), writer))
    writer.wait_for_calls(hands(3))
    for _ in range(21 - hands(3)):
        # One reply: the next call begins though nothing says that the reply was judged or stored.
        writer.release(1)
        writer.wait_for_calls(1)
    writer.release(hands(3))
    wait()
    assert writer.most_at_once == hands(3)
    assert len(writer.written) == 21


def test_each_section_is_on_disk_as_soon_as_it_is_answered(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(6)]))
    writer = ScriptedWriter(concurrency=1, held=True)
    run_id = plan(workspace, writer)
    told = threading.Semaphore(0)
    wait = in_thread(lambda: carry(workspace, run_id, writer, progress=lambda _: told.release()))
    for done in range(1, 4):
        writer.release(1)
        assert told.acquire(timeout=20)
        assert states(workspace, run_id) == {"done": done, "pending": 7 - done}
    generated = rows(workspace, "SELECT count(*) FROM sections WHERE generated_hash = text_hash")
    assert generated == [(3,)]
    writer.release(10)
    assert wait().pending == 0


def test_a_run_says_what_each_section_got(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(4)]))
    doubt = Finding("R1", Severity.SOFT, "0.2", "0.5", "another answer")

    def reply(task: WritingTask) -> WriterReply:
        if task.section.title.startswith("Otter"):
            return replace(extractive(task), doubts=((0, doubt),))
        return fallen_back(task) if task.section.title.startswith("Lynx") else extractive(task)

    writer = ScriptedWriter(reply)
    run_id = plan(workspace, writer)
    report = carry(workspace, run_id, writer)

    got = rows(
        workspace,
        "SELECT s.title, r.writer, r.model, r.fault, r.waiting, r.calls, r.output_tokens, r.finish, r.kept > 0 "
        f"FROM run_sections r JOIN sections s ON s.id = r.section_id WHERE run_id = {run_id} AND r.proposed > 0 "
        "ORDER BY r.position",
    )
    assert [row[1:] for row in got] == [
        ("ollama", "scripted:1b", "", 0, 1, 20, "stop", 1),
        ("ollama", "scripted:1b", "", 1, 1, 20, "stop", 1),
        ("ollama", "scripted:1b", "", 0, 1, 20, "stop", 1),
        ("extractive", "", "server fault", 0, 1, 20, "stop", 1),
    ]
    assert report.fallbacks == 1
    assert "Start it again." in report.message
    assert report.waiting == 1
    made = rows(workspace, "SELECT DISTINCT writer, model, digest, status, waited FROM cards ORDER BY writer, status")
    assert made == [
        ("extractive", "", "", "active", 0),
        ("ollama", "scripted:1b", "0123abcd", "active", 0),
        ("ollama", "scripted:1b", "0123abcd", "inbox", 1),
    ]
    assert ("R1",) in rows(workspace, "SELECT rule FROM rejections")
    stored = rows(workspace, f"SELECT state, model, digest FROM runs WHERE id = {run_id}")
    assert stored == [("done", "scripted:1b", "0123abcd")]


def test_a_stop_keeps_what_is_finished_and_the_rest_is_done_later(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(10)]))
    writer, stop, told = ScriptedWriter(concurrency=2, held=True), threading.Event(), threading.Semaphore(0)
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer, stop=stop, progress=lambda _: told.release()))
    writer.release(4)
    for _ in range(4):
        assert told.acquire(timeout=20)
    stop.set()
    report = wait()
    assert (report.state.value, report.sections, report.pending) == ("cancelled", 4, 7)
    assert states(workspace, run_id) == {"done": 4, "pending": 7}

    rest = ScriptedWriter()
    report = go_on(workspace, run_id, rest)
    assert (report.state.value, report.sections, report.pending) == ("done", 11, 0)
    assert not set(rest.written) & set(writer.written)
    assert len(rest.written) == 7
    assert report.model_calls == 11
    assert_whole(workspace)


def test_a_run_that_is_over_is_not_carried_out_again(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(2)]))
    writer = ScriptedWriter()
    run_id = plan(workspace, writer)
    carry(workspace, run_id, writer)
    with pytest.raises(ConflictError, match="over"):
        carry(workspace, run_id, writer)
    with pytest.raises(ConflictError, match="done"):
        go_on(workspace, run_id, writer)


def test_nobody_works_on_a_run_that_somebody_works_on(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(2)]))
    writer = ScriptedWriter(held=True)
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer))
    writer.wait_for_calls(1)
    with pytest.raises(ConflictError, match="at work"):
        carry(workspace, run_id, writer)
    writer.release(10)
    assert wait().state.value == "done"


def test_a_run_hears_that_another_process_has_cancelled_it(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(6)]))
    writer = ScriptedWriter(concurrency=1, held=True)
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer))
    writer.wait_for_calls(1)
    cancel_run(workspace.db, workspace.learner, run_id, NOW)
    report = wait()
    assert report.state.value == "cancelled"
    assert writer.cancelled == hands(1)


def test_a_progress_call_that_raises_cancels_the_run(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(6)]))
    writer = ScriptedWriter()
    run_id = plan(workspace, writer)

    def enough(progress: RunProgress) -> None:
        if progress.sections_done == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        carry(workspace, run_id, writer, progress=enough)
    assert rows(workspace, f"SELECT state FROM runs WHERE id = {run_id}") == [("cancelled",)]
    assert go_on(workspace, run_id, writer).pending == 0
    assert_whole(workspace)


def test_a_reply_about_a_text_that_changed_meanwhile_gives_nothing(workspace: Workspace, tmp_path: Path) -> None:
    text = many_sections(3)
    folder = write_notes(tmp_path / "vault", [text])
    read(workspace, folder)
    writer = ScriptedWriter(concurrency=4, held=True)
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer))
    writer.wait_for_calls(4)
    write_notes(
        folder, [text.replace("sleeps 4 hours", "sleeps 5 long hours").replace("# Animals", "Foreword.\n\n# Animals")]
    )
    read(workspace, folder)
    writer.release(4)
    wait()
    assert states(workspace, run_id) == {"changed": 1, "done": 3}
    assert not [question for question in questions(workspace) if "4 hours" in question]
    lines = (folder / "note0.md").read_text(encoding="utf-8").splitlines()
    for quote, line in rows(workspace, "SELECT quote, start_line FROM sources"):
        assert str(quote).split("\n")[0] in lines[int(str(line)) - 1]

    again = ScriptedWriter()
    carry(workspace, plan(workspace, again), again)
    assert "Otter animals 1" in again.written
    assert_whole(workspace)


def test_cards_in_doubt_are_settled_by_the_whole_note(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_notes(tmp_path / "vault", [OSMOSIS])
    read(workspace, folder)
    first = ScriptedWriter()
    carry(workspace, plan(workspace, first), first)
    changed = OSMOSIS.replace("spend ATP", "spend light").replace("holds back the solute", "holds back the sugar")
    write_notes(folder, [changed])
    read(workspace, folder)
    doubtful = rows(workspace, "SELECT card_id FROM sources WHERE NOT stands")
    assert len(doubtful) >= 2

    writer, stop = ScriptedWriter(concurrency=1, held=True), threading.Event()
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer, stop=stop))
    writer.release(1)
    writer.wait_for_calls(2)
    stop.set()
    assert wait().verdicts == ()
    assert states(workspace, run_id) == {"pending": 2}

    report = go_on(workspace, run_id, ScriptedWriter())
    assert len(report.verdicts) == len(doubtful)
    assert not rows(
        workspace, "SELECT 1 FROM cards c JOIN sources s ON s.card_id = c.id WHERE NOT s.stands AND c.status = 'active'"
    )
    assert_whole(workspace)


def test_again_adds_to_a_section_and_tells_the_writer_what_is_asked_already(
    workspace: Workspace, tmp_path: Path
) -> None:
    read(workspace, write_notes(tmp_path / "vault", [OSMOSIS]))

    def first_only(task: WritingTask) -> WriterReply:
        reply = extractive(task)
        return replace(reply, drafts=reply.drafts[:1])

    sparse = ScriptedWriter(first_only)
    carry(workspace, plan(workspace, sparse), sparse)
    before = questions(workspace)
    osmosis = int(str(rows(workspace, "SELECT id FROM sections WHERE title = 'Osmosis'")[0][0]))

    writer = ScriptedWriter()
    wishes = RunWishes(section_ids=(osmosis,), again=True, instruction="  Ask about\nraisins. ")
    run_id = plan(workspace, writer, wishes)
    report = carry(workspace, run_id, writer)
    (task,) = writer.tasks
    assert task.instruction == "Ask about raisins."
    assert [question for question in task.asked if question in before] == list(task.asked) != []
    assert report.cards["new"] == len(questions(workspace)) - len(before) > 0
    assert report.cards["kept"] == 1
    assert_whole(workspace)


def test_again_adds_nothing_where_the_model_fails_for_a_section_that_has_its_cards(
    workspace: Workspace, tmp_path: Path
) -> None:
    read(workspace, write_notes(tmp_path / "vault", [OSMOSIS]))

    def first_only(task: WritingTask) -> WriterReply:
        reply = extractive(task)
        return replace(reply, drafts=reply.drafts[:1])

    sparse = ScriptedWriter(first_only)
    carry(workspace, plan(workspace, sparse), sparse)
    before = questions(workspace)
    failing = ScriptedWriter(fallen_back)
    report = carry(workspace, plan(workspace, failing, RunWishes(again=True)), failing)
    assert questions(workspace) == before
    assert report.fallbacks == report.sections > 0


def test_notes_that_are_added_meanwhile_double_nothing(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(8)]))
    writer = ScriptedWriter(concurrency=2, held=True)
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer))
    writer.wait_for_calls(2)
    # The same text in a second note: its cards are stored by another job while this one waits for its replies.
    copy = write_notes(tmp_path / "copy", [many_sections(8)])
    added = add_notes(
        workspace.db,
        [copy],
        writer=ExtractiveWriter(),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(5),
        matcher=workspace.matcher,
        progress=lambda *_: None,
        start_run=lambda _: 0,
    )
    assert added.cards is not None
    made = len(questions(workspace))
    assert made > 0
    writer.release(20)
    report = wait()
    assert report.cards["new"] == 0
    assert report.cards["kept"] == made == len(questions(workspace))
    assert_whole(workspace)


def test_two_runs_over_the_same_sections_give_each_its_cards_once(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(8)]))
    writer = ScriptedWriter(concurrency=2, held=True)
    run_id = plan(workspace, writer)
    wait = in_thread(lambda: carry(workspace, run_id, writer))
    writer.wait_for_calls(2)
    other = ScriptedWriter(concurrency=4)
    carry(workspace, plan(workspace, other), other)
    before = questions(workspace)
    writer.release(20)
    report = wait()
    assert report.cards["new"] == 0
    assert states(workspace, run_id) == {"changed": 9}
    assert questions(workspace) == before


def test_a_card_refused_meanwhile_is_not_brought_back(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_notes(tmp_path / "vault", [many_sections(3)])
    read(workspace, folder)
    carry(workspace, plan(workspace, ExtractiveWriter()), ExtractiveWriter())
    writer = ScriptedWriter(concurrency=1, held=True)
    run_id = plan(workspace, writer, RunWishes(again=True))
    wait = in_thread(lambda: carry(workspace, run_id, writer))
    writer.wait_for_calls(1)
    with workspace.db.write() as connection:
        connection.exec_driver_sql("UPDATE cards SET status = 'refused'")
    writer.release(20)
    assert wait().cards["new"] == 0
    assert {status for (status,) in rows(workspace, "SELECT status FROM cards")} == {CardStatus.REFUSED.value}


def test_a_writer_that_breaks_costs_its_section_and_no_other(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(5)]))

    def breaking(task: WritingTask) -> WriterReply:
        if task.section.title.startswith("Badger"):
            raise IndexError("string index out of range")
        return extractive(task)

    writer = ScriptedWriter(breaking, per_batch=1)
    run_id = plan(workspace, writer)
    report = carry(workspace, run_id, writer)
    assert [each.section for each in report.rejected if each.rule == "FAULT"] == ["Animals › Badger animals 2"]
    assert states(workspace, run_id) == {"done": 6}
    again = ScriptedWriter()
    carry(workspace, plan(workspace, again), again)
    assert again.written == ["Badger animals 2"]


def test_sections_answered_in_one_call_are_stored_together(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(7)]))
    writer = ScriptedWriter(per_batch=3, concurrency=2)
    run_id = plan(workspace, writer)
    assert carry(workspace, run_id, writer).sections == 8
    assert_whole(workspace)


def test_progress_counts_the_whole_run_also_after_it_was_taken_up(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(6)]))
    writer, stop = ScriptedWriter(concurrency=1, held=True), threading.Event()
    run_id = plan(workspace, writer)
    seen: list[RunProgress] = []

    def note(progress: RunProgress) -> None:
        seen.append(progress)
        if progress.sections_done == 3:
            stop.set()

    writer.release(3)
    carry(workspace, run_id, writer, stop=stop, progress=note)
    cut = seen[-1]
    assert (cut.sections_done, cut.sections) == (3, 7)
    writer = ScriptedWriter()
    resume(workspace.db, workspace.learner, run_id, author=author_of(writer))
    seen.clear()
    carry(workspace, run_id, writer, progress=note)
    assert [each.sections_done for each in seen] == sorted(each.sections_done for each in seen)
    assert seen[0].sections_done > cut.sections_done
    assert (seen[-1].sections_done, seen[-1].output_tokens) == (7, 140)
    assert seen[-1].kept == len(questions(workspace))


def test_the_built_in_writer_is_stored_note_by_note(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(4, "Birds"), many_sections(4, "Fish")]))
    run_id = plan(workspace, ExtractiveWriter())
    seen: list[dict[str, int]] = []
    carry(workspace, run_id, ExtractiveWriter(), progress=lambda _: seen.append(states(workspace, run_id)))
    assert {"done": 5, "pending": 5} in seen
    assert all(each.get("done", 0) in {0, 5, 10} for each in seen)


def test_a_fallback_without_a_model_is_told_in_the_report(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(2)]))

    def reply(task: WritingTask) -> WriterReply:
        return replace(fallen_back(task), fallback=Fallback("model missing", "m is not installed.", "ollama pull m"))

    report = generate(
        workspace.db,
        writer=ScriptedWriter(reply),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(3),
        matcher=workspace.matcher,
    )
    assert report.fallbacks == 3
    assert report.message.endswith("m is not installed. ollama pull m")
