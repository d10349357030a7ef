"""Notes and their sections."""

from datetime import datetime

from sqlalchemy import (
    String,
    Text,
    UniqueConstraint,
)
from sqlmodel import JSON, Column, Field

from app.db.tables.base import Base, UtcDateTime


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
