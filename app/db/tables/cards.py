"""Cards, where they come from, and what was decided about them."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlmodel import Column, Field

from app.db.tables.base import Base, UtcDateTime


class CardRow(Base, table=True):
    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("id"),
        Index("ix_cards_learner_id_status_position", "learner_id", "status", "position"),
        # What the statistics of writers count, so that they need not read the cards themselves.
        Index("ix_cards_provenance", "learner_id", "writer", "model", "digest", "rule", "status", "waited"),
    )
    # A number that stays: the full-text index refers to it, and SQLite may renumber implicit rowids.
    number: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    id: str = Field(sa_type=String(36))
    learner_id: int = Field(foreign_key="learners.id")
    note_id: int = Field(foreign_key="notes.id", index=True)
    kind: str = Field(sa_type=String(10))
    question: str = Field(sa_type=Text)
    answer: str = Field(sa_type=Text)
    status: str = Field(sa_type=String(10))
    writer: str = Field(sa_type=String(40))
    model: str = Field(sa_type=String(100))
    # The model's weights, empty for the built-in writer.
    digest: str = Field(default="", sa_type=String(80), sa_column_kwargs={"server_default": ""})
    rule: str = Field(sa_type=String(60))
    sibling_group: str = Field(sa_type=String(64), index=True)
    # Order of introduction: note, then section, then place in it.
    position: int = Field(sa_type=BigInteger)
    version: int = 0
    # The learner's own words: never overwritten by a writer.
    edited: bool = False
    # Went through the inbox: what the learner then decided is the acceptance rate of its writer.
    waited: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SourceRow(Base, table=True):
    __tablename__ = "sources"
    card_id: str = Field(foreign_key="cards.id", primary_key=True, sa_type=String(36))
    ordinal: int = Field(primary_key=True)
    section_id: int = Field(foreign_key="sections.id", index=True)
    quote: str = Field(sa_type=Text)
    quote_start: int
    quote_end: int
    start_line: int
    end_line: int
    # False once a changed note no longer holds the quote; the card is then in doubt until a verdict.
    stands: bool = True


class CardConceptRow(Base, table=True):
    __tablename__ = "card_concepts"
    card_id: str = Field(foreign_key="cards.id", primary_key=True, sa_type=String(36))
    # 0 is what the card is about most: its demo is the one that Study offers.
    ordinal: int = Field(primary_key=True)
    concept_id: str = Field(sa_type=String(100), index=True)


class CardVectorRow(Base, table=True):
    """What an embedding model makes of a card: float32 numbers, of length one. Stale once `text_hash` or the model is
    another."""

    __tablename__ = "card_vectors"
    card_id: str = Field(foreign_key="cards.id", primary_key=True, sa_type=String(36))
    model: str = Field(sa_type=String(200))
    text_hash: str = Field(sa_type=String(64))
    vector: bytes = Field(sa_type=LargeBinary)


class DecisionRow(Base, table=True):
    """Append-only but for `undone_at`: what the learner said of a card in the inbox.

    Decisions made at once share a `batch`, a number that grows, and are taken back at once.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_card_id", "card_id"), Index("ix_decisions_batch", "batch"))
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learners.id")
    card_id: str = Field(foreign_key="cards.id", sa_type=String(36))
    batch: int
    accepted: bool
    # The learner had put it into their own words by then.
    edited: bool
    decided_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
