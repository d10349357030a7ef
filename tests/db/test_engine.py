"""The database file, opened: pragmas, transactions, threads, and failures in words."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.db.prepared import driver
from app.db.tables import Base
from app.errors import StorageError
from tests.db.collection import T, open_collection


def test_a_new_database_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "torchdeck.db"
    with closing(Database.open(path)) as db, db.read() as connection:
        assert connection.execute(select(T["notes"])).all() == []
    assert path.is_file()


def test_every_connection_is_durable_and_checks_references(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db, db.read() as reader, db.write() as writer:
        for connection in (reader, writer):
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_write_is_whole_or_not_at_all(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:

        def change_then_fail() -> None:
            with db.write() as connection:
                connection.execute(update(T["notes"]).values(title="half"))
                raise KeyError("after the change")

        with pytest.raises(KeyError):
            change_then_fail()
        with db.read() as connection:
            assert connection.scalar(select(T["notes"].c.title)) == "Note 1"
        with db.write() as connection:
            connection.execute(update(T["notes"]).values(title="whole"))
        with db.read() as connection:
            assert connection.scalar(select(T["notes"].c.title)) == "whole"


def test_a_reader_sees_one_state_while_others_write(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db, db.read() as reader:
        before = reader.scalar(select(T["notes"].c.title))
        with db.write() as writer:
            writer.execute(update(T["notes"]).values(title="changed"))
        assert reader.scalar(select(T["notes"].c.title)) == before
    with closing(Database.open(tmp_path / "t.db")) as db, db.read() as reader:
        assert reader.scalar(select(T["notes"].c.title)) == "changed"


def test_write_inside_write_is_a_bug_and_says_so(tmp_path: Path) -> None:
    with (
        closing(Database.open(tmp_path / "t.db")) as db,
        db.write(),
        pytest.raises(RuntimeError, match="inside"),
        db.write(),
    ):
        pass


def test_a_row_that_refers_to_nothing_is_refused(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db, pytest.raises(IntegrityError), db.write() as connection:
        connection.execute(insert(T["card_concepts"]).values(card_id="none", ordinal=0, concept_id="relu"))


def test_threads_take_turns_and_lose_nothing(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:
        failures: list[BaseException] = []

        def count() -> None:
            try:
                for _ in range(40):
                    with db.write() as connection:
                        level = connection.scalar(select(T["sections"].c.level))
                        connection.execute(update(T["sections"]).values(level=(level or 0) + 1))
                    with db.read() as connection:
                        connection.execute(select(T["cards"])).all()
            except BaseException as error:  # noqa: BLE001  collected for the main thread
                failures.append(error)

        threads = [threading.Thread(target=count) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        with db.read() as connection:
            assert connection.scalar(select(T["sections"].c.level)) == 1 + 8 * 40


def test_a_command_may_write_while_the_server_has_the_file_open(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as server:
        with closing(Database.open(tmp_path / "t.db")) as command, command.write() as connection:
            connection.execute(update(T["notes"]).values(title="from the command"))
        with server.read() as connection:
            assert connection.scalar(select(T["notes"].c.title)) == "from the command"


def test_closing_leaves_one_file_and_may_be_repeated(tmp_path: Path) -> None:
    db = open_collection(tmp_path / "t.db")
    db.close()
    db.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["t.db"]


def test_a_start_does_not_import_alembic(tmp_path: Path) -> None:
    open_collection(tmp_path / "t.db").close()
    code = (
        "import sys; from pathlib import Path; from app.db.engine import Database; "
        f"Database.open(Path({str(tmp_path / 't.db')!r})).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# ------------------------------------------------------------------------------------------------ failures


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    path.write_text("# My notes\n" * 1_000)
    with pytest.raises(StorageError, match="not a Torchdeck database"):
        Database.open(path)
    assert path.read_text() == "# My notes\n" * 1_000


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (a)")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="not one of Torchdeck's"):
        Database.open(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be made") as raised:
        Database.open(tmp_path / "file" / "t.db")
    assert "TORCHDECK_HOME" in raised.value.advice


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    open_collection(tmp_path / "t.db").close()
    (tmp_path / "t.db").chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="cannot be opened for writing"):
            Database.open(tmp_path / "t.db")
    finally:
        tmp_path.chmod(0o700)


def test_a_damaged_file_is_found_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    open_collection(path, cards=400).close()
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half : half + 20_000] = os.urandom(20_000)
    path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged") as raised:
        Database.open(path)
    assert "restore" in raised.value.advice


def test_a_full_disk_loses_no_confirmed_change_and_needs_no_restart(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db:
        with db.write() as connection:
            pages = driver(connection).execute("PRAGMA page_count").fetchone()[0]
            driver(connection).execute(f"PRAGMA max_page_count = {pages + 2}")

        def fill() -> None:
            with db.write() as connection:
                connection.execute(update(T["notes"]).values(text="x" * 100_000))

        with pytest.raises(StorageError, match="disk") as raised:
            fill()
        assert "Free some space" in raised.value.advice
        with db.read() as connection:
            assert connection.scalar(select(T["notes"].c.text)) == "# Words\nA word."
        with db.write() as connection:
            driver(connection).execute("PRAGMA max_page_count = 1000000")
        fill()


def test_a_file_size_limit_is_a_full_disk_too(tmp_path: Path) -> None:
    """The operating system's own refusal, which SQLite reports as a failed write."""
    pytest.importorskip("resource")
    open_collection(tmp_path / "t.db").close()
    code = f"""
import resource, signal
from pathlib import Path
from sqlalchemy import update, select
from app.db.engine import Database
from app.db.tables import Base
from app.errors import StorageError
notes = Base.metadata.tables["notes"]
db = Database.open(Path({str(tmp_path / "t.db")!r}))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
try:
    with db.write() as connection:
        connection.execute(update(notes).values(text="x" * 1_000_000))
except StorageError as error:
    print(error.message)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
with db.write() as connection:
    connection.execute(update(notes).values(title="after"))
with db.read() as connection:
    print(connection.execute(select(notes.c.title, notes.c.text)).one())
db.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "did not take the change" in done.stdout
    assert done.stdout.splitlines()[-1] == "('after', '# Words\\nA word.')"


def test_a_lock_held_by_another_program_is_reported(tmp_path: Path) -> None:
    with closing(open_collection(tmp_path / "t.db")) as db, closing(sqlite3.connect(tmp_path / "t.db")) as other:
        with db.write() as connection:
            driver(connection).execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"), db.write():
            pass
        other.rollback()
        with db.write() as connection:
            connection.execute(update(T["notes"]).values(title="later"))


def test_the_tables_named_in_code_are_all_there(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "t.db")) as db, db.read() as connection:
        for table in Base.metadata.sorted_tables:
            assert connection.execute(select(table)).all() == []
    with closing(Database.open(tmp_path / "t.db")) as db:
        assert ensure_learner(db, zone="UTC").id == 1


def _synchronous(db: Database) -> int:
    with db.write() as connection:
        return int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0)


def test_after_a_lazy_change_the_next_one_waits_for_the_disk_again(tmp_path: Path) -> None:
    full, normal = 2, 1
    with closing(open_collection(tmp_path / "t.db")) as db:
        with db.write(lazily=True) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == normal
            connection.exec_driver_sql("UPDATE cards SET version = 5")
        assert _synchronous(db) == full
        with pytest.raises(IntegrityError), db.write(lazily=True) as connection:
            connection.exec_driver_sql("UPDATE cards SET version = 6, learner_id = 99")
        assert _synchronous(db) == full
        with db.read() as connection:
            assert set(connection.exec_driver_sql("SELECT version FROM cards").scalars()) == {5}
