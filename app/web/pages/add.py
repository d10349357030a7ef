"""Adding notes: the ways in, the work going on, and what it gave."""

from dataclasses import dataclass
from typing import ClassVar

from app.services.add_notes import AddReport
from app.web.jobs import Job
from app.web.pages.base import Page


@dataclass(frozen=True, slots=True)
class AddPage(Page):
    """`folders` where the person may name one of this machine; `starter` counts the shipped concepts not yet added."""

    template: ClassVar[str] = "add.html"
    nav: ClassVar[str] = "Add notes"

    folders: bool
    starter: int


@dataclass(frozen=True, slots=True)
class NoteResult:
    """What one note gave: whether it is new, changed or unchanged, and how many sections it has.

    `hint` is its file's name where another note has the same title.
    """

    id: int
    title: str
    hint: str
    change: str
    sections: int


@dataclass(frozen=True, slots=True)
class JobPage(Page):
    """`results`, `errors` and `rules` (id, what it asks for, how often it spoke) are filled once the work is done."""

    template: ClassVar[str] = "job.html"
    partial: ClassVar[str] = "_job.html"
    nav: ClassVar[str] = "Add notes"

    job: Job[AddReport]
    heading: str
    results: tuple[NoteResult, ...]
    errors: tuple[str, ...]
    rules: tuple[tuple[str, str, int], ...]
