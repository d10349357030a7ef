"""Cards: the list with its search, one card, and what may be done to it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse

from app.db.browse_cards import STATUSES, CardRecord
from app.db.browse_history import ReviewLine
from app.domain import CardStatus, Schedule, State
from app.scheduler.intervals import interval_text
from app.services import browse, set_aside
from app.services.edit_card import edit_card
from app.web.forms import CardForm
from app.web.pages.base import render, render_partial
from app.web.pages.cards import CardPage, CardsPage, Choice, Pager, PassagePart, ShownReview, ShownSource
from app.web.pages.faces import face
from app.web.pages.lists import card_entry, standing, writer_name
from app.web.pages.notes import hints_of
from app.web.pages.passages import marked
from app.web.pages.stats import short_digest
from app.web.pages.times import moment
from app.web.state import State as WebState
from app.web.state import StateDep

BackQuery = Annotated[
    str,
    Query(
        pattern=r"^(/inbox|/changes/[0-9]+|/study(\?note=[0-9]+)?)?$",
        description="The page to go back to once it is edited.",
    ),
]
router = APIRouter(prefix="/cards", tags=["cards"], default_response_class=HTMLResponse)
_NOTICES = {
    "saved": "Saved. The card keeps its history.",
    "suspend": "Suspended: it will not be asked until you bring it back.",
    "unsuspend": "Back in study.",
    "bury": "It waits until tomorrow.",
    "unbury": "It may be asked today.",
}


@router.get("")
def cards(
    request: Request,
    state: StateDep,
    text: Annotated[str, Query(max_length=500)] = "",
    note: Annotated[str, Query(pattern=r"^[0-9]{0,12}$")] = "",
    concept: Annotated[str, Query(max_length=100)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Search and filter."""
    found = browse.search_cards(
        state.db,
        state.learner,
        text=text,
        note_id=int(note) if note else None,
        concept=concept,
        status=status,
        page=page,
    )
    notes = browse.list_note_names(state.db, state.learner)
    hints = hints_of(notes)
    filters = {"text": text, "note": note, "concept": concept, "status": status}
    given = {name: value for name, value in filters.items() if value}
    return render(
        request,
        CardsPage(
            text=text,
            note=note,
            concept=concept,
            status=status,
            notes=tuple(Choice(str(line.id), f"{line.title} {hints.get(line.id, '')}".strip()) for line in notes),
            concepts=tuple(Choice(each.id, each.title) for each in state.catalogue),
            statuses=STATUSES,
            entries=tuple(card_entry(card) for card in found.cards),
            total=found.total,
            filtered=bool(given),
            pager=pager("/cards", given, found.page, found.pages),
        ),
    )


@router.get("/{card_id}")
def card(
    request: Request,
    state: StateDep,
    card_id: str,
    notice: Annotated[str, Query(max_length=20)] = "",
    back: BackQuery = "",
) -> HTMLResponse:
    """One card: both sides, its passages, its history, its edit."""
    view = browse.open_card(state.db, state.learner, card_id)
    record = view.card
    today = state.today()
    page = CardPage(
        card=record,
        face=face(record.kind, record.question, record.answer, record.reps),
        made=moment(record.created_at, state.learner.zone),
        state_line=_state_line(state, record),
        sources=tuple(
            ShownSource(source, marked(source.text, [(source.quote_start, source.quote_end)] * source.stands))
            for source in view.sources
        ),
        reviews=tuple(_shown(review, state.learner.zone) for review in view.reviews),
        concepts=state.concepts(record.concepts),
        recall=_recall(state, record),
        buried=record.buried_until is not None and record.buried_until > today,
        writer=writer_name(record.writer, record.model),
        digest=short_digest(record.digest),
        run_id=view.writing.run_id if view.writing else None,
        doubt=_doubt(view),
        back=_return_address(back, card_id) if back else "",
        query=f"?{urlencode({'back': back})}" if back else "",
        notice=_NOTICES.get(notice, ""),
    )
    return render(request, page)


@router.get("/{card_id}/passage")
def passage(request: Request, state: StateDep, card_id: str) -> HTMLResponse:
    """The passage a card comes from, its quote marked, for a running study session."""
    view = browse.open_card(state.db, state.learner, card_id)
    shown = tuple(
        ShownSource(source, marked(source.text, [(source.quote_start, source.quote_end)] * source.stands))
        for source in view.sources[:1]
    )
    return render_partial(request, PassagePart(sources=shown))


@router.post("/{card_id}")
def edit(
    state: StateDep, card_id: str, form: Annotated[CardForm, FromForm()], back: BackQuery = ""
) -> RedirectResponse:
    """The learner's own words; then back to where they came from."""
    edit_card(
        state.db,
        card_id,
        learner=state.learner,
        question=form.question,
        answer=form.answer,
        version=form.version,
        now=state.now(),
    )
    return RedirectResponse(_return_address(back, card_id), 303) if back else _shown_again(card_id, "saved", back)


@router.post("/{card_id}/suspend")
def suspend(state: StateDep, card_id: str, back: BackQuery = "") -> RedirectResponse:
    """Out of study until further notice."""
    set_aside.suspend(state.db, state.learner, card_id)
    return _shown_again(card_id, "suspend", back)


@router.post("/{card_id}/unsuspend")
def unsuspend(state: StateDep, card_id: str, back: BackQuery = "") -> RedirectResponse:
    """Back into study."""
    set_aside.unsuspend(state.db, state.learner, card_id)
    return _shown_again(card_id, "unsuspend", back)


@router.post("/{card_id}/bury")
def bury(state: StateDep, card_id: str, back: BackQuery = "") -> RedirectResponse:
    """Out of study until tomorrow."""
    set_aside.bury(state.db, state.learner, card_id, state.now())
    return _shown_again(card_id, "bury", back)


@router.post("/{card_id}/unbury")
def unbury(state: StateDep, card_id: str, back: BackQuery = "") -> RedirectResponse:
    """Into today's study after all."""
    set_aside.unbury(state.db, state.learner, card_id)
    return _shown_again(card_id, "unbury", back)


def pager(path: str, given: dict[str, str], page: int, pages: int, *, name: str = "page", anchor: str = "") -> Pager:
    """Links to the pages before and after, with the same filters; `name` is what the address calls the page's number,
    `anchor` the part of the page it leads to."""

    def link(number: int) -> str:
        return f"{path}?{urlencode({**given, name: number})}{anchor}" if 1 <= number <= pages else ""

    return Pager(page, pages, link(page - 1), link(page + 1))


def _shown_again(card_id: str, notice: str, back: str) -> RedirectResponse:
    query = urlencode({"notice": notice, **({"back": back} if back else {})})
    return RedirectResponse(f"/cards/{card_id}?{query}", 303)


def _return_address(back: str, card_id: str) -> str:
    """Where the learner came from; a session of study goes on with this very card."""
    if not back.startswith("/study"):
        return back
    return f"{back}{'&' if '?' in back else '?'}{urlencode({'card': card_id})}"


def _doubt(view: browse.CardView) -> str:
    """Where the two versions are to be seen, if no note says any more what the card asks."""
    live = view.card.status in {CardStatus.ACTIVE, CardStatus.INBOX}
    if not live or not view.sources or any(source.stands for source in view.sources):
        return ""
    return f"/changes/of/{view.card.id}?{urlencode({'back': f'/cards/{view.card.id}'})}"


def _state_line(state: WebState, record: CardRecord) -> str:
    word = standing(record.status, record.state, record.suspended).capitalize()
    if record.status is not CardStatus.ACTIVE or record.suspended or record.state is State.NEW or record.due is None:
        return f"{word}."
    wait = record.due - state.now()
    when = "due now" if wait.total_seconds() <= 0 else f"due in {interval_text(wait)}"
    return f"{word}, {when}."


def _recall(state: WebState, record: CardRecord) -> int | None:
    """The chance in percent that the card is recalled now; None before the first answer."""
    if record.stability is None or record.last_review is None:
        return None
    schedule = Schedule(
        card_id=record.id,
        state=record.state,
        stability=record.stability,
        difficulty=record.difficulty,
        due=record.due,
        last_review=record.last_review,
        reps=record.reps,
    )
    return round(100 * state.scheduler.retrievability(schedule, state.now()))


def _shown(review: ReviewLine, zone: str) -> ShownReview:
    return ShownReview(
        when=moment(review.reviewed_at, zone),
        instant=review.reviewed_at.isoformat(timespec="seconds"),
        rating=review.rating.name.capitalize(),
        interval=interval_text(review.due - review.reviewed_at) if review.due else "",
        seconds=review.duration_ms / 1000,
        undone=review.undone,
    )
