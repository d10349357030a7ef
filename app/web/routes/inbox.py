"""The inbox: cards that wait for the learner's word."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse

from app.services import inbox
from app.web.forms import InboxForm
from app.web.pages.base import render
from app.web.pages.faces import face
from app.web.pages.inbox import InboxPage, WaitingEntry
from app.web.pages.passages import marked
from app.web.pages.rules import sentences
from app.web.state import StateDep

router = APIRouter(tags=["inbox"], default_response_class=HTMLResponse)


@router.get("/inbox")
def inbox_page(request: Request, state: StateDep) -> HTMLResponse:
    """The cards that wait."""
    found = inbox.open_inbox(state.db, state.learner)
    entries = []
    for waiting in found.waiting:
        card, source = waiting.card, waiting.source
        passage = marked(source.text, [(source.quote_start, source.quote_end)]) if source else ""
        entries.append(WaitingEntry(waiting, face(card.kind, card.question, card.answer), passage))
    return render(request, InboxPage(entries=tuple(entries), total=found.total, sentences=sentences()))


@router.post("/inbox")
def decide(state: StateDep, form: Annotated[InboxForm, FromForm()]) -> RedirectResponse:
    """Accept or refuse one."""
    inbox.decide(state.db, form.card_id, learner=state.learner, accept=form.verdict == "accept", now=state.now())
    return RedirectResponse("/inbox", 303)


@router.post("/inbox/all")
def accept_all(state: StateDep) -> RedirectResponse:
    """Accept all that wait."""
    inbox.accept_all(state.db, learner=state.learner, now=state.now())
    return RedirectResponse("/inbox", 303)
