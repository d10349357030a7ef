"""A process that dies while it applies a change, or takes it back, leaves the old state or the new one, both whole."""

import os
import random
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy import text

from app.config import Settings
from app.db import proposals
from app.db.proposals import ProposalState
from app.generator.extractive.writer import ExtractiveWriter
from app.services import apply_changes, undo_changes
from app.services.apply_changes import Choice, apply_choices
from app.services.generate import generate
from app.services.ingest import ingest
from app.services.undo_changes import undo_application
from app.services.workspace import Workspace, open_workspace
from tests.samples import NOW

NOTE = """# Attention

Multi-head attention runs **eight heads** in parallel.

- **Cost:** The cost of attention grows with the square of the length.
"""
TABLES = ("cards", "sources", "schedules", "proposals", "changes", "applications")


def settings(home: Path) -> Settings:
    return Settings(home=home, zone="UTC")


def dump(workspace: Workspace) -> list[list[tuple[object, ...]]]:
    with workspace.db.read() as connection:
        return [
            [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))] for table in TABLES
        ]


def state_of(home: Path) -> list[list[tuple[object, ...]]]:
    with open_workspace(settings(home)) as workspace:
        return dump(workspace)


def follow(workspace: Workspace, note: Path, words: str) -> None:
    note.write_text(words, encoding="utf-8")
    ingest(workspace.db, [note], learner=workspace.learner, now=NOW, matcher=workspace.matcher)
    generate(
        workspace.db,
        writer=ExtractiveWriter(),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(len(words)),
        matcher=workspace.matcher,
        asks=True,
    )


def apply_all(workspace: Workspace) -> None:
    with workspace.db.read() as connection:
        waiting = proposals.find(connection, state=ProposalState.OPEN)
    apply_choices(
        workspace.db,
        [Choice(each.id) for each in waiting],
        learner=workspace.learner,
        matcher=workspace.matcher,
        rng=random.Random(3),
        now=NOW,
    )


def undo_it(workspace: Workspace) -> None:
    undo_application(workspace.db, 1, learner=workspace.learner, now=NOW)


def dies_at(home: Path, act: str, line_count: int) -> bool:
    """Do it in a child that is killed as it starts the n-th line of our own code; False where it got to the end."""
    child = os.fork()
    if child == 0:
        with open_workspace(settings(home)) as workspace:
            left = line_count
            ours = {apply_changes.__file__, undo_changes.__file__}

            def trace(frame: FrameType, event: str, _argument: object) -> object:
                nonlocal left
                if frame.f_code.co_filename not in ours:
                    return None
                if event == "line":
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                return trace

            sys.settrace(trace)
            {"apply": apply_all, "undo": undo_it}[act](workspace)
            sys.settrace(None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0)


def sweep(folder: Path, act: str, step: int) -> int:
    """Kill at every `step`-th line, and look at what is there afterwards; returns how often it was killed."""
    home = folder / "home"
    with open_workspace(settings(home)) as workspace:
        note = folder / "note.md"
        follow(workspace, note, NOTE)
        follow(workspace, note, NOTE.replace("eight", "four").replace("square", "cube"))
        if act == "undo":
            apply_all(workspace)
        before = dump(workspace)
    after, line, kills = None, 1, 0
    while True:
        copy = folder / f"copy{line}"
        shutil.copytree(home, copy)
        killed = dies_at(copy, act, line)
        state = state_of(copy)
        if not killed:
            assert state != before
            assert after in (None, state)
            return kills
        if state != before:
            assert after in (None, state)
            after = state
        kills += 1
        line += step
        shutil.rmtree(copy)


@pytest.mark.parametrize("act", ["apply", "undo"])
def test_a_killed_application_is_the_old_state_or_the_new(tmp_path: Path, act: str) -> None:
    assert sweep(tmp_path, act, 9) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("act", ["apply", "undo"])
def test_killed_at_every_line(tmp_path: Path, act: str) -> None:
    assert sweep(tmp_path, act, 1) >= 20
