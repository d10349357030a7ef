"""Notes that changed, what was proposed for their cards, and what was applied so that it can be undone."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlmodel import JSON, Column, Field

from app.db.tables.base import Base, UtcDateTime


class FolderRow(Base, table=True):
    """A place that notes come from: followed when its files change. A file may be one too."""

    __tablename__ = "folders"
    __table_args__ = (UniqueConstraint("learner_id", "path"),)
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learners.id")
    path: str = Field(sa_type=String(1024))
    added_at: datetime = Field(sa_type=UtcDateTime)


class ChangeRow(Base, table=True):
    """One note whose text changed (or whose file has gone), from when it was seen until all is decided.

    `kind` is "edited", "moved" or "missing"; `state` "new" until its cards have their proposals, then "open", then
    "closed". A later edit of the same note before all is decided joins the open change: `old_text` stays.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_learner_id_state", "learner_id", "state"),)
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learners.id")
    note_id: int = Field(foreign_key="notes.id", index=True)
    kind: str = Field(sa_type=String(12))
    state: str = Field(sa_type=String(12))
    old_path: str = Field(default="", sa_type=String(1024))
    old_text: str = Field(sa_type=Text)
    new_text: str = Field(sa_type=Text)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProposalRow(Base, table=True):
    """What a change means for one card: a verdict with its reason, and the card's new words where it has some.

    `card_id` is empty for a fact that is new. `state` is "open", "applied", "declined" or "superseded" (the note
    changed again). The old words and quote are kept as they were then.
    """

    __tablename__ = "proposals"
    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="changes.id", index=True)
    card_id: str | None = Field(default=None, foreign_key="cards.id", sa_type=String(36), index=True)
    section_id: int | None = Field(default=None, foreign_key="sections.id", index=True)
    verdict: str = Field(sa_type=String(12))
    reason: str = Field(sa_type=Text)
    state: str = Field(sa_type=String(12))
    # Small and safe: applied by itself, and listed.
    safe: bool = False
    old_question: str = Field(default="", sa_type=Text)
    old_answer: str = Field(default="", sa_type=Text)
    old_quote: str = Field(default="", sa_type=Text)
    kind: str = Field(default="", sa_type=String(10))
    question: str = Field(default="", sa_type=Text)
    answer: str = Field(default="", sa_type=Text)
    quote: str = Field(default="", sa_type=Text)
    quote_start: int = 0
    quote_end: int = 0
    rule: str = Field(default="", sa_type=String(60))
    writer: str = Field(default="", sa_type=String(40))
    model: str = Field(default="", sa_type=String(200))
    digest: str = Field(default="", sa_type=String(80))
    # The card that a replacement or a new fact became.
    made_card_id: str | None = Field(default=None, foreign_key="cards.id", sa_type=String(36), index=True)


class ApplicationRow(Base, table=True):
    """Proposals applied together. `before` holds every row that was touched as it was, which is all that undo needs;
    `made` the cards that came of it."""

    __tablename__ = "applications"
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learners.id", index=True)
    change_id: int = Field(foreign_key="changes.id", index=True)
    applied_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Applied without being asked, because it was safe.
    by_itself: bool = False
    proposals: list[int] = Field(sa_column=Column(JSON, nullable=False))
    before: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    made: list[str] = Field(sa_column=Column(JSON, nullable=False))
