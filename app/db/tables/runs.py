"""Runs of a writer, what they could not use, and what a learner chose for the model."""

from datetime import datetime

from sqlalchemy import (
    String,
    Text,
    text,
)
from sqlmodel import JSON, Column, Field

from app.db.tables.base import Base, UtcDateTime


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
    finish: str = Field(default="", sa_type=String(40))
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
