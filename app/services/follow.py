"""A note's new text stored: its sections are found again wherever they went, and its cards' quotes with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from app.cards.body import body_of
from app.cards.matching import locate, match_sections
from app.cards.passages import sentences
from app.db import cards as card_store
from app.db import following
from app.db import notes as note_store
from app.db.notes import StoredSection
from app.domain import Note, Section, Source

_LEAST_QUOTE = 20
"""A shorter quote found in another note proves nothing: "eight heads" stands in many."""


@dataclass(slots=True)
class Strays:
    """Sections that their notes no longer have, until another note turns out to hold them.

    `seen` are the sentences that the writer has read, in whichever note: text that only moved is not read again.
    """

    by_body: dict[str, list[StoredSection]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    adopted: set[int] = field(default_factory=set)

    def add(self, sections: Iterable[StoredSection]) -> None:
        """Know sections that may turn up elsewhere."""
        for stored in sections:
            body = body_of(stored.section)
            if body:
                self.by_body.setdefault(body, []).append(stored)

    def remember(self, sections: Iterable[StoredSection]) -> None:
        """Know the sentences of sections that the writer has read as they are."""
        for stored in sections:
            if stored.generated_hash == stored.text_hash:
                self.seen.update(_said(stored.section))

    def take(self, section: Section) -> StoredSection | None:
        """The stray with these very words, once."""
        waiting = self.by_body.get(body_of(section), [])
        while waiting:
            stored = waiting.pop(0)
            if stored.id not in self.adopted:
                self.adopted.add(stored.id)
                return stored
        return None

    def knows(self, section: Section) -> bool:
        """Whether the writer has read every sentence of a section, wherever it stood."""
        return bool(self.seen) and self.seen.issuperset(_said(section))


def _said(section: Section) -> list[str]:
    """The sentences of a section below its heading."""
    return sentences(section.text.partition("\n")[2] if section.level else section.text)


def store_sections(
    connection: Connection, note_id: int, note: Note, strays: Strays, now: datetime
) -> tuple[dict[str, int], list[StoredSection]]:
    """Store the sections of a new or changed note; returns row ids by key, and the sections the note no longer has.

    A section keeps its row where the note had it before, or another note has lost it. Those that are gone are set
    aside; `note_store.drop_sections` ends their wait.
    """
    old = note_store.sections_of(connection, note_id)
    row_of = _rows_kept(old, note)
    kept = {stored.id for stored in row_of.values()}
    leaving = [stored for stored in old if stored.id not in kept]
    following.set_aside(connection, [stored.id for stored in leaving], now)
    strays.remember(old)
    strays.adopted |= kept
    adopted = {}
    for section in note.sections:
        stray = strays.take(section) if section.key not in row_of else None
        if stray is not None:
            following.adopt(connection, stray.id, note_id)
            row_of[section.key] = adopted[section.key] = stray
    note_store.free_keys(connection, [s.id for key, s in row_of.items() if s.section.key != key])
    ids = _write(connection, note_id, note, row_of, set(adopted))
    read = [ids[section.key] for section in note.sections if strays.knows(section)]
    following.mark_seen(connection, read)
    return ids, leaving


def _rows_kept(old: Sequence[StoredSection], note: Note) -> dict[str, StoredSection]:
    """The rows of the sections that the note still has, by their new keys."""
    new_by_old = match_sections([stored.section for stored in old], note.sections)
    found = {new_by_old.get(stored.section.key): stored for stored in old}
    return {key: stored for key, stored in found.items() if key is not None}


def _write(
    connection: Connection, note_id: int, note: Note, row_of: dict[str, StoredSection], adopted: set[str]
) -> dict[str, int]:
    ids = {}
    for position, section in enumerate(note.sections):
        stored = row_of.get(section.key)
        if stored is None:
            ids[section.key] = note_store.insert_section(connection, note_id, section, position)
            continue
        ids[section.key] = stored.id
        if stored.section != section or stored.position != position or section.key in adopted:
            note_store.update_section(connection, stored.id, section, position)
    return ids


def move_quotes(connection: Connection, note_id: int, note: Note, ids: dict[str, int]) -> None:
    """A quote that stands, in its section or elsewhere in the note, takes its card along; otherwise it is in doubt."""
    section_of = {ids[section.key]: section for section in note.sections}
    for stored in card_store.sources_in_note(connection, note_id):
        place = _place(stored.source, section_of)
        if place is None:
            if stored.stands:
                card_store.doubt_source(connection, stored.card_id, stored.ordinal)
        elif place != stored.source or not stored.stands:
            card_store.replace_source(connection, stored.card_id, stored.ordinal, place)


def find_elsewhere(connection: Connection, note_ids: Sequence[int], texts: Sequence[tuple[int, int, Section]]) -> None:
    """Quotes that these notes have lost may stand in another note now: `texts` are (note id, section id, section)."""
    for card_id, ordinal, quote in following.unproved(connection, note_ids):
        if len(quote) < _LEAST_QUOTE:
            continue
        for note_id, section_id, section in texts:
            span = locate(quote, section)
            if span is not None:
                card_store.replace_source(connection, card_id, ordinal, source_at(section_id, section, span))
                if ordinal == 0:
                    following.move_cards(connection, [card_id], note_id)
                break


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
