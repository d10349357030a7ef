"""The notes read again where they are: what changed is written down, and what is missing is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from app.concepts.matcher import Matcher
from app.db import cards as card_store
from app.db import changes, folders
from app.db import notes as note_store
from app.db.changes import ChangeKind, ChangeState
from app.db.engine import Database
from app.db.notes import StoredNote
from app.domain import Learner
from app.services.ingest import IngestReport, Progress, ingest


@dataclass(frozen=True, slots=True)
class Rescan:
    """What was read, and the known notes that have no file any more: nothing was done to their cards."""

    notes: IngestReport
    missing: tuple[StoredNote, ...]

    @property
    def touched(self) -> tuple[int, ...]:
        """The notes whose text is not what it was."""
        return tuple(note.id for note in self.notes.notes if note.change in {"new", "changed"})


def rescan(
    db: Database,
    places: Sequence[Path] = (),
    *,
    learner: Learner,
    now: datetime,
    matcher: Matcher,
    progress: Progress | None = None,
) -> Rescan:
    """Read the notes at `places` again, or all that are followed or known.

    A place that is not there (deleted, or on a disk that is away) is no error: its notes are named as missing.

    Raises:
        StorageError: the database cannot be written; whole notes done before stay.
    """
    with db.read() as connection:
        known = note_store.list_notes(connection, learner.id)
        watched = [Path(path) for path in folders.followed(connection, learner.id)]
    wanted = [place.resolve() for place in places] or _everywhere(watched, known)
    there = [place for place in wanted if place.exists()]
    read = ingest(db, there, learner=learner, now=now, matcher=matcher, progress=progress)
    found = {note.id for note in read.notes}
    here = [note for note in known if note.id not in found and _within(note, wanted)]
    missing = [note for note in here if not Path(note.path).exists()]
    with db.read() as connection:
        back = found & set(changes.of_kind(connection, learner.id, ChangeKind.MISSING, ChangeState.OPEN))
    if missing or back:
        with db.write() as connection:
            for note in missing:
                _ask_about(connection, learner, note, now)
            for note_id in sorted(back):
                changes.back_again(connection, note_id, now)
    return Rescan(read, tuple(missing))


def _everywhere(watched: Sequence[Path], known: Sequence[StoredNote]) -> list[Path]:
    """The followed places, and the known notes outside of them."""
    outside = [Path(note.path) for note in known if not _within(note, watched)]
    return [*watched, *outside]


def _within(note: StoredNote, places: Sequence[Path]) -> bool:
    return any(Path(note.path).is_relative_to(place) for place in places)


def _ask_about(connection: Connection, learner: Learner, note: StoredNote, now: datetime) -> None:
    """A note without a file waits for the learner's word, once, if it has cards in study or waiting."""
    if changes.asked_about_missing(connection, note.id) or not card_store.live_cards(connection, note.id):
        return
    change_id = changes.record(
        connection,
        learner.id,
        note.id,
        kind=ChangeKind.MISSING,
        old_text=note_store.text_of(connection, note.id),
        new_text="",
        now=now,
    )
    changes.set_state(connection, change_id, ChangeState.OPEN, now)
