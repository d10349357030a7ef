"""What a writer is: something that proposes drafts for one section."""

from dataclasses import dataclass
from typing import Protocol

from app.domain import Draft, Rejection, Section


@dataclass(frozen=True, slots=True)
class WriterReply:
    """Drafts in the order of the text, and what the writer itself saw as unusable (a label without its value)."""

    drafts: tuple[Draft, ...]
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionContext:
    """What surrounds a section: the note's title and its neighbours, parent first where there is one."""

    note_title: str
    parent: Section | None = None
    children: tuple[Section, ...] = ()


class Writer(Protocol):
    """Proposes drafts; never judges or stores them. Same section, same drafts."""

    name: str
    model: str

    def write(self, section: Section, context: SectionContext) -> WriterReply: ...
