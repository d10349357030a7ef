"""Notes and their sections: every statement that reads or writes them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, exists, insert, or_, select, true, update

from app.cards.body import body_of
from app.db.prepared import Prepared
from app.db.tables import Base, NoteRow, SectionConceptRow, SectionRow, SourceRow
from app.domain import Note, Section

_tables = Base.metadata.tables
_notes = _tables[str(NoteRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_section_concepts = _tables[str(SectionConceptRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_SECTION_NOW = Prepared(
    select(
        _sections.c.id,
        _sections.c.note_id,
        _sections.c.key,
        _sections.c.title,
        _sections.c.level,
        _sections.c.heading_path,
        _sections.c.start_line,
        _sections.c.end_line,
        _sections.c.text,
        _sections.c.text_hash,
        _sections.c.generated_hash,
        _sections.c.position,
    ).where(_sections.c.id == bindparam("of"), _sections.c.gone_at.is_(None))
)
_MARK = Prepared(update(_sections).where(_sections.c.id == bindparam("of")).values(generated_hash=bindparam("hash")))
_FEW = 500  # values in one statement; databases limit them


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note's row without its text."""

    id: int
    path: str
    title: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section with its row's id, its note's, and what the writer has seen of it."""

    id: int
    note_id: int
    section: Section
    text_hash: str
    generated_hash: str | None
    position: int


def hash_section(section: Section) -> str:
    """What tells whether a section's own text has changed: another heading, marks or white space are no change."""
    return hashlib.sha256(body_of(section).encode()).hexdigest()


def list_notes(connection: Connection, learner_id: int, under: Sequence[str] = ()) -> list[StoredNote]:
    """All notes in the order they were first ingested, or those at or below the given paths."""
    rows = connection.execute(
        select(_notes.c.id, _notes.c.path, _notes.c.title, _notes.c.content_hash)
        .where(_notes.c.learner_id == learner_id)
        .order_by(_notes.c.id)
    )
    notes = [StoredNote(*row) for row in rows]
    if not under:
        return notes
    return [note for note in notes if any(PurePath(note.path).is_relative_to(place) for place in under)]


def text_of(connection: Connection, note_id: int) -> str:
    """The text of a note as it is stored."""
    return str(connection.scalar(select(_notes.c.text).where(_notes.c.id == note_id)) or "")


def insert_note(connection: Connection, learner_id: int, note: Note, now: datetime) -> int:
    """Store a note that was not known; returns its id."""
    result = connection.execute(
        insert(_notes).values(
            learner_id=learner_id,
            path=note.path,
            title=note.title,
            text=note.text,
            content_hash=note.content_hash,
            ingested_at=now,
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def update_note(connection: Connection, note_id: int, note: Note, now: datetime) -> None:
    """Keep the new text of a known note."""
    connection.execute(
        update(_notes)
        .where(_notes.c.id == note_id)
        .values(title=note.title, text=note.text, content_hash=note.content_hash, ingested_at=now)
    )


def sections_of(connection: Connection, note_id: int) -> list[StoredSection]:
    """The sections a note has now, in its order."""
    rows = connection.execute(
        select(_sections)
        .where(_sections.c.note_id == note_id, _sections.c.gone_at.is_(None))
        .order_by(_sections.c.position)
    )
    return [stored_section(row) for row in rows]


def sections_now(connection: Connection, section_ids: Sequence[int]) -> dict[int, StoredSection]:
    """Those of the sections that their notes still have, by id."""
    rows = [_SECTION_NOW.first(connection, {"of": section_id}) for section_id in section_ids]
    return {row[0]: _section_of(*row) for row in rows if row is not None}


def _section_of(
    section_id: int,
    note_id: int,
    key: str,
    title: str,
    level: int,
    heading_path: list[str],
    start_line: int,
    end_line: int,
    text: str,
    text_hash: str,
    generated_hash: str | None,
    position: int,
) -> StoredSection:
    section = Section(key, title, level, tuple(heading_path), start_line, end_line, text)
    return StoredSection(section_id, note_id, section, text_hash, generated_hash, position)


def unwritten(connection: Connection, learner_id: int, note_ids: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """The id and the text's hash of every section that no writer has seen as it is, in the order of the notes."""
    return _hashes(connection, learner_id, _sections.c.generated_hash.is_distinct_from(_sections.c.text_hash), note_ids)


def written_or_not(
    connection: Connection, learner_id: int, note_ids: Sequence[int] | None = None
) -> list[tuple[int, str]]:
    """The id and the text's hash of every section, in the order of the notes."""
    return _hashes(connection, learner_id, true(), note_ids)


def _hashes(
    connection: Connection, learner_id: int, condition: ColumnElement[bool], note_ids: Sequence[int] | None
) -> list[tuple[int, str]]:
    few = note_ids is not None and len(note_ids) <= _FEW
    wanted = frozenset(note_ids) if note_ids is not None else None
    rows = connection.execute(
        select(_sections.c.id, _sections.c.text_hash, _sections.c.note_id)
        .join(_notes, _notes.c.id == _sections.c.note_id)
        .where(_notes.c.learner_id == learner_id, _sections.c.gone_at.is_(None), condition)
        .where(_sections.c.note_id.in_(note_ids or ()) if few else true())
        .order_by(_sections.c.note_id, _sections.c.position)
    )
    return [(row.id, row.text_hash) for row in rows if wanted is None or row.note_id in wanted]


def stored_section(row: Row[tuple[object, ...]]) -> StoredSection:
    """A whole row of `sections` as a record."""
    return StoredSection(
        id=row.id,
        note_id=row.note_id,
        section=Section(
            key=row.key,
            title=row.title,
            level=row.level,
            heading_path=tuple(row.heading_path),
            start_line=row.start_line,
            end_line=row.end_line,
            text=row.text,
        ),
        text_hash=row.text_hash,
        generated_hash=row.generated_hash,
        position=row.position,
    )


def _section_values(section: Section, position: int) -> dict[str, object]:
    return {
        "key": section.key,
        "title": section.title,
        "level": section.level,
        "heading_path": list(section.heading_path),
        "start_line": section.start_line,
        "end_line": section.end_line,
        "text": section.text,
        "text_hash": hash_section(section),
        "position": position,
    }


def insert_section(connection: Connection, note_id: int, section: Section, position: int) -> int:
    """Store a new section of a note; returns its id."""
    result = connection.execute(insert(_sections).values(note_id=note_id, **_section_values(section, position)))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def update_section(connection: Connection, section_id: int, section: Section, position: int) -> None:
    """A known section's new place and text; what the writer has seen stays as it is."""
    connection.execute(
        update(_sections).where(_sections.c.id == section_id).values(gone_at=None, **_section_values(section, position))
    )


def free_keys(connection: Connection, section_ids: Iterable[int]) -> None:
    """Give sections that are about to be renamed a key no heading can have, so that keys may be swapped."""
    for section_id in section_ids:
        connection.execute(update(_sections).where(_sections.c.id == section_id).values(key=f"~{section_id}"))


def drop_sections(connection: Connection, section_ids: Sequence[int], now: datetime) -> None:
    """Sections a changed note no longer has: deleted, or kept as gone where a card or a run still refers to them."""
    for section_id in section_ids:
        connection.execute(delete(_section_concepts).where(_section_concepts.c.section_id == section_id))
        connection.execute(
            update(_sections).where(_sections.c.id == section_id).values(gone_at=now, key=f"~{section_id}")
        )
    referred = or_(
        *(
            exists().where(_tables[name].c.section_id == _sections.c.id)
            for name in ("rejections", "run_sections", "proposals")
        ),
        exists().where(_sources.c.section_id == _sections.c.id),
    )
    connection.execute(delete(_sections).where(_sections.c.id.in_(section_ids), ~referred))


def set_concepts(connection: Connection, section_id: int, concepts: Sequence[str]) -> None:
    """Which concepts of the catalogue a section names."""
    connection.execute(delete(_section_concepts).where(_section_concepts.c.section_id == section_id))
    if concepts:
        connection.execute(
            insert(_section_concepts),
            [{"section_id": section_id, "concept_id": concept} for concept in concepts],
        )


def concepts_of_note(connection: Connection, note_id: int) -> dict[int, tuple[str, ...]]:
    """Concept ids by section id."""
    found: dict[int, list[str]] = {}
    for row in connection.execute(
        select(_section_concepts.c.section_id, _section_concepts.c.concept_id)
        .join(_sections, _sections.c.id == _section_concepts.c.section_id)
        .where(_sections.c.note_id == note_id)
        .order_by(_section_concepts.c.concept_id)
    ):
        found.setdefault(row.section_id, []).append(row.concept_id)
    return {section_id: tuple(concepts) for section_id, concepts in found.items()}


def mark_generated(connection: Connection, section_id: int, text_hash: str) -> None:
    """The writer has seen this text of the section."""
    _MARK.run(connection, {"of": section_id, "hash": text_hash})
