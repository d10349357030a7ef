"""Database files as wholes: opened alone, checked, copied, replaced."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.errors import StorageError

PATIENCE = 5.0  # seconds to wait for another program to let go


def connect(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """A bare connection without implicit transactions, which waits its turn for `patience` seconds."""
    return sqlite3.connect(path, timeout=patience, isolation_level=None)


def version(connection: sqlite3.Connection) -> str | None:
    """The schema revision a database says it has; None where it says nothing."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return str(row[0]) if row else None


@contextmanager
def alone_with(path: Path, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
    """The file for us alone, with nothing of it left in a write-ahead log, so that it can be replaced by a rename."""
    with closing(connect(path, patience)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")  # in this mode the lock outlives the transaction
        yield connection


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StorageError where `path` is damaged or a row of it refers to nothing."""
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found == "ok" and orphan is None:
        return
    raise StorageError(
        f"{path} is damaged ({found if found != 'ok' else f'a row of {orphan[0]} refers to nothing'}); "
        "nothing was changed.",
        advice="Bring back a backup with `torchdeck restore FILE`; the damaged file is kept aside.",
    )


def copy_to(source: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of a database as one whole file: written beside its name, flushed, then renamed to it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(connect(partial)) as destination:
            source.backup(destination)
            destination.execute("PRAGMA journal_mode = DELETE")
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the platform lets a folder be flushed."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def free_name(folder: Path, stem: str) -> Path:
    """A path in `folder` that nothing has yet: stem.db, stem-2.db, …"""
    candidate, number = folder / f"{stem}.db", 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{stem}-{number}.db"
    return candidate
