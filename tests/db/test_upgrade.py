"""Old schemas become ours or stay untouched; a new file and an upgraded one are the same."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.db import upgrade
from app.db.engine import Database
from app.db.errors import translated
from app.db.search import search_ids
from app.errors import StorageError
from tests.db.old_collection import contents, kept, make_old


def schema(path: Path) -> list[tuple[str, str, list[str]]]:
    """What a file consists of, white space and the order of columns aside: a column that is added comes last."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(
            (kind, name, _parts(" ".join((sql or "").replace("(", " ( ").replace(")", " ) ").split()), kind))
            for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")
        )


def _parts(sql: str, kind: str) -> list[str]:
    """A table's columns and constraints in alphabetical order; anything else as it is."""
    if kind != "table" or "(" not in sql or sql.startswith("CREATE VIRTUAL"):
        return [sql]
    head, _, body = sql.rpartition(" )")[0].partition("(")
    parts, depth = [""], 0
    for word in body.split():
        depth += (word == "(") - (word == ")")
        if depth == 0 and word.endswith(","):
            parts[-1] += f" {word[:-1]}"
            parts.append("")
        else:
            parts[-1] += f" {word}"
    return [head.strip(), *sorted(part.strip() for part in parts)]


def test_columns_are_told_apart_whatever_their_order() -> None:
    made = _parts("CREATE TABLE t ( a INTEGER NOT NULL, b VARCHAR ( 3 ) , CONSTRAINT k PRIMARY KEY ( a, b ) )", "table")
    assert made == _parts(
        "CREATE TABLE t ( b VARCHAR ( 3 ) , CONSTRAINT k PRIMARY KEY ( a, b ) , a INTEGER NOT NULL )", "table"
    )
    assert made != _parts("CREATE TABLE t ( a INTEGER, b VARCHAR ( 3 ) , CONSTRAINT k PRIMARY KEY ( a, b ) )", "table")


def test_a_new_database_equals_one_made_by_the_migrations(tmp_path: Path) -> None:
    made, migrated = tmp_path / "made.db", tmp_path / "migrated.db"
    Database.open(made).close()
    make_old(migrated, upgrade.HEAD)
    assert schema(made) == schema(migrated)


def test_the_constants_name_the_migrations_there_are() -> None:
    folder = Path(upgrade.__file__).parent / "migrations" / "versions"
    assert tuple(sorted(file.name[:4] for file in folder.glob("*.py"))) == upgrade.KNOWN
    assert upgrade.KNOWN[-1] == upgrade.HEAD


@pytest.mark.parametrize("revision", [known for known in upgrade.KNOWN if known != upgrade.HEAD])
def test_every_older_schema_opens_with_its_rows_and_leaves_a_backup(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "torchdeck.db"
    make_old(path, revision)
    before = contents(path)
    with closing(Database.open(path)) as db, db.read() as connection:
        assert search_ids(connection, "n1c3", 5) == ["n1c3"]
    assert kept(before, contents(path)) == before
    backups = list((tmp_path / "backups").iterdir())
    assert [upgrade.stored_version(backup) for backup in backups] == [revision]
    assert contents(backups[0]) == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["backups", "torchdeck.db"]


def test_runs_of_before_are_done_and_their_cards_never_waited(tmp_path: Path) -> None:
    path = tmp_path / "torchdeck.db"
    make_old(path, "0001")
    Database.open(path).close()
    after = contents(path)
    assert [(run["state"], run["message"], run["wishes"]) for run in after["runs"]] == [("done", "", "{}")]
    assert {(card["digest"], card["waited"]) for card in after["cards"]} == {("", 0)}
    assert after["run_sections"] == []


def test_a_second_upgrade_keeps_the_first_backup(tmp_path: Path) -> None:
    old, path = tmp_path / "old.db", tmp_path / "torchdeck.db"
    make_old(old, "0001")
    for _ in range(2):
        shutil.copy2(old, path)
        upgrade.bring_up_to_date(path)
    assert len(list((tmp_path / "backups").iterdir())) == 2


def test_a_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "torchdeck.db"
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer Torchdeck"):
        Database.open(path)
    assert path.read_bytes() == before


def test_a_database_in_use_is_not_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "torchdeck.db"
    make_old(path, "0001")
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM cards").fetchone()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"), translated(path):
            upgrade.bring_up_to_date(path, patience=0.1)
    assert upgrade.stored_version(path) == "0001"
    Database.open(path).close()


def test_rows_that_refer_to_nothing_stop_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "torchdeck.db"
    make_old(path, "0001")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM notes")
        connection.commit()
    with pytest.raises(StorageError, match="refers to nothing"):
        Database.open(path)
    assert upgrade.stored_version(path) == "0001"


def _kill_sweep(folder: Path, step: int) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.old_collection", str(folder), str(step)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return int(done.stdout.split()[0])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child")
def test_a_killed_upgrade_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    assert _kill_sweep(tmp_path, step=13) >= 8


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child")
def test_an_upgrade_killed_at_every_line(tmp_path: Path) -> None:
    assert _kill_sweep(tmp_path, step=1) >= 100
