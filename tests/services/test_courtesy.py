"""Background work gives way to whoever waits for a page, for a moment, and never with the database held."""

import threading
from pathlib import Path

import pytest

from app.services.courtesy import Courtesy
from app.services.workspace import Workspace
from tests.samples import OSMOSIS
from tests.services.run_scenes import carry, many_sections, plan, read, write_notes
from tests.services.scripted_writer import ScriptedWriter

_FOREVER = 60.0


def waiting(courtesy: Courtesy, done: list[str]) -> threading.Thread:
    """A thread that notes down when it may go on."""

    def work() -> None:
        courtesy.give_way()
        done.append("worked")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_work_goes_on_at_once_where_nobody_waits() -> None:
    courtesy = Courtesy(_FOREVER)
    with courtesy.serving():
        pass
    courtesy.give_way()  # a wait would hang the test
    assert courtesy.served == 0


def test_work_pauses_until_the_last_one_is_served() -> None:
    courtesy, done = Courtesy(_FOREVER), []
    courtesy.begin()
    courtesy.begin()
    thread = waiting(courtesy, done)
    courtesy.end()
    thread.join(0.05)
    assert thread.is_alive()
    assert not done
    done.append("served")
    courtesy.end()
    thread.join(_FOREVER)
    assert done == ["served", "worked"]


def test_a_page_that_fails_holds_nobody_up() -> None:
    courtesy = Courtesy(_FOREVER)
    with pytest.raises(ValueError, match="no such page"), courtesy.serving():
        raise ValueError("no such page")
    courtesy.give_way()


def test_a_page_that_takes_for_ever_does_not_stop_the_work() -> None:
    courtesy, done = Courtesy(longest_pause=0.001), list[str]()
    with courtesy.serving():
        waiting(courtesy, done).join(_FOREVER)
        assert done == ["worked"]


def test_a_run_gives_way_between_its_drafts_and_while_nothing_is_locked(workspace: Workspace, tmp_path: Path) -> None:
    read(workspace, write_notes(tmp_path / "vault", [many_sections(6), OSMOSIS]))
    writer = ScriptedWriter(concurrency=2)
    pauses = 0

    def give_way() -> None:
        nonlocal pauses
        pauses += 1
        with workspace.db.write():  # refuses to open within another transaction of this thread
            pass

    report = carry(workspace, plan(workspace, writer), writer, give_way=give_way)
    assert pauses >= int(str(report.cards["new"]))


def test_a_deck_is_learnt_with_pauses(workspace: Workspace, tmp_path: Path) -> None:
    writer = ScriptedWriter(concurrency=2)
    ids = read(workspace, write_notes(tmp_path / "vault", [many_sections(6)]))
    cards = int(str(carry(workspace, plan(workspace, writer), writer).cards["new"]))
    assert ids
    assert cards

    pauses: list[None] = []
    carry(workspace, plan(workspace, writer), writer, give_way=lambda: pauses.append(None))
    assert len(pauses) >= cards
