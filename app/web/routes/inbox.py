"""The inbox: cards that wait for the learner's word.

Every form works by itself (post, redirect, get). A page with JavaScript asks for a fragment and gets the list as it is
after the deed.
"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.cards import cloze
from app.db.browse_inbox import InboxFilter
from app.db.decisions import Decision
from app.errors import InvalidInputError
from app.services import inbox
from app.services.edit_card import edit_card
from app.web.forms import InboxEditForm, InboxForm
from app.web.pages.base import render, render_partial
from app.web.pages.inbox import (
    InboxPage,
    LastDecision,
    author_choices,
    author_of,
    note_choices,
    rule_choices,
    waiting_entry,
)
from app.web.pages.rules import sentences
from app.web.pages.times import moment
from app.web.routes.cards import pager
from app.web.state import State, StateDep
from app.web.templating import plural

router = APIRouter(prefix="/inbox", tags=["inbox"], default_response_class=HTMLResponse)


def asked_for(
    note: Annotated[str, Query(pattern=r"^[0-9]{0,12}$")] = "",
    by: Annotated[str, Query(max_length=250, description="A writer, or a writer, a colon and a model.")] = "",
    rule: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[str, Query(pattern=r"^[0-9]{0,6}$")] = "",
) -> dict[str, str]:
    """What of the inbox is looked at: the filters and the page, those that are given."""
    given = {"note": note, "by": by, "rule": rule, "page": page}
    return {name: value for name, value in given.items() if value}


Asked = Annotated[dict[str, str], Depends(asked_for)]


@router.get("")
def inbox_page(request: Request, state: StateDep, asked: Asked) -> HTMLResponse:
    """The cards that wait."""
    page = _page(state, asked)
    return render_partial(request, page) if "x-fragment" in request.headers else render(request, page)


@router.post("")
def decide(request: Request, state: StateDep, form: Annotated[InboxForm, FromForm()], asked: Asked) -> Response:
    """Accept or refuse one."""
    accept = form.verdict == "accept"
    inbox.decide(state.db, form.card_id, learner=state.learner, accept=accept, now=state.now())
    return _shown_again(request, state, asked, "Accepted." if accept else "Refused; it will not be proposed again.")


@router.post("/edit")
def edit(request: Request, state: StateDep, form: Annotated[InboxEditForm, FromForm()], asked: Asked) -> Response:
    """The learner's own words for a card; it goes on waiting unless it is accepted with them."""
    edit_card(
        state.db,
        form.card_id,
        learner=state.learner,
        question=form.question,
        answer=form.answer,
        version=form.version,
        now=state.now(),
    )
    if form.verdict == "accept":
        inbox.decide(state.db, form.card_id, learner=state.learner, accept=True, now=state.now())
    return _shown_again(request, state, asked, "Saved and accepted." if form.verdict == "accept" else "Saved.")


@router.post("/all")
def accept_all(request: Request, state: StateDep, asked: Asked) -> Response:
    """Accept all that wait and pass the filter."""
    count = inbox.accept_all(state.db, learner=state.learner, wanted=_filter(asked), now=state.now())
    return _shown_again(request, state, asked, f"{plural(count, 'card')} accepted.")


@router.post("/undo")
def undo(request: Request, state: StateDep, asked: Asked) -> Response:
    """Take back the last decision."""
    last = inbox.undo(state.db, learner=state.learner, now=state.now())
    return _shown_again(request, state, asked, f"Taken back: {plural(last.cards, 'card')}.", last.card_id)


def _filter(asked: dict[str, str]) -> InboxFilter:
    writer, model = author_of(asked.get("by", ""))
    return InboxFilter(int(asked["note"]) if "note" in asked else None, writer, model, asked.get("rule", ""))


def _page(state: State, asked: dict[str, str], notice: str = "") -> InboxPage:
    found = inbox.open_inbox(state.db, state.learner, _filter(asked), page=int(asked.get("page", 1)))
    filters = {name: value for name, value in asked.items() if name != "page"}
    return InboxPage(
        entries=tuple(waiting_entry(waiting) for waiting in found.waiting),
        total=found.total,
        all_waiting=found.all_waiting,
        note=asked.get("note", ""),
        by=asked.get("by", ""),
        rule=asked.get("rule", ""),
        filtered=bool(filters),
        notes=note_choices(found.choices),
        authors=author_choices(found.choices),
        rules=rule_choices(found.choices),
        sentences=sentences(),
        last=_in_words(found.last, state.learner.zone) if found.last else None,
        notice=notice,
        query=f"?{urlencode(asked)}" if asked else "",
        pager=pager("/inbox", filters, found.page, found.pages),
    )


def _in_words(decision: Decision, zone: str) -> LastDecision:
    deed = "Accepted" if decision.accepted else "Refused"
    what = _shown(decision.question) if decision.cards == 1 else plural(decision.cards, "card")
    return LastDecision(deed, what, moment(decision.decided_at, zone))


def _shown(question: str) -> str:
    """A question without the marks of its deletions."""
    try:
        return cloze.shown(question)
    except InvalidInputError:  # a question about such marks
        return question


def _shown_again(
    request: Request, state: State, asked: dict[str, str], notice: str, card_id: str = ""
) -> HTMLResponse | RedirectResponse:
    """The list after a deed. A card that has come back to it is named in a header, to be looked at."""
    if "x-fragment" not in request.headers:
        return RedirectResponse(f"/inbox?{urlencode(asked)}" if asked else "/inbox", 303)
    reply = render_partial(request, _page(state, asked, notice))
    if card_id:
        reply.headers["X-Card"] = card_id
    return reply
