"""Notes, a note, a section."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.services import browse
from app.web.pages.base import render
from app.web.pages.lists import card_entry
from app.web.pages.notes import NotePage, NotesPage, SectionPage, folders_of, hints_of, total_of
from app.web.pages.passages import marked
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
    """One note: its sections and the counts of their cards."""
    view = browse.open_note(state.db, state.learner, note_id, state.today())
    return render(request, NotePage(note=view.note, sections=view.sections))


@router.get("/sections/{section_id}")
def section(request: Request, state: StateDep, section_id: int) -> HTMLResponse:
    """One section: its text with the quotes marked, and its cards."""
    view = browse.open_section(state.db, state.learner, section_id)
    page = SectionPage(
        place=view.place,
        passage=marked(view.place.section.text, ((card.quote_start, card.quote_end) for card in view.cards)),
        trail=[(heading, "") for heading in view.place.section.heading_path[:-1] if heading != view.place.note_title],
        cards=tuple(card_entry(card) for card in view.cards),
        concepts=state.concepts(view.place.concepts),
        before=view.before,
        after=view.after,
    )
    return render(request, page)
