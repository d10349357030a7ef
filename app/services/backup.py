"""Back up everything into one file, and come back to it."""

from pathlib import Path

from app.config import Settings
from app.db import backup as store
from app.db.engine import Database
from app.db.errors import translated
from app.errors import InvalidInputError


def backup(db: Database, file: Path) -> Path:
    """Write a backup to `file`; returns its absolute path. Study and a running server are not disturbed.

    Raises:
        InvalidInputError: there is something at `file` already; it was not touched.
        StorageError: it could not be written.
    """
    file = file.expanduser().absolute()
    if file.exists():
        raise InvalidInputError(f"{file} exists already; it was not touched.", advice="Choose another name.")
    with translated(file):
        store.write_backup(db, file)
    return file


def restore(file: Path, settings: Settings) -> Path | None:
    """Put a backup in the place of the present database; returns where that is kept now, None where there was none.

    The database must not be open anywhere. An older backup is upgraded when it is opened next.

    Raises:
        InvalidInputError: there is no such file, or it is the present database itself.
        StorageError: it is no whole database of ours, or the present one is in use; nothing was changed.
    """
    file = file.expanduser().absolute()
    if not file.is_file() or file.stat().st_size == 0:
        raise InvalidInputError(f"{file} is not a file with a backup in it; nothing was changed.")
    if settings.database_path.exists() and file.samefile(settings.database_path):
        raise InvalidInputError(f"{file} is the present database; nothing was changed.")
    with translated(file):
        store.check_backup(file)
    with translated(settings.database_path):
        return store.put_in_place(file, settings.database_path, settings.backups_dir)
