"""`torchdeck generate` killed at any moment: the same command goes on, asks for nothing twice, doubles no card."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.config import Settings
from app.services.workspace import open_workspace
from tests.fake_ollama import FakeOllama, fake_ollama
from tests.services.run_scenes import assert_whole, many_sections, read, rows, write_notes

_ROOT = Path(__file__).resolve().parents[2]
_SECTION = re.compile(r"^Section: .*› (.+)$", re.MULTILINE)
PER_KILL = 12
"""Sections that a child may finish before it is killed, on average less."""


def start(home: Path, fake: FakeOllama) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TORCHDECK_", "OLLAMA"))}
    settings = {"TORCHDECK_HOME": str(home), "OLLAMA_HOST": fake.url, "TORCHDECK_CONCURRENCY": "2"}
    return subprocess.Popen(
        [sys.executable, "-m", "app", "generate", "--writer", "ollama"],
        cwd=_ROOT,
        env={**kept, **settings, "TORCHDECK_ZONE": "UTC"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(database: Path) -> set[str]:
    """The titles of the sections that are done with; the file is whole."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            title
            for (title,) in connection.execute(
                "SELECT s.title FROM run_sections r JOIN sections s ON s.id = r.section_id WHERE r.state = 'done'"
            )
        }


def asked_about(fake: FakeOllama, after: int) -> tuple[set[str], int]:
    """The sections that the server was asked about since, and the number of the last request."""
    requests = fake.requests(after=after)
    titles = {title for each in requests for title in _SECTION.findall(each.body["messages"][-1]["content"])}
    return titles, max((each.number for each in requests), default=after)


def wait_until_asked(fake: FakeOllama, child: subprocess.Popen[str], after: int) -> None:
    deadline = time.monotonic() + 60
    while not fake.requests(after=after) and child.poll() is None:
        assert time.monotonic() < deadline, "the command did not ask the model"
        time.sleep(0.02)


def kill_and_go_on(folder: Path, kills: int) -> None:
    rng = random.Random(23)
    home = folder / "home"
    sections = kills * PER_KILL
    with open_workspace(Settings(home=home, zone="UTC")) as workspace:
        notes = [many_sections(20, f"Animals of region {number}") for number in range(-(-sections // 20))]
        read(workspace, write_notes(folder / "vault", notes))
    with fake_ollama(slots=2, loaded=True, latency_ms=30) as fake:
        last, killed = 0, 0
        while killed < kills:
            before = finished(home / "torchdeck.db")
            child = start(home, fake)
            if rng.random() < 0.8:
                wait_until_asked(fake, child, last)
                time.sleep(rng.uniform(0, 0.25))
            else:
                time.sleep(rng.uniform(0, 1.5))
            child.send_signal(signal.SIGKILL)
            said = child.communicate()[1]
            assert child.returncode in (-signal.SIGKILL, 0), said
            asked, last = asked_about(fake, last)
            assert not asked & before
            assert before <= finished(home / "torchdeck.db")
            killed += 1
            if child.returncode == 0:
                break
        before = finished(home / "torchdeck.db")
        child = start(home, fake)
        said = child.communicate(timeout=120)[1]
        assert child.returncode == 0, said
        asked, _ = asked_about(fake, last)
        assert asked
        assert not asked & before
    with open_workspace(Settings(home=home, zone="UTC")) as workspace:
        assert rows(workspace, "SELECT count(*) FROM sections WHERE generated_hash IS NOT text_hash") == [(0,)]
        assert rows(workspace, "SELECT DISTINCT state FROM runs") == [("done",)]
        assert rows(workspace, "SELECT count(*) FROM run_sections WHERE state != 'done'") == [(0,)]
        assert_whole(workspace)
    assert killed == kills, "there was not enough work for so many kills"


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    kill_and_go_on(tmp_path, kills=4)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_a_run_killed_a_hundred_times(tmp_path: Path) -> None:
    kill_and_go_on(tmp_path, kills=100)
