"""Databases as earlier versions left them, and a program that kills an upgrade at every line it runs."""

import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import FrameType

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from app.db import files, upgrade
from tests.db.collection import add_note


def make_old(path: Path, revision: str, cards: int = 5) -> None:
    """A database at `revision`, filled, in WAL mode with its last changes still in the log's file."""
    from app.domain import Learner

    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite+pysqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(
            "INSERT INTO learners VALUES (1, '', 'UTC', 20, 200, 0.9, 0)",
        )
        add_note(connection, Learner(1, "", "UTC"), 1, cards)
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours; raises where the file is not whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'card_search%' ORDER BY name"
            )
        ]
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall()
            for name in names
            if name != "alembic_version"
        }


def killed_at(path: Path, line_count: int) -> bool:
    """Upgrade `path` in a child that dies by SIGKILL as it starts the n-th line; False where it got to the end."""
    child = os.fork()
    if child == 0:
        left = line_count
        ours = {upgrade.__file__, files.__file__}

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
        upgrade.bring_up_to_date(path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return not (os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0)


def sweep(folder: Path, step: int) -> None:
    """Kill an upgrade at every `step`-th line, and after each kill look at the file and upgrade it for good."""
    old = folder / "old.db"
    make_old(old, "0001")
    expected = contents(old)
    line, kills = 1, 0
    while True:
        path = folder / f"run{line}" / "torchdeck.db"
        path.parent.mkdir()
        shutil.copy2(old, path)
        killed = killed_at(path, line)
        version = upgrade.stored_version(path)
        assert version in upgrade.KNOWN, version
        assert contents(path) == expected
        upgrade.bring_up_to_date(path)
        assert upgrade.stored_version(path) == upgrade.HEAD
        assert contents(path) == expected
        shutil.rmtree(path.parent)
        if not killed:
            break
        kills += 1
        line += step
    print(f"{kills} kills")


if __name__ == "__main__":
    sweep(Path(sys.argv[1]), int(sys.argv[2]))
