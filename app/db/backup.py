"""Backups of the whole database, and the way back from one."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from app.db.engine import Database
from app.db.files import alone_with, check, connect, copy_to, flush_folder, free_name, version
from app.db.upgrade import refuse_unknown
from app.errors import StorageError

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def write_backup(db: Database, target: Path) -> None:
    """A consistent copy of the database at this moment, as one file; study may go on meanwhile."""
    with closing(connect(db.path)) as source:
        copy_to(source, target)


def check_backup(file: Path) -> None:
    """Raises StorageError unless `file` is a whole database of ours, of this version or an older one."""
    with closing(connect(file)) as connection:
        refuse_unknown(file, version(connection))
        check(connection, file)


def put_in_place(file: Path, path: Path, aside_folder: Path) -> Path | None:
    """Make `path` a copy of the database `file`; returns where the present one is kept, None where there was none.

    `file` itself is left alone. A crash leaves either the present database or the restored one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    incoming = path.with_name(path.name + ".restoring")
    with closing(connect(file)) as source:
        copy_to(source, incoming)
    try:
        aside = _replace(incoming, path, aside_folder) if path.exists() else None
        if aside is None:
            os.replace(incoming, path)
    finally:
        incoming.unlink(missing_ok=True)
    flush_folder(path.parent)
    return aside


def _replace(incoming: Path, path: Path, aside_folder: Path) -> Path:
    aside = free_name(aside_folder, "before-restore")
    try:
        with alone_with(path) as present:
            copy_to(present, aside)
            if os.name == "nt":  # Windows renames over no open file
                present.close()
            os.replace(incoming, path)
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) not in _DAMAGED:
            raise
        _keep_damaged(path, aside)
        os.replace(incoming, path)
    return aside


def _keep_damaged(path: Path, aside: Path) -> None:
    """Keep what SQLite cannot read as it lies, write-ahead log included, which must not meet the restored file."""
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(path, aside)
        for suffix in ("-wal", "-shm"):
            companion = path.with_name(path.name + suffix)
            if companion.exists():
                os.replace(companion, aside.with_name(aside.name + suffix))
    except OSError as error:
        raise StorageError(
            f"The damaged {path} could not be kept aside ({error.strerror}), so nothing was restored.",
            advice="Free some space or move the file away by hand, then try again.",
        ) from error
