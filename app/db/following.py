"""Notes and sections that moved: every statement that carries their rows along."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from app.db.tables import Base, CardRow, NoteRow, ScheduleRow, SectionRow, SourceRow

_tables = Base.metadata.tables
_notes = _tables[str(NoteRow.__tablename__)]
_sections = _tables[str(SectionRow.__tablename__)]
_sources = _tables[str(SourceRow.__tablename__)]
_cards = _tables[str(CardRow.__tablename__)]
_schedules = _tables[str(ScheduleRow.__tablename__)]


def rename_note(connection: Connection, note_id: int, path: str) -> None:
    """The same note under another path; nothing else of it changes."""
    connection.execute(update(_notes).where(_notes.c.id == note_id).values(path=path))


def set_aside(connection: Connection, section_ids: Iterable[int], now: datetime) -> None:
    """Mark sections as gone from their note, and free their keys. Whether they turn up elsewhere is not known yet."""
    for section_id in section_ids:
        connection.execute(
            update(_sections).where(_sections.c.id == section_id).values(gone_at=now, key=f"~{section_id}")
        )


def adopt(connection: Connection, section_id: int, note_id: int) -> None:
    """A section now belongs to another note, and the cards that were first found in it with it.

    Its key is one no heading can have until its new text is stored.
    """
    connection.execute(
        update(_sections)
        .where(_sections.c.id == section_id)
        .values(note_id=note_id, gone_at=None, key=f"~{section_id}")
    )
    move_cards(connection, _cards_of(connection, section_id), note_id)


def move_cards(connection: Connection, card_ids: Sequence[str], note_id: int) -> None:
    """Cards are studied with the note that proves them. Their place in the order of introduction stays."""
    for card_id in card_ids:
        connection.execute(update(_cards).where(_cards.c.id == card_id).values(note_id=note_id))
        connection.execute(update(_schedules).where(_schedules.c.card_id == card_id).values(note_id=note_id))


def unproved(connection: Connection, note_ids: Sequence[int]) -> list[tuple[str, int, str]]:
    """Sources in these notes (card, ordinal, quote) that do not stand."""
    rows = connection.execute(
        select(_sources.c.card_id, _sources.c.ordinal, _sources.c.quote)
        .join(_sections, _sections.c.id == _sources.c.section_id)
        .where(_sections.c.note_id.in_(note_ids), ~_sources.c.stands)
        .order_by(_sources.c.card_id, _sources.c.ordinal)
    )
    return [(row.card_id, row.ordinal, row.quote) for row in rows]


def mark_seen(connection: Connection, section_ids: Iterable[int]) -> None:
    """The writer has seen every sentence of these sections, if in another place."""
    for section_id in section_ids:
        connection.execute(
            update(_sections).where(_sections.c.id == section_id).values(generated_hash=_sections.c.text_hash)
        )


def _cards_of(connection: Connection, section_id: int) -> list[str]:
    return list(
        connection.scalars(
            select(_sources.c.card_id).where(_sources.c.section_id == section_id, _sources.c.ordinal == 0)
        )
    )
