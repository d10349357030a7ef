"""The database file, opened: one writer at a time, any number of readers.

SQLite in WAL mode with `synchronous=FULL`: a change is on disk when `write()` is left without an exception. Threads of
this process take turns by a lock, which queues them fairly; other processes (a command beside the server) take turns by
`BEGIN IMMEDIATE` and SQLite's busy timeout. There is no lock file: SQLite's own locks vanish with their process.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.db import upgrade
from app.db.errors import translated
from app.db.prepared import driver
from app.errors import StorageError

BUSY_TIMEOUT_MS = 5_000
_READERS = 4
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    # Pages are written again and again: folding the log into the file less often writes each of them less often.
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16000",
    "PRAGMA temp_store = MEMORY",
)


class Database:
    """One learner's (or class's) collection. Open it with `Database.open`, leave it with `close`."""

    def __init__(self, path: Path, engine: Engine, writer: Connection) -> None:
        self.path = path
        self._engine = engine
        self._writer = writer
        self._writing = threading.RLock()

    @classmethod
    def open(cls, path: Path) -> "Database":
        """Open the file, made or upgraded first where needed.

        Raises:
            StorageError: it cannot be opened, is damaged, is newer than this program, or is no database of ours.
        """
        path = Path(path)
        with translated(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StorageError(
                    f"The folder {path.parent} cannot be made ({error.strerror}); nothing was changed.",
                    advice="Set TORCHDECK_HOME to a folder that you may write to.",
                ) from error
            upgrade.bring_up_to_date(path)
            engine = _engine(path)
            writer = engine.connect()
            database = cls(path, engine, writer)
            try:
                database._quick_check()
            except BaseException:
                database.close()
                raise
            return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one unchanging state of the database. Several threads may read at once."""
        with translated(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, *, lazily: bool = False) -> Iterator[Connection]:
        """A connection whose changes are on disk together once the block is left, or not at all.

        `lazily` leaves it to the next change that is not lazy to wait for the disk: a process that is killed loses
        nothing even so, a power cut may lose the change, whole. For what can be done again.

        Raises:
            StorageError: the disk is full, the file is locked for too long, or damaged; nothing was changed.
        """
        with self._writing, translated(self.path):
            transaction = driver(self._writer)
            if transaction.in_transaction:
                raise RuntimeError("write() inside write(): services hold the transaction, inner code never opens one")
            if lazily:
                transaction.execute("PRAGMA synchronous = NORMAL")
            try:
                transaction.execute("BEGIN IMMEDIATE")
                yield self._writer
                transaction.execute("COMMIT")
            finally:
                if transaction.in_transaction:
                    transaction.execute("ROLLBACK")
                if self._writer.in_transaction():  # SQLAlchemy's own record of the transaction just ended
                    self._writer.rollback()
                if lazily:
                    transaction.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it. Harmless when called twice."""
        with self._writing:
            if self._writer.closed:
                return
            try:
                driver(self._writer).execute("PRAGMA optimize")
                driver(self._writer).execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self._writer.close()
                self._engine.dispose()

    def _quick_check(self) -> None:
        with self.read() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            raise StorageError(
                f"{self.path} is damaged ({found}); nothing was changed.",
                advice="Bring back a backup with `torchdeck restore FILE`; the damaged file is kept aside.",
            )


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        poolclass=QueuePool,
        pool_size=_READERS + 1,
        max_overflow=16,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions are ours to begin: the driver would begin them late
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        if not driver(connection).in_transaction:  # write() begins by itself
            driver(connection).execute("BEGIN")

    return engine
