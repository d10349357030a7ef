"""Notes, a note, a section."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.services import browse, browse_sections
from app.web.pages.base import render
from app.web.pages.lists import card_entry
from app.web.pages.notes import NotesPage, folders_of, hints_of, total_of
from app.web.pages.rules import sentences
from app.web.pages.sections import (
    NotePage,
    SectionPage,
    coverage_part,
    passage_of,
    refused_entry,
    writing_part,
)
from app.web.pages.times import moment
from app.web.state import StateDep

router = APIRouter(tags=["notes"], default_response_class=HTMLResponse)


@router.get("/notes")
def notes(request: Request, state: StateDep) -> HTMLResponse:
    """All notes, by folder."""
    lines = browse.list_notes(state.db, state.learner, state.today())
    return render(
        request,
        NotesPage(folders=folders_of(lines, state.settings.notes_dir), hints=hints_of(lines), total=total_of(lines)),
    )


@router.get("/notes/{note_id}")
def note(request: Request, state: StateDep, note_id: int) -> HTMLResponse:
    """One note: its sections, the counts of their cards, and how much of them cards ask about."""
    view = browse_sections.open_note(state.db, state.learner, note_id, state.today())
    page = NotePage(
        note=view.note, sections=view.sections, covered=view.covered, sentences=view.sentences, terms=view.terms
    )
    return render(request, page)


@router.get("/sections/{section_id}")
def section(request: Request, state: StateDep, section_id: int) -> HTMLResponse:
    """One section: its text with the quotes marked, its cards, what no card asks about, and how it was written."""
    view = browse_sections.open_section(state.db, state.learner, section_id)
    writing = view.writing
    page = SectionPage(
        place=view.place,
        passage=passage_of(view),
        coverage=coverage_part(view),
        trail=[(heading, "") for heading in view.place.section.heading_path[:-1] if heading != view.place.note_title],
        cards=tuple(card_entry(card) for card in view.cards),
        concepts=state.concepts(view.place.concepts),
        before=view.before,
        after=view.after,
        writing=writing_part(writing, moment(writing.started_at, state.learner.zone)) if writing else None,
        refused=tuple(refused_entry(draft) for draft in view.refused),
        sentences=sentences(),
    )
    return render(request, page)
