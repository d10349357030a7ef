"""What was confirmed is stored, once, whenever the process dies."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.db.engine import Database
from tests.db.collection import T, open_collection


def kill_while_answering(path: Path, run: str, delay: float) -> set[str]:
    """Start a writer, kill it `delay` seconds after its first confirmation; returns what it had confirmed."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.services.review_writer", str(path), run], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    confirmed = [writer.stdout.readline()]
    time.sleep(delay)
    writer.send_signal(signal.SIGKILL)
    confirmed += writer.stdout.readlines()
    writer.wait()
    assert writer.returncode == -signal.SIGKILL, "the writer ended before it was killed"
    return {line.strip() for line in confirmed if line.endswith("\n")}


def check(path: Path, confirmed: set[str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with closing(Database.open(path)) as db, db.read() as connection:
        stored = list(connection.scalars(select(T["reviews"].c.submission_id)))
        assert len(stored) == len(set(stored))
        assert confirmed <= set(stored)
        assert connection.scalar(select(func.sum(T["schedules"].c.reps))) == len(stored)
        assert connection.scalar(select(func.sum(T["day_counts"].c.answers))) == len(stored)


def check_killed_writers(folder: Path, kills: int) -> None:
    rng = random.Random(7)
    path = folder / "t.db"
    open_collection(path, cards=200).close()
    confirmed: set[str] = set()
    for number in range(kills):
        fresh = kill_while_answering(path, f"run{number}", delay=rng.uniform(0, 0.06))
        assert fresh
        confirmed |= fresh
        check(path, confirmed)


def test_killed_writers_lose_and_repeat_nothing(tmp_path: Path) -> None:
    check_killed_writers(tmp_path, kills=20)


@pytest.mark.slow
def test_many_killed_writers_lose_and_repeat_nothing(tmp_path: Path) -> None:
    check_killed_writers(tmp_path, kills=200)
