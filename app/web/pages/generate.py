"""Choosing what to write about."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from app.db.browse_runs import RunLine
from app.db.browse_writing import NoteToWrite
from app.errors import UnavailableError
from app.services.browse_runs import Choices, Unfinished
from app.services.installed_models import InstalledModel
from app.web.pages.base import Page
from app.web.pages.installed import facts, same_model
from app.web.templating import plural

_FEW_NOTES = 3


@dataclass(frozen=True, slots=True)
class WriterView:
    """Who would write now: the chosen model, and what is known of it.

    `asked` is False where its server was not asked, so that a page never waits for one. `problem` says why the model
    cannot write, `advice` what to do; `missing` that its server lacks it.
    """

    model: str
    host: str
    asked: bool = False
    fit: bool = True
    facts: str = ""
    sentence: str = ""
    problem: str = ""
    advice: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class WriterPart(Page):
    """The part of the page that says who would write."""

    template: ClassVar[str] = "_writer.html"
    partial: ClassVar[str] = "_writer.html"

    writer: WriterView


@dataclass(frozen=True, slots=True)
class GeneratePage(Page):
    """`ticked` are section ids, `opened` the ids of notes whose sections are in view; `note_sums` are by note id.

    `narrowed` where only one note is shown. `going` is the number of the run that is at work, 0 where none is. `runs`
    are the last ones, with when they were and who wrote.
    """

    template: ClassVar[str] = "generate.html"
    nav: ClassVar[str] = "Generate"

    choices: Choices
    note_sums: dict[int, str]
    opened: frozenset[int]
    ticked: frozenset[int]
    unwritten: int
    narrowed: bool
    writer: WriterView
    unfinished: Unfinished | None
    going: int
    runs: tuple[tuple[RunLine, str, str], ...]


def writer_view(model: str, host: str, models: Collection[InstalledModel]) -> WriterView:
    """What a server's list says of the chosen model."""
    found = next((each for each in models if same_model(each.name, model)), None)
    if found is None:
        return WriterView(
            model,
            host,
            asked=True,
            problem=f"The server has no model called {model}.",
            advice=f"On the server: ollama pull {model}",
            missing=True,
        )
    return WriterView(model, host, True, found.fit.fit, facts(found), found.fit.why)


def writer_missing(model: str, host: str, error: UnavailableError) -> WriterView:
    """Why nothing is known of the chosen model."""
    return WriterView(model, host, asked=True, problem=error.message, advice=error.advice)


def note_sum(note: NoteToWrite) -> str:
    """How much of a note is written about, in words."""
    if note.unwritten == note.sections:
        written = f"{plural(note.sections, 'section')}, none written yet"
    elif note.unwritten:
        written = f"{note.unwritten:,} of {plural(note.sections, 'section')} not yet written"
    else:
        written = plural(note.sections, "section")
    bare = note.without_cards - note.unwritten
    return f"{written}, {bare:,} without cards" if bare > 0 else written


def notes_to_open(choices: Choices, ticked: Collection[int]) -> frozenset[int]:
    """The notes whose sections are worth seeing at once: all where they are few, else those only partly ticked."""
    if len(choices.sections) <= _FEW_NOTES:
        return frozenset(choices.sections)
    return frozenset(
        note
        for note, sections in choices.sections.items()
        if 0 < sum(section.id in ticked for section in sections) < len(sections)
    )
