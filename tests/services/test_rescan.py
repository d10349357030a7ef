"""Notes read again where they are: what is followed, what is missing, what is back. Real folders and database."""

import random
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain import CardStatus
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.generator.extractive.writer import ExtractiveWriter
from app.services.apply_changes import keep_missing, retire_missing
from app.services.followed import follow, followed, unfollow
from app.services.generate import generate
from app.services.list_cards import list_cards
from app.services.rescan import Rescan, rescan
from app.services.undo_changes import undo_application
from app.services.workspace import Workspace
from tests.samples import NOW, OSMOSIS

_SEEDS = count(301)


@pytest.fixture
def vault(workspace: Workspace, tmp_path: Path) -> Path:
    """A followed folder with one note, and the cards of it."""
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "membranes.md").write_text(OSMOSIS, encoding="utf-8")
    follow(workspace.db, folder, learner=workspace.learner, now=NOW)
    look(workspace)
    return folder


def look(workspace: Workspace, *places: Path) -> Rescan:
    seen = rescan(workspace.db, places, learner=workspace.learner, now=NOW, matcher=workspace.matcher)
    generate(
        workspace.db,
        writer=ExtractiveWriter(),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(next(_SEEDS)),
        matcher=workspace.matcher,
        note_ids=seen.touched,
        asks=True,
    )
    return seen


def rows(workspace: Workspace, query: str) -> list[tuple[object, ...]]:
    with workspace.db.read() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def in_study(workspace: Workspace) -> int:
    return len(list_cards(workspace.db, workspace.learner, workspace.catalogue, status=CardStatus.ACTIVE))


def open_changes(workspace: Workspace) -> list[tuple[object, ...]]:
    return rows(workspace, "SELECT id, kind FROM changes WHERE state = 'open'")


def retire(workspace: Workspace, change_id: int) -> int:
    rng = random.Random(next(_SEEDS))
    return retire_missing(
        workspace.db, change_id, learner=workspace.learner, matcher=workspace.matcher, rng=rng, now=NOW
    )


def test_a_new_file_in_a_followed_folder_is_read(workspace: Workspace, vault: Path) -> None:
    (vault / "deeper").mkdir()
    (vault / "deeper" / "tides.md").write_text("# Tides\n\nA **tide** is the rise of the sea.\n", encoding="utf-8")
    assert [note.change for note in look(workspace).notes.notes] == ["new", "unchanged"]


def test_nothing_changed_writes_nothing(workspace: Workspace, vault: Path) -> None:
    before = rows(workspace, "SELECT total_changes()")
    everything = rows(workspace, "SELECT * FROM sections ORDER BY id"), rows(workspace, "SELECT * FROM cards")
    assert rescan(workspace.db, learner=workspace.learner, now=NOW, matcher=workspace.matcher).touched == ()
    assert (rows(workspace, "SELECT * FROM sections ORDER BY id"), rows(workspace, "SELECT * FROM cards")) == everything
    assert rows(workspace, "SELECT total_changes()") == before


def test_a_deleted_note_is_asked_about_once_and_its_cards_stay(workspace: Workspace, vault: Path) -> None:
    cards = in_study(workspace)
    (vault / "membranes.md").unlink()
    for _ in range(2):
        assert [Path(note.path).name for note in look(workspace).missing] == ["membranes.md"]
    assert [kind for _, kind in open_changes(workspace)] == ["missing"]
    assert in_study(workspace) == cards


def test_a_folder_that_is_away_retires_nothing(workspace: Workspace, vault: Path) -> None:
    cards = in_study(workspace)
    vault.rename(vault.with_name("unmounted"))
    seen = look(workspace)
    assert seen.notes.errors == ()
    assert len(seen.missing) == 1
    assert in_study(workspace) == cards
    vault.with_name("unmounted").rename(vault)
    assert look(workspace).missing == ()
    assert open_changes(workspace) == []


def test_a_note_that_changed_and_then_went_missing_still_says_what_it_said(workspace: Workspace, vault: Path) -> None:
    changed = OSMOSIS.replace("lets water pass", "lets nothing pass")
    (vault / "membranes.md").write_text(changed, encoding="utf-8")
    look(workspace)
    texts = rows(workspace, "SELECT old_text, new_text FROM changes")
    assert texts == [(OSMOSIS, changed)]
    (vault / "membranes.md").unlink()
    look(workspace)
    assert rows(workspace, "SELECT old_text, new_text FROM changes") == texts
    (vault / "membranes.md").write_text(changed, encoding="utf-8")
    look(workspace)
    assert rows(workspace, "SELECT old_text, new_text FROM changes") == texts
    assert [kind for _, kind in open_changes(workspace)] == ["edited"]


def test_the_learner_may_retire_the_cards_of_a_missing_note_and_undo_it(workspace: Workspace, vault: Path) -> None:
    before = [rows(workspace, f"SELECT * FROM {table} ORDER BY 1") for table in ("cards", "schedules")]
    (vault / "membranes.md").unlink()
    look(workspace)
    application = retire(workspace, int(str(open_changes(workspace)[0][0])))
    assert in_study(workspace) == 0
    look(workspace)
    assert open_changes(workspace) == []
    undo_application(workspace.db, application, learner=workspace.learner, now=NOW)
    assert [rows(workspace, f"SELECT * FROM {table} ORDER BY 1") for table in ("cards", "schedules")] == before


def test_the_learner_may_keep_them_and_is_not_asked_again(workspace: Workspace, vault: Path) -> None:
    cards = in_study(workspace)
    (vault / "membranes.md").unlink()
    look(workspace)
    change = int(str(open_changes(workspace)[0][0]))
    keep_missing(workspace.db, change, learner=workspace.learner, now=NOW)
    look(workspace)
    assert open_changes(workspace) == []
    assert in_study(workspace) == cards
    with pytest.raises(ConflictError):
        retire(workspace, change)


def test_places_are_followed_and_unfollowed(workspace: Workspace, vault: Path) -> None:
    assert followed(workspace.db, workspace.learner) == [vault]
    follow(workspace.db, vault, learner=workspace.learner, now=NOW)
    assert followed(workspace.db, workspace.learner) == [vault]
    unfollow(workspace.db, str(vault), learner=workspace.learner)
    assert followed(workspace.db, workspace.learner) == []
    with pytest.raises(NotFoundError):
        unfollow(workspace.db, str(vault), learner=workspace.learner)
    with pytest.raises(InvalidInputError):
        follow(workspace.db, vault / "nowhere", learner=workspace.learner, now=NOW)


def test_a_note_outside_every_folder_is_read_again_too(workspace: Workspace, vault: Path) -> None:
    unfollow(workspace.db, str(vault), learner=workspace.learner)
    (vault / "membranes.md").write_text(OSMOSIS + "\nAnother line.\n", encoding="utf-8")
    assert [note.change for note in look(workspace).notes.notes] == ["changed"]
