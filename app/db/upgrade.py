"""From any older schema to ours, without a moment in which the user's file is half of each.

At every start one SELECT tells whether there is work; Alembic is imported only if so. Then: lock → check → backup →
migrate a copy → check the copy → rename it over the old file. A crash leaves the old file or the new one, both whole.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from app.db import search
from app.db.files import PATIENCE, alone_with, check, connect, copy_to, flush_folder, free_name, version
from app.db.tables import Base
from app.errors import StorageError

HEAD = "0005"
KNOWN = ("0001", "0002", "0003", "0004", HEAD)

_MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(path: Path, patience: float = PATIENCE) -> None:
    """Make the database where there is none, upgrade it where it is older than this program.

    `patience` is how many seconds to wait for other programs that have it open.

    Raises:
        StorageError: it is newer than this program, no database of ours, damaged, or in use while an upgrade is due.
            The file is as it was.
    """
    if not path.exists() or path.stat().st_size == 0:
        _create(path)
    found = stored_version(path)
    if found == HEAD:
        return
    refuse_unknown(path, found)
    _upgrade(path, patience)


def stored_version(path: Path) -> str | None:
    """The schema revision a file says it has; None where it says nothing."""
    with closing(connect(path)) as connection:
        return version(connection)


def refuse_unknown(path: Path, found: str | None) -> None:
    """Raises StorageError where a file is not ours, or newer than we are."""
    if found is None:
        raise StorageError(
            f"{path} is a database, but not one of Torchdeck's; it was not touched.",
            advice="Move it away, or set TORCHDECK_HOME to another folder.",
        )
    if found not in KNOWN:
        raise StorageError(
            f"{path} was made by a newer Torchdeck (schema {found}, this one knows up to {HEAD}); it was not touched.",
            advice="Update Torchdeck, or restore a backup made with this version.",
        )


def _create(path: Path) -> None:
    """All tables in one transaction: a crash leaves an empty file, which the next start fills."""
    with closing(connect(path)) as connection:
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


def _upgrade(path: Path, patience: float) -> None:
    with alone_with(path, patience) as original:
        found = version(original)
        if found == HEAD:  # another process was quicker
            return
        check(original, path)
        backup = free_name(path.parent / "backups", f"before-{HEAD}-from-{found}")
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
    with closing(connect(copy)) as migrated:
        check(migrated, path)
        if version(migrated) != HEAD:
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
