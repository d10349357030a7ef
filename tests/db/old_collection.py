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

# What the first version wrote, column by column: its rows must not follow the tables of today.
_ROWS = (
    "INSERT INTO learners (id, name, zone, new_per_day, reviews_per_day, desired_retention, ask_before_accepting) "
    "VALUES (1, '', 'UTC', 20, 200, 0.9, 0)",
    "INSERT INTO notes (id, learner_id, path, title, text, content_hash, ingested_at) "
    "VALUES (1, 1, 'note1.md', 'Note 1', '# Words\nA word.', 'c0ffee', '2026-03-02 12:00:00.000000')",
    "INSERT INTO sections (id, note_id, key, title, level, heading_path, start_line, end_line, text, text_hash, "
    "position, generated_hash) "
    """VALUES (1, 1, 'words', 'Words', 1, '["Words"]', 1, 2, '# Words\nA word.', 'f00d', 0, 'f00d')""",
    "INSERT INTO runs (id, learner_id, kind, writer, model, started_at, finished_at, counts) "
    """VALUES (1, 1, 'generate', 'extractive', '', '2026-03-02 12:00:00.000000', NULL, '{"new": 5}')""",
    "INSERT INTO rejections (id, run_id, section_id, rule, severity, measured, threshold, span, question, answer) "
    "VALUES (1, 1, 1, 'F1', 'hard', '9', '10', 'word', 'Word?', 'A word.')",
)
_CARD = (
    "INSERT INTO cards (id, learner_id, note_id, kind, question, answer, status, writer, model, rule, sibling_group, "
    "position, version, edited, created_at, updated_at) "
    "VALUES (:id, 1, 1, 'basic', 'What is word ' || :id || '?', 'The answer to ' || :id || '.', 'active', "
    "'extractive', '', 'definition', 'g' || :id, :place, 0, 0, '2026-03-02 12:00:00.000000', "
    "'2026-03-02 12:00:00.000000')",
    "INSERT INTO sources (card_id, ordinal, section_id, quote, quote_start, quote_end, start_line, end_line, stands) "
    "VALUES (:id, 0, 1, 'A word.', 8, 15, 2, 2, 1)",
    "INSERT INTO schedules (card_id, learner_id, note_id, queue, state, reps, lapses, suspended, position, version) "
    "VALUES (:id, 1, 1, 0, 0, 0, 0, 0, :place, 0)",
)

Rows = list[dict[str, object]]


def make_old(path: Path, revision: str, cards: int = 5) -> None:
    """A database at `revision`, filled, in WAL mode with its last changes still in the log's file."""
    config = Config()
    config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite+pysqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in _ROWS:
            connection.exec_driver_sql(statement)
        for number in range(cards):
            for statement in _CARD:
                connection.exec_driver_sql(statement, {"id": f"n1c{number}", "place": 1_000_000 + number})
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def contents(path: Path) -> dict[str, Rows]:
    """Every row of every table of ours, by column; raises where the file is not whole."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        assert tuple(connection.execute("PRAGMA integrity_check").fetchone()) == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'card_search%' ORDER BY name"
            )
        ]
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')]
            for name in names
            if name != "alembic_version"
        }


def kept(before: dict[str, Rows], after: dict[str, Rows]) -> dict[str, Rows]:
    """What is left of `before` in `after`: its tables and columns, whatever came in addition."""
    return {
        table: [{column: row.get(column) for column in rows[0]} for row in after.get(table, [])] if rows else []
        for table, rows in before.items()
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
        assert kept(expected, contents(path)) == expected
        upgrade.bring_up_to_date(path)
        assert upgrade.stored_version(path) == upgrade.HEAD
        assert kept(expected, contents(path)) == expected
        shutil.rmtree(path.parent)
        if not killed:
            break
        kills += 1
        line += step
    print(f"{kills} kills")


if __name__ == "__main__":
    sweep(Path(sys.argv[1]), int(sys.argv[2]))
