"""Markdown files to stored notes and sections. Standing quotes move with their text; nothing is retired here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from app.cards.matching import locate, match_sections
from app.concepts.matcher import Matcher
from app.db import cards as card_store
from app.db import notes as note_store
from app.db.engine import Database
from app.db.notes import StoredSection
from app.domain import Learner, Note, Section, Source
from app.errors import InvalidInputError, TorchdeckError
from app.notes.loader import find_notes, load

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
    """A note as it is stored now; `change` is "new", "changed" or "unchanged"."""

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
    """What became of every file."""

    notes: tuple[IngestedNote, ...]
    errors: tuple[FileError, ...]


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
    files, errors = _find(paths)
    notes = []
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files), file.name)
        try:
            note = load(file)
        except InvalidInputError as error:
            errors.append(FileError(str(file), str(error)))
            continue
        notes.append(_store(db, note, learner, now, matcher))
    if progress:
        progress(len(files), len(files), "")
    return IngestReport(tuple(notes), tuple(errors))


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


def _store(db: Database, note: Note, learner: Learner, now: datetime, matcher: Matcher) -> IngestedNote:
    with db.read() as connection:
        known = note_store.find_note(connection, learner.id, note.path)
        if known and known.content_hash == note.content_hash:
            stored = note_store.sections_of(connection, known.id)
            concepts = note_store.concepts_of_note(connection, known.id)
            sections = tuple(IngestedSection(s.id, s.section, concepts.get(s.id, ())) for s in stored)
            return IngestedNote(known.id, note.path, known.title, "unchanged", sections)
    found = {section.key: matcher.in_section(section) for section in note.sections}
    with db.write() as connection:
        if known is None:
            note_id = note_store.insert_note(connection, learner.id, note, now)
            ids = {
                section.key: note_store.insert_section(connection, note_id, section, position)
                for position, section in enumerate(note.sections)
            }
        else:
            note_id = known.id
            note_store.update_note(connection, note_id, note, now)
            ids = _update_sections(connection, note_id, note, now)
            _move_sources(connection, note_id, note, ids)
        for key, section_id in ids.items():
            note_store.set_concepts(connection, section_id, found[key])
    sections = tuple(IngestedSection(ids[s.key], s, found[s.key]) for s in note.sections)
    return IngestedNote(note_id, note.path, note.title, "changed" if known else "new", sections)


def _update_sections(connection: Connection, note_id: int, note: Note, now: datetime) -> dict[str, int]:
    """Carry the rows of matched sections over to their new text; returns row ids by new key."""
    old = note_store.sections_of(connection, note_id)
    new_by_old = match_sections([stored.section for stored in old], note.sections)
    row_of_new: dict[str, StoredSection] = {}
    for stored in old:
        new_key = new_by_old.get(stored.section.key)
        if new_key is not None:
            row_of_new[new_key] = stored
    kept = {stored.id for stored in row_of_new.values()}
    renamed = [stored.id for new_key, stored in row_of_new.items() if stored.section.key != new_key]
    note_store.free_keys(connection, renamed)
    note_store.drop_sections(connection, [stored.id for stored in old if stored.id not in kept], now)
    ids = {}
    for position, section in enumerate(note.sections):
        carried = row_of_new.get(section.key)
        if carried is None:
            ids[section.key] = note_store.insert_section(connection, note_id, section, position)
            continue
        ids[section.key] = carried.id
        if carried.section != section or carried.position != position:
            note_store.update_section(connection, carried.id, section, position)
    return ids


def _move_sources(connection: Connection, note_id: int, note: Note, ids: dict[str, int]) -> None:
    """A quote that stands, in its section or elsewhere in the note, takes its card along; otherwise it is in doubt."""
    section_of = {ids[section.key]: section for section in note.sections}
    for stored in card_store.sources_in_note(connection, note_id):
        place = _place(stored.source, section_of)
        if place is None:
            if stored.stands:
                card_store.doubt_source(connection, stored.card_id, stored.ordinal)
        elif place != stored.source or not stored.stands:
            card_store.replace_source(connection, stored.card_id, stored.ordinal, place)


def _place(source: Source, section_of: dict[int, Section]) -> Source | None:
    home = section_of.get(source.section_id)
    candidates = [(source.section_id, home)] if home else []
    candidates += [(i, section) for i, section in section_of.items() if i != source.section_id]
    for section_id, section in candidates:
        span = locate(source.quote, section)
        if span is not None:
            return source_at(section_id, section, span)
    return None


def source_at(section_id: int, section: Section, span: tuple[int, int]) -> Source:
    """The source for `section.text[start:end]`, with the note's lines it covers."""
    start, end = span
    first = section.start_line + section.text.count("\n", 0, start)
    last = first + section.text.count("\n", start, end)
    return Source(section_id, section.text[start:end], start, end, first, last)
