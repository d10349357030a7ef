"""Builds real collections for tests: a database file with a note, sections and cards."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.db.tables import Base
from app.domain import CardStatus, Learner, State
from app.scheduler.queue import queue_of

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
T = Base.metadata.tables


def open_collection(path: Path, notes: int = 1, cards: int = 6, siblings: int = 1, zone: str = "UTC") -> Database:
    """`notes` notes with `cards` new cards each; every `siblings` neighbours share a sibling group.

    Cards are called n1c0, n1c1, …
    """
    db = Database.open(path)
    learner = ensure_learner(db, zone=zone)
    with db.write() as connection:
        for note_id in range(1, notes + 1):
            add_note(connection, learner, note_id, cards, siblings)
    return db


def add_note(connection: Connection, learner: Learner, note_id: int, cards: int, siblings: int = 1) -> None:
    """One note with one section and `cards` new cards."""
    connection.execute(
        insert(T["notes"]).values(
            id=note_id,
            learner_id=learner.id,
            path=f"note{note_id}.md",
            title=f"Note {note_id}",
            text="# Words\nA word.",
            content_hash="0" * 64,
            ingested_at=MONDAY,
        )
    )
    connection.execute(
        insert(T["sections"]).values(
            id=note_id,
            note_id=note_id,
            key="words",
            title="Words",
            level=1,
            heading_path=["Words"],
            start_line=1,
            end_line=2,
            text="# Words\nA word.",
            text_hash="0" * 64,
            position=0,
        )
    )
    ids = [f"n{note_id}c{number}" for number in range(cards)]
    connection.execute(
        insert(T["cards"]),
        [
            {
                "id": card_id,
                "learner_id": learner.id,
                "note_id": note_id,
                "kind": "basic",
                "question": f"What is word {card_id}?",
                "answer": f"The answer to {card_id}.",
                "status": "active",
                "writer": "extractive",
                "model": "",
                "rule": "definition",
                "sibling_group": f"n{note_id}g{number // siblings}",
                "position": note_id * 1_000_000 + number,
                "version": 0,
                "edited": False,
                "created_at": MONDAY,
                "updated_at": MONDAY,
            }
            for number, card_id in enumerate(ids)
        ],
    )
    connection.execute(
        insert(T["sources"]),
        [
            {
                "card_id": card_id,
                "ordinal": 0,
                "section_id": note_id,
                "quote": "A word.",
                "quote_start": 8,
                "quote_end": 15,
                "start_line": 2,
                "end_line": 2,
                "stands": True,
            }
            for card_id in ids
        ],
    )
    connection.execute(
        insert(T["schedules"]),
        [
            {
                "card_id": card_id,
                "learner_id": learner.id,
                "note_id": note_id,
                "queue": int(queue_of(CardStatus.ACTIVE)),
                "state": int(State.NEW),
                "reps": 0,
                "lapses": 0,
                "suspended": False,
                "position": note_id * 1_000_000 + number,
                "version": 0,
            }
            for number, card_id in enumerate(ids)
        ],
    )


def dump(db: Database, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    """Whole tables as stored, ordered by key; all that can change in study by default."""
    names = tables or ("schedules", "day_counts")
    with db.read() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(T[name]).order_by(*T[name].primary_key.columns))]
            for name in names
        }


def day(number: int) -> date:
    """The study day of MONDAY plus `number` days."""
    return MONDAY.date() + timedelta(days=number)
