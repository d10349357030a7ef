"""The tables. Rows of a learner carry `learner_id`; instants are stored in UTC through one type decorator."""

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import JSON, Column, Field, MetaData, SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime; naive ones are refused, because SQLite would give back another instant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(SQLModel):
    """Shared metadata with named constraints, which migrations on SQLite need."""

    metadata = MetaData(naming_convention=NAMING)


class LearnerRow(Base, table=True):
    __tablename__ = "learners"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=String(200))
    zone: str = Field(sa_type=String(64))
    new_per_day: int = 20
    reviews_per_day: int = 200
    desired_retention: float = 0.9
    ask_before_accepting: bool = False


class ModelSettingsRow(Base, table=True):
    """What a learner has chosen for the model that writes; an empty column leaves the choice to the environment."""

    __tablename__ = "model_settings"
    learner_id: int = Field(foreign_key="learners.id", primary_key=True)
    host: str | None = Field(default=None, sa_type=String(300))
    model: str | None = Field(default=None, sa_type=String(200))
    context_length: int | None = None
    concurrency: int | None = None
    language: str | None = Field(default=None, sa_type=String(40))
    cards_per_section: int | None = None
    second_look: bool | None = None
    embedding_model: str | None = Field(default=None, sa_type=String(200))


class NoteRow(Base, table=True):
    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("learner_id", "path"),)
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learners.id")
    path: str = Field(sa_type=String(1024))
    title: str = Field(sa_type=String(500))
    text: str = Field(sa_type=Text)
    content_hash: str = Field(sa_type=String(64))
    ingested_at: datetime = Field(sa_type=UtcDateTime)


class SectionRow(Base, table=True):
    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("note_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="notes.id", index=True)
    key: str = Field(sa_type=String(500))
    title: str = Field(sa_type=String(500))
    level: int
    heading_path: list[str] = Field(sa_column=Column(JSON, nullable=False))
    start_line: int
    end_line: int
    text: str = Field(sa_type=Text)
    text_hash: str = Field(sa_type=String(64))
    position: int
    # Set when a changed note no longer has the section; kept while cards refer to it.
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # text_hash of the text that the writer last saw, so that an unchanged section is never written twice.
    generated_hash: str | None = Field(default=None, sa_type=String(64))


class SectionConceptRow(Base, table=True):
    __tablename__ = "section_concepts"
    section_id: int = Field(foreign_key="sections.id", primary_key=True)
    concept_id: str = Field(sa_type=String(100), primary_key=True)


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


def _queue_index(name: str, queue: int, *columns: str) -> Index:
    """An index over one queue only: an answer then touches the two queues it moves a card between, no more.

    It ends with the queue itself, without which SQLite would look at the row after all. Only SQLite's condition is
    named: `postgresql_where` would load that dialect, 20 ms and 2 MiB, at every start.
    """
    return Index(name, "learner_id", *columns, "queue", sqlite_where=text(f"queue = {queue}"))


class ScheduleRow(Base, table=True):
    """`queue` is what the study query ranges over: see scheduler/queue.py. `note_id` is the card's own, kept here so
    that studying one note does not range over the others."""

    __tablename__ = "schedules"
    __table_args__ = (
        _queue_index("ix_schedules_new", 0, "position", "buried_until"),
        _queue_index("ix_schedules_learning", 1, "due"),
        _queue_index("ix_schedules_review", 2, "due_day", "position", "buried_until"),
        Index("ix_schedules_note_id", "note_id"),
    )
    card_id: str = Field(foreign_key="cards.id", primary_key=True, sa_type=String(36))
    learner_id: int = Field(foreign_key="learners.id", primary_key=True)
    note_id: int = Field(foreign_key="notes.id")
    queue: int
    state: int
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_day: date | None = None
    last_review: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: date | None = None
    position: int = Field(default=0, sa_type=BigInteger)
    version: int = 0


class ReviewRow(Base, table=True):
    """Append-only. `before` and `after` hold the schedule around the answer, which is all that undo needs."""

    __tablename__ = "reviews"
    __table_args__ = (
        # A submission is for one card, so one index serves a card's history and the check for a repeated answer.
        UniqueConstraint("card_id", "submission_id"),
    )
    # BigInteger for other engines; SQLite's rowid alias needs the plain INTEGER.
    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    )
    learner_id: int = Field(foreign_key="learners.id")
    card_id: str = Field(foreign_key="cards.id", sa_type=String(36))
    submission_id: str = Field(sa_type=String(64))
    rating: int
    reviewed_at: datetime = Field(sa_type=UtcDateTime)
    utc_offset_minutes: int
    study_day: date
    duration_ms: int
    was_new: bool
    before: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    # The siblings put off by this answer, each with the day it was buried until before, if any.
    buried: dict[str, str | None] = Field(sa_column=Column(JSON, nullable=False))


class UndoRow(Base, table=True):
    """Append-only too: a review with an undo did not happen, but is not forgotten."""

    __tablename__ = "undos"
    review_id: int = Field(
        sa_column=Column(
            BigInteger().with_variant(Integer, "sqlite"),
            ForeignKey("reviews.id"),
            primary_key=True,
            autoincrement=False,
        )
    )
    undone_at: datetime = Field(sa_type=UtcDateTime)


class DayCountRow(Base, table=True):
    """How many new cards, reviews and answers in all a study day has had: a day's limits then cost one look-up."""

    __tablename__ = "day_counts"
    learner_id: int = Field(foreign_key="learners.id", primary_key=True)
    study_day: date = Field(primary_key=True)
    new_cards: int = 0
    reviews: int = 0
    answers: int = 0


class RunRow(Base, table=True):
    """One run of a writer over sections. `state` is a RunState of db/runs; `wishes` is what it was asked for."""

    __tablename__ = "runs"
    id: int | None = Field(default=None, primary_key=True)
    learner_id: int = Field(foreign_key="learners.id")
    kind: str = Field(sa_type=String(20))
    writer: str = Field(sa_type=String(40))
    model: str = Field(sa_type=String(100))
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: str = Field(default="done", sa_type=String(12), sa_column_kwargs={"server_default": "done"})
    digest: str = Field(default="", sa_type=String(80), sa_column_kwargs={"server_default": ""})
    message: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    wishes: dict[str, object] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    counts: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class RunSectionRow(Base, table=True):
    """One section of a run: what it was to get and what it got. A row that is `pending` is work still to be done."""

    __tablename__ = "run_sections"
    run_id: int = Field(foreign_key="runs.id", primary_key=True)
    section_id: int = Field(foreign_key="sections.id", primary_key=True, index=True)
    position: int
    # The text that was asked about: a section that changed meanwhile is not what was meant.
    text_hash: str = Field(sa_type=String(64))
    instruction: str = Field(default="", sa_type=Text)
    state: str = Field(default="pending", sa_type=String(12))
    writer: str = Field(default="", sa_type=String(40))
    model: str = Field(default="", sa_type=String(200))
    # The version of the prompt that was asked with, empty for the built-in writer.
    prompt: str = Field(default="", sa_type=String(60), sa_column_kwargs={"server_default": ""})
    # Why the built-in writer wrote in the model's place: a fault's short name and a sentence.
    fault: str = Field(default="", sa_type=String(40))
    message: str = Field(default="", sa_type=Text)
    proposed: int = 0
    kept: int = 0
    waiting: int = 0
    known: int = 0
    rejected: int = 0
    calls: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    finish: str = Field(default="", sa_type=String(12))
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RejectionRow(Base, table=True):
    __tablename__ = "rejections"
    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="runs.id", index=True)
    section_id: int = Field(foreign_key="sections.id", index=True)
    rule: str = Field(sa_type=String(40))
    severity: str = Field(sa_type=String(10))
    measured: str = Field(sa_type=Text)
    threshold: str = Field(sa_type=Text)
    span: str = Field(sa_type=Text)
    question: str = Field(sa_type=Text)
    answer: str = Field(sa_type=Text)
