"""Saved notes are noticed once they are whole, however an editor saves them. Real files, the real watchfiles."""

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.services.settling import ABSENT_SECONDS, STEADY_SECONDS, Look, Settling
from app.services.watch import Watcher

NOTE = Path("note.md")


class Disk:
    """A disk of one file, as a look sees it."""

    def __init__(self) -> None:
        self.look: Look = (10, 1, 7)

    def __call__(self, path: Path) -> Look:
        return self.look


def test_a_file_settles_once_two_looks_agree() -> None:
    disk = Disk()
    settling = Settling(disk)
    settling.hint([NOTE], 0.0)
    assert settling.settled(STEADY_SECONDS / 2) == []
    assert settling.settled(STEADY_SECONDS) == [NOTE]
    assert settling.settled(STEADY_SECONDS * 2) == []


def test_a_file_that_is_still_written_is_waited_for() -> None:
    disk = Disk()
    settling = Settling(disk)
    settling.hint([NOTE], 0.0)
    for step in range(1, 20):
        disk.look = (10 + step, step, 7)
        assert settling.settled(step * 1.0) == []
    assert settling.settled(20.0) == [NOTE]


def test_a_file_that_is_put_back_was_never_gone() -> None:
    disk = Disk()
    settling = Settling(disk)
    disk.look = None
    settling.hint([NOTE], 0.0)
    assert settling.settled(ABSENT_SECONDS / 2) == []
    disk.look = (12, 2, 8)
    assert settling.settled(ABSENT_SECONDS / 2 + 0.1) == []
    assert settling.settled(ABSENT_SECONDS / 2 + 0.1 + STEADY_SECONDS) == [NOTE]


def test_a_file_that_stays_away_is_gone() -> None:
    disk = Disk()
    disk.look = None
    settling = Settling(disk)
    settling.hint([NOTE], 0.0)
    assert settling.settled(ABSENT_SECONDS) == [NOTE]


class Saves:
    """What a watcher told of, with the text that each note had at that moment."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str | None]] = []
        self.folders: list[Path] = []
        self._new = threading.Condition()

    def __call__(self, paths: Sequence[Path]) -> None:
        with self._new:
            self.texts += [(path.name, path.read_text() if path.exists() else None) for path in paths if path.suffix]
            self.folders += [path for path in paths if not path.suffix]
            self._new.notify_all()

    def wait_for_folder(self, folder: Path) -> bool:
        with self._new:
            return self._new.wait_for(lambda: folder in self.folders, timeout=20)

    def wait_for(self, wanted: tuple[str, str | None]) -> bool:
        with self._new:
            return self._new.wait_for(lambda: wanted in self.texts, timeout=20)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    return tmp_path / "vault"


@pytest.fixture
def saves(vault: Path) -> Iterator[Saves]:
    noticed = Saves()
    watcher = Watcher(lambda: [vault], noticed)
    watcher.start()
    assert noticed.wait_for_folder(vault)
    yield noticed
    watcher.close()


def save_in_pieces(path: Path, text: str) -> None:
    with path.open("w") as file:
        for at in range(0, len(text), 7):
            file.write(text[at : at + 7])
            file.flush()
            time.sleep(0.01)


def save_by_rename(path: Path, text: str) -> None:
    other = path.with_suffix(".tmp")
    other.write_text(text)
    os.replace(other, path)


def save_by_delete(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    time.sleep(0.05)
    path.write_text(text)


def save_by_backup(path: Path, text: str) -> None:
    if path.exists():
        shutil.move(path, path.with_name(path.name + "~"))
    path.write_text(text)


@pytest.mark.parametrize("save", [save_in_pieces, save_by_rename, save_by_delete, save_by_backup])
def test_every_way_of_saving_is_noticed_with_the_whole_text(vault: Path, saves: Saves, save) -> None:  # type: ignore[no-untyped-def]
    path = vault / "note.md"
    path.write_text("before")
    assert saves.wait_for(("note.md", "before"))
    save(path, "The whole of the new text, and not a part of it.")
    assert saves.wait_for(("note.md", "The whole of the new text, and not a part of it."))
    seen = {text for name, text in saves.texts if name == "note.md"}
    assert seen == {"before", "The whole of the new text, and not a part of it."}


def test_a_deleted_note_is_noticed_and_other_files_are_not(vault: Path, saves: Saves) -> None:
    (vault / "probe.md").write_text("a note")
    assert saves.wait_for(("probe.md", "a note"))
    (vault / "picture.png").write_text("no note")
    (vault / ".hidden.md").write_text("no note either")
    (vault / "probe.md").unlink()
    assert saves.wait_for(("probe.md", None))
    assert {name for name, _ in saves.texts} == {"probe.md"}


def test_a_folder_that_is_added_later_is_watched_too(vault: Path, tmp_path: Path) -> None:
    folders, noticed = [vault], Saves()
    watcher = Watcher(lambda: folders, noticed)
    watcher.start()
    try:
        assert noticed.wait_for_folder(vault)
        (tmp_path / "other").mkdir()
        folders.append(tmp_path / "other")
        assert noticed.wait_for_folder(tmp_path / "other")
        (tmp_path / "other" / "late.md").write_text("noticed")
        assert noticed.wait_for(("late.md", "noticed"))
    finally:
        watcher.close()
