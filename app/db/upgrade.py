"""From any older schema to ours, without a moment in which the user's file is half of each.

At every start one SELECT tells whether there is work; Alembic is imported only if so. Then: lock → check → backup →
migrate a copy → check the copy → rename it over the old file. A crash leaves the old file or the new one, both whole.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from app.db import search
from app.db.tables import Base
from app.errors import StorageError

HEAD = "0002"
KNOWN = ("0001", HEAD)

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 5.0


def bring_up_to_date(path: Path) -> None:
    """Make the database where there is none, upgrade it where it is older than this program.

    Raises:
        StorageError: it is newer than this program, no database of ours, damaged, or in use while an upgrade is due.
            The file is as it was.
    """
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
    version = stored_version(path)
    if version == HEAD:
        return
    _refuse_unknown(path, version)
    _upgrade(path)


def stored_version(path: Path) -> str | None:
    """The schema revision a file says it has; None where it says nothing."""
    with closing(_connect(path)) as connection:
        return _version(connection)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)


def _version(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return str(row[0]) if row else None


def _refuse_unknown(path: Path, version: str | None) -> None:
    if version is None:
        raise StorageError(
            f"{path} is a database, but not one of Torchdeck's; it was not touched.",
            advice="Move it away, or set TORCHDECK_HOME to another folder.",
        )
    if version not in KNOWN:
        raise StorageError(
            f"{path} was made by a newer Torchdeck (schema {version}, this one knows up to {HEAD}); "
            "it was not touched.",
            advice="Update Torchdeck, or restore a backup made with this version.",
        )


def _create(path: Path) -> None:
    """All tables in one transaction: a crash leaves an empty file, which the next start fills."""
    with closing(_connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            for statement in _schema():
                connection.execute(statement)
            connection.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (HEAD,))
        connection.execute("COMMIT")


def _schema() -> Iterator[str]:
    dialect = sqlite.dialect()
    for table in Base.metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect))
    yield from search.CREATE
    yield (
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )


def _upgrade(path: Path) -> None:
    with _alone_with(path) as original:
        version = _version(original)
        if version == HEAD:  # another process was quicker
            return
        _check(original, path)
        backup = _free_name(path.parent / "backups", f"before-{HEAD}-from-{version}")
        copy_to(original, backup)
        copy = path.with_name(path.name + ".upgrading")
        copy_to(original, copy)
        try:
            _migrate(copy)
            _compare(original, copy, path)
        except Exception as error:
            copy.unlink(missing_ok=True)
            raise StorageError(
                f"{path} could not be upgraded to schema {HEAD} ({error}); it is as it was, with a copy at {backup}.",
                advice="Keep using the version of Torchdeck that made it, and report this.",
            ) from error
        if os.name == "nt":  # Windows renames over no open file; elsewhere the lock is held to the end
            original.close()
        os.replace(copy, path)
        flush_folder(path.parent)


@contextmanager
def _alone_with(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for us alone, with nothing of it left in a write-ahead log, so that it can be replaced by a rename."""
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")  # in this mode the lock outlives the transaction
        yield connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found == "ok" and orphan is None:
        return
    raise StorageError(
        f"{path} is damaged ({found if found != 'ok' else f'a row of {orphan[0]} refers to nothing'}); "
        "it was not upgraded.",
        advice="Bring back a backup with `torchdeck restore FILE`; the damaged file is kept aside.",
    )


def _migrate(copy: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    engine = create_engine(f"sqlite+pysqlite:///{copy}", poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        connection.commit()


def _compare(original: sqlite3.Connection, copy: Path, path: Path) -> None:
    """The copy is whole, is ours, and has lost no row of any table that both have."""
    with closing(_connect(copy)) as migrated:
        _check(migrated, path)
        if _version(migrated) != HEAD:
            raise StorageError(f"The copy of {path} did not reach schema {HEAD}.")
        before, after = _row_counts(original), _row_counts(migrated)
        lost = [table for table, count in before.items() if after.get(table, count) < count]
        if lost:
            raise StorageError(f"Rows of {', '.join(lost)} would have been lost.")
    with copy.open("rb+") as file:
        os.fsync(file.fileno())


_OWN_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'card_search%'"
)


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in connection.execute(_OWN_TABLES).fetchall()
    }


def copy_to(source: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of a database as one whole file: written beside its name, flushed, then renamed to it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(_connect(partial)) as destination:
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


def _free_name(folder: Path, stem: str) -> Path:
    candidate, number = folder / f"{stem}.db", 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{stem}-{number}.db"
    return candidate
