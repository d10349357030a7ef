"""Markdown files to stored notes and sections. Standing quotes move with their text; nothing is retired here.

A note is known by its path. One whose file has disappeared is looked for among the new files, by its content, then by
how many of its sections it shares; sections that left one note are looked for in the others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath

from app.cards.body import body_of
from app.concepts.matcher import Matcher
from app.db import following as rows
from app.db import notes as note_store
from app.db.engine import Database
from app.db.notes import StoredNote, StoredSection
from app.domain import Learner, Note, Section
from app.errors import InvalidInputError, TorchdeckError
from app.notes.loader import find_notes, load_changed
from app.services.follow import Strays, find_elsewhere, move_quotes, store_sections
from app.services.moved_notes import MissingNotes
from app.services.note_changes import note_changed, review_proposals

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what): the page's bar and the terminal's."""


@dataclass(frozen=True, slots=True)
class IngestedSection:
    """A section beside its row's id and the concepts it names."""

    id: int
    section: Section
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngestedNote:
    """A note as it is stored now; `change` is "new", "changed", "moved" or "unchanged"."""

    id: int
    path: str
    title: str
    change: str
    sections: tuple[IngestedSection, ...]


@dataclass(frozen=True, slots=True)
class FileError:
    """A file that gave no note, and why; what was stored of it before is untouched."""

    path: str
    error: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file. `missing` are known notes below the given paths that have no file any more.

    Nothing is done to a missing note: a folder may only be away for a while.
    """

    notes: tuple[IngestedNote, ...]
    errors: tuple[FileError, ...]
    missing: tuple[StoredNote, ...] = ()


def ingest(
    db: Database,
    paths: Sequence[Path],
    *,
    learner: Learner,
    now: datetime,
    matcher: Matcher,
    progress: Progress | None = None,
) -> IngestReport:
    """Read every note under `paths` and store it with its sections; a bad file never stops the others.

    A note is known by its resolved path, from wherever it was named. Each is one transaction, so a crash leaves whole
    notes. An unchanged file costs no write.

    Raises:
        StorageError: the database cannot be written.
    """
    return _Reading(db, learner, now, matcher).read(paths, progress)


class _Reading:
    """One pass over the files: first those that are known, then the new ones, which may hold what the others lost."""

    def __init__(self, db: Database, learner: Learner, now: datetime, matcher: Matcher) -> None:
        self._db, self._learner, self._now, self._matcher = db, learner, now, matcher
        self._strays = Strays()
        self._leaving: list[int] = []
        self._changed: list[int] = []
        self._texts: list[tuple[int, int, Section]] = []

    def read(self, paths: Sequence[Path], progress: Progress | None) -> IngestReport:
        files, errors = _find(paths)
        with self._db.read() as connection:
            known = {note.path: note for note in note_store.list_notes(connection, self._learner.id)}
        new = [file for file in files if str(file) not in known]
        missing = self._missing(known.values(), wanted=bool(new))
        done: dict[Path, IngestedNote] = {}
        changed: list[tuple[Note, StoredNote]] = []
        for count, file in enumerate([file for file in files if str(file) in known] + new):
            if progress:
                progress(count, len(files), file.name)
            if file in new[:1]:
                self._store_changed(changed, done)
            try:
                note = load_changed(file, known[str(file)].content_hash if str(file) in known else "")
            except InvalidInputError as error:
                errors.append(FileError(str(file), str(error)))
                continue
            if note is None:
                done[file] = self._as_stored(known[str(file)], "unchanged")
            elif str(file) in known:
                changed.append((note, known[str(file)]))
            else:
                done[file] = self._new(note, missing, following=bool(known))
        self._store_changed(changed, done)
        self._settle_strays()
        if progress:
            progress(len(files), len(files), "")
        places = [path.resolve() for path in paths]
        gone = [note for note in missing.left if any(PurePath(note.path).is_relative_to(place) for place in places)]
        return IngestReport(tuple(done[file] for file in files if file in done), tuple(errors), tuple(gone))

    def _store_changed(self, changed: list[tuple[Note, StoredNote]], done: dict[Path, IngestedNote]) -> None:
        """Changed notes, once all of them are known: what one of them lost may be what another one gained."""
        for note, known in changed:
            with self._db.read() as connection:
                stored = note_store.sections_of(connection, known.id)
            self._strays.remember(stored)
            held = {body_of(section) for section in note.sections}
            self._strays.add(section for section in stored if body_of(section.section) not in held)
        for note, known in changed:
            done[Path(note.path)] = self._store(note, known, following=True)
        changed.clear()

    def _missing(self, known: Iterable[StoredNote], *, wanted: bool) -> MissingNotes:
        """The notes without a file; their sections are read only where a new file may hold them."""
        notes = [note for note in known if not Path(note.path).exists()]
        sections: dict[int, list[StoredSection]] = {}
        if notes and wanted:
            with self._db.read() as connection:
                sections = {note.id: note_store.sections_of(connection, note.id) for note in notes}
        for stored in sections.values():
            self._strays.add(stored)
            self._strays.remember(stored)
        return MissingNotes(notes, sections)

    def _new(self, note: Note, missing: MissingNotes, *, following: bool) -> IngestedNote:
        moved = missing.take(note)
        if moved is not None and moved.content_hash == note.content_hash:
            with self._db.write() as connection:
                rows.rename_note(connection, moved.id, note.path)
            return self._as_stored(replace(moved, path=note.path), "moved")
        return self._store(note, moved, following=following)

    def _as_stored(self, known: StoredNote, change: str) -> IngestedNote:
        with self._db.read() as connection:
            stored = note_store.sections_of(connection, known.id)
            concepts = note_store.concepts_of_note(connection, known.id)
        sections = tuple(IngestedSection(s.id, s.section, concepts.get(s.id, ())) for s in stored)
        return IngestedNote(known.id, known.path, known.title, change, sections)

    def _store(self, note: Note, known: StoredNote | None, *, following: bool) -> IngestedNote:
        found = {section.key: self._matcher.in_section(section) for section in note.sections}
        with self._db.write() as connection:
            if known is None:
                note_id = note_store.insert_note(connection, self._learner.id, note, self._now)
            else:
                note_id = known.id
                note_changed(connection, self._learner.id, known, note, self._now)
                rows.rename_note(connection, note_id, note.path)
                note_store.update_note(connection, note_id, note, self._now)
            ids, leaving = store_sections(connection, note_id, note, self._strays, self._now)
            move_quotes(connection, note_id, note, ids)
            if known is not None:
                review_proposals(connection, self._learner.id, note_id, note, ids)
            for key, section_id in ids.items():
                note_store.set_concepts(connection, section_id, found[key])
        self._leaving += [stored.id for stored in leaving]
        if following:
            self._changed.append(note_id)
            self._texts += [(note_id, ids[section.key], section) for section in note.sections]
        sections = tuple(IngestedSection(ids[s.key], s, found[s.key]) for s in note.sections)
        return IngestedNote(note_id, note.path, note.title, "changed" if known else "new", sections)

    def _settle_strays(self) -> None:
        """What no note has turned out to hold is gone; a quote may still stand by itself somewhere else."""
        gone = [section_id for section_id in self._leaving if section_id not in self._strays.adopted]
        if not self._changed:
            return
        with self._db.write() as connection:
            find_elsewhere(connection, self._changed, self._texts)
            note_store.drop_sections(connection, gone, self._now)


def _find(paths: Sequence[Path]) -> tuple[list[Path], list[FileError]]:
    files: dict[Path, None] = {}
    errors = []
    for path in paths:
        try:
            found = find_notes(path.resolve())
        except TorchdeckError as error:
            errors.append(FileError(str(path), str(error)))
            continue
        files.update(dict.fromkeys(found))
    return list(files), errors
