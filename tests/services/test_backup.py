"""Backups under load, and the way back from them."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.config import Settings
from app.db.engine import Database
from app.db.learners import ensure_learner
from app.db.tables import Base
from app.domain import Rating
from app.errors import InvalidInputError, StorageError
from app.scheduler.schedule import Scheduler
from app.services.backup import backup, restore
from app.services.review import Submission, answer
from tests.db.collection import MONDAY, T, dump, open_collection
from tests.db.old_collection import contents, make_old

ALL = [table.name for table in Base.metadata.sorted_tables]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", zone="UTC")


def study(db: Database, first: int, count: int) -> None:
    learner, scheduler = ensure_learner(db), Scheduler(0.9)
    for number in range(first, first + count):
        answer(db, scheduler, learner, Submission(f"s{number}", f"n1c{number}", 0, Rating.GOOD), MONDAY)


def test_a_backup_restores_to_the_same_collection(settings: Settings, tmp_path: Path) -> None:
    with closing(open_collection(settings.database_path, cards=20)) as db:
        study(db, 0, 10)
        expected = dump(db, *ALL)
        file = backup(db, tmp_path / "kept" / "monday.db")
        study(db, 10, 10)
        later = dump(db, *ALL)
    aside = restore(file, settings)
    with closing(Database.open(settings.database_path)) as db:
        assert dump(db, *ALL) == expected
    assert aside is not None
    assert aside.parent == settings.backups_dir
    restore(aside, settings)
    with closing(Database.open(settings.database_path)) as db:
        assert dump(db, *ALL) == later


def test_a_backup_is_one_consistent_file_while_study_goes_on(settings: Settings, tmp_path: Path) -> None:
    with closing(open_collection(settings.database_path, cards=300)) as db:
        thread = threading.Thread(target=study, args=(db, 0, 300))
        thread.start()
        files = [backup(db, tmp_path / f"{number}.db") for number in range(5)]
        thread.join()
    for file in files:
        rows = contents(file)
        assert sum(int(str(row["reps"])) for row in rows["schedules"]) == len(rows["reviews"])
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [*(f"{n}.db" for n in range(5)), "home"]


def test_a_restore_on_a_new_machine(settings: Settings, tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "elsewhere.db")) as db:
        file = backup(db, tmp_path / "kept.db")
        expected = dump(db, *ALL)
    assert restore(file, settings) is None
    with closing(Database.open(settings.database_path)) as db:
        assert dump(db, *ALL) == expected


def test_an_older_backup_is_upgraded_when_opened(settings: Settings, tmp_path: Path) -> None:
    make_old(tmp_path / "old.db", "0001")
    restore(tmp_path / "old.db", settings)
    with closing(Database.open(settings.database_path)) as db, db.read() as connection:
        assert len(connection.execute(select(T["cards"])).all()) == 5


def test_a_damaged_database_is_replaced_and_kept(settings: Settings, tmp_path: Path) -> None:
    with closing(open_collection(settings.database_path)) as db:
        file = backup(db, tmp_path / "kept.db")
    settings.database_path.write_bytes(b"not a database any more" * 500)
    aside = restore(file, settings)
    assert aside is not None
    assert aside.read_bytes() == b"not a database any more" * 500
    with closing(Database.open(settings.database_path)) as db, db.read() as connection:
        assert len(connection.execute(select(T["cards"])).all()) == 6


def test_nothing_is_overwritten(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with closing(open_collection(settings.database_path)) as db:
        with pytest.raises(InvalidInputError, match="exists already"):
            backup(db, tmp_path / "thesis.txt")
        with pytest.raises(InvalidInputError, match="present database"):
            restore(settings.database_path, settings)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("kind", ["absent", "empty", "text", "other program", "newer", "damaged"])
def test_what_is_no_backup_changes_nothing(settings: Settings, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file.db"
    if kind == "empty":
        file.touch()
    elif kind == "text":
        file.write_text("# notes\n" * 500)
    elif kind == "other program":
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE theirs (a)")
    elif kind in ("newer", "damaged"):
        open_collection(file, cards=300).close()
        if kind == "newer":
            with closing(sqlite3.connect(file)) as newer:
                newer.execute("UPDATE alembic_version SET version_num = '0099'")
                newer.commit()
        else:
            content = bytearray(file.read_bytes())
            content[len(content) // 2 : len(content) // 2 + 9_000] = os.urandom(9_000)
            file.write_bytes(content)
    with closing(open_collection(settings.database_path)) as db:
        expected = dump(db, *ALL)
    with pytest.raises((InvalidInputError, StorageError)):
        restore(file, settings)
    with closing(Database.open(settings.database_path)) as db:
        assert dump(db, *ALL) == expected
    assert not settings.backups_dir.exists()


def test_a_database_in_use_is_not_replaced(settings: Settings, tmp_path: Path) -> None:
    with closing(open_collection(settings.database_path)) as db:
        file = backup(db, tmp_path / "kept.db")
        with db.write() as connection:
            connection.execute(update(T["notes"]).values(title="newer"))
        with pytest.raises(StorageError, match="locked"):
            restore(file, settings)
        with db.read() as connection:
            assert connection.scalar(select(T["notes"].c.title)) == "newer"
        study(db, 0, 1)
    with closing(Database.open(settings.database_path)) as db, db.read() as connection:
        assert connection.scalar(select(T["notes"].c.title)) == "newer"
