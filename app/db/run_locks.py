"""Who works on a run: a lock that dies with its process, so that a killed one is found out.

It is SQLite's own lock on a file beside the database, because that works alike on every platform and for several
openers within one process. The file has no content and may be left behind; only the lock on it counts.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.db.errors import translated
from app.db.files import connect


@contextmanager
def working_on(database: Path, run_id: int) -> Iterator[bool]:
    """Be the one who works on a run until the block is left; False where another is."""
    path = _file(database, run_id)
    with translated(database):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _opened(path)
    with closing(connection):
        held = _lock(connection)
        try:
            yield held
        finally:
            if held and os.name != "nt":  # Windows removes no open file, and one left behind does no harm
                path.unlink(missing_ok=True)


def is_worked_on(database: Path, run_id: int) -> bool:
    """Whether some living process works on a run."""
    path = _file(database, run_id)
    if not path.exists():
        return False
    with closing(connect(path, patience=0)) as connection:
        return not _lock(connection)


def _opened(path: Path) -> sqlite3.Connection:
    """The lock's file, locked if nobody else holds it, and not one that its last holder has just removed."""
    while True:
        connection = connect(path, patience=0)
        if not _lock(connection) or path.exists():
            return connection
        connection.close()


def _lock(connection: sqlite3.Connection) -> bool:
    """Whether the lock is ours, now or from before."""
    if connection.in_transaction:
        return True
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        raise
    return True


def _file(database: Path, run_id: int) -> Path:
    return database.parent / "runs" / f"{run_id}.lock"
