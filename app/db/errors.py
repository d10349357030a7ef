"""SQLite's failures in words for the person at the keyboard."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.errors import StorageError

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_BUG = {sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_MISUSE}
_PRIMARY = 0xFF


def storage_error(error: BaseException | None, path: object) -> StorageError | None:
    """What a driver's error means for the user; None where it is no fault of the disk or file (a bug of ours)."""
    if not isinstance(error, sqlite3.Error):
        return None
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        return None
    code = extended & _PRIMARY
    if extended in _FULL or code in _FULL:
        return StorageError(
            f"The disk that holds {path} did not take the change; what was confirmed before is safe.",
            advice="Free some space (or raise the file size limit) and try again; no restart is needed.",
        )
    if code in _DAMAGED:
        return StorageError(
            f"{path} is damaged or is not a Torchdeck database; nothing was changed.",
            advice="Bring back a backup with `torchdeck restore FILE`; the damaged file is kept aside.",
        )
    if code in _LOCKED:
        return StorageError(
            f"Another program keeps {path} locked; the change was not made.",
            advice="Wait for it to finish (an export, a backup, a second Torchdeck), then try again.",
        )
    if code in _READ_ONLY:
        return StorageError(
            f"{path} cannot be opened for writing; nothing was changed.",
            advice="Check that the folder exists and that you may write to it, or set TORCHDECK_HOME to another one.",
        )
    if code in _BUG:
        return None
    return StorageError(
        f"Reading or writing {path} failed ({error}); what was confirmed before is safe.",
        advice="Check the disk, then try again.",
    )


@contextmanager
def translated(path: object) -> Iterator[None]:
    """Driver errors raised inside come out as StorageErrors about `path`; bugs of ours stay as they are."""
    try:
        yield
    except DBAPIError as error:
        known = storage_error(error.orig, path)
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = storage_error(error, path)
        if known is None:
            raise
        raise known from error
