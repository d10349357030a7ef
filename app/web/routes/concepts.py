"""Concepts by topic, and one concept: its text, its demo, the learner's cards and sections on it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.services import browse
from app.services.browse_concepts import map_concepts, open_concept
from app.web.pages.base import render
from app.web.pages.concepts import ConceptPage, ConceptsPage
from app.web.pages.lists import card_entry
from app.web.state import StateDep

router = APIRouter(prefix="/concepts", tags=["concepts"], default_response_class=HTMLResponse)


@router.get("")
def concepts(request: Request, state: StateDep) -> HTMLResponse:
    """Every concept, by topic."""
    return render(request, ConceptsPage(topics=map_concepts(state.db, state.learner, state.catalogue)))


@router.get("/{concept_id}")
def concept(request: Request, state: StateDep, concept_id: str) -> HTMLResponse:
    """One concept."""
    view = open_concept(state.db, state.learner, state.catalogue, concept_id)
    found = browse.search_cards(state.db, state.learner, text="", note_id=None, concept=concept_id, status="", page=1)
    preset = state.manifest.for_concept(concept_id).presets[concept_id] if view.concept.demo else None
    page = ConceptPage(
        view=view,
        cards=tuple(card_entry(card) for card in found.cards),
        total=found.total,
        summary=preset.summary if preset else "",
        claims=preset.claims if preset else (),
    )
    return render(request, page)
