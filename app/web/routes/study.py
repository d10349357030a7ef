"""Study: question, answer, rating, the next card. The hot path: async handlers on a store that answers in a moment.

Every form works by itself (post, redirect, get). A page with JavaScript asks for a fragment and gets the next card in
the same reply.
"""

import uuid
from collections.abc import Callable
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi import Form as FromForm
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.domain import Rating
from app.errors import ConflictError, NotFoundError
from app.services import review, set_aside
from app.services.review import StudyCard, Submission
from app.services.today import look_at_today
from app.services.undo import undo
from app.web.forms import AnswerForm, CardIdForm
from app.web.pages.base import render, render_partial
from app.web.pages.faces import face
from app.web.pages.lists import writer_name
from app.web.pages.study import StudyEndPage, StudyPage
from app.web.state import State, StateDep

router = APIRouter(prefix="/study", tags=["study"], default_response_class=HTMLResponse)
Result = TypeVar("Result")
NoteQuery = Annotated[int | None, Query(description="Only the cards of this note.")]


@router.get("")
async def study(
    request: Request,
    state: StateDep,
    note: NoteQuery = None,
    card: Annotated[str, Query(max_length=36, description="The card to ask, if it may be asked now.")] = "",
    reveal: Annotated[bool, Query(description="Whether that card's answer is shown.")] = False,
) -> HTMLResponse:
    """The card whose turn it is, or the one asked for; with its answer side if that is to be shown."""
    return render(request, _page(state, _found(state, note, card), note, reveal=card if reveal else ""))


@router.post("/answer")
async def answer(
    request: Request, state: StateDep, form: Annotated[AnswerForm, FromForm()], note: NoteQuery = None
) -> Response:
    """Store an answer; then the next card."""
    now = state.now()
    took = form.duration_ms or int(1000 * max(0.0, now.timestamp() - form.shown_at)) * bool(form.shown_at)
    submission = Submission(form.submission_id, form.card_id, form.version, Rating(form.rating), took)
    try:
        _, following = await _write(
            state, lambda: review.answer_and_next(state.db, state.scheduler, state.learner, submission, now, note)
        )
    except ConflictError as error:
        if not _wants_fragment(request):
            raise
        return _onwards(request, state, note, f"{error.message} This is the next one.", status=409)
    state.note_pace(took / 1000)
    if not _wants_fragment(request):
        return _again(note)
    return render_partial(request, _page(state, following, note))


@router.post("/undo")
async def take_back(request: Request, state: StateDep, note: NoteQuery = None) -> Response:
    """Take the last answer back."""
    try:
        card = await _write(state, lambda: undo(state.db, state.learner, state.now()))
    except NotFoundError as error:
        if not _wants_fragment(request):
            raise
        return _onwards(request, state, note, error.message, status=404)
    return _onwards(request, state, note, "Your last answer is taken back.", card=card)


@router.post("/bury")
async def bury(
    request: Request, state: StateDep, form: Annotated[CardIdForm, FromForm()], note: NoteQuery = None
) -> Response:
    """Pass a card over until tomorrow."""
    await _write(state, lambda: set_aside.bury(state.db, state.learner, form.card_id, state.now()))
    return _onwards(request, state, note, "That card waits until tomorrow.", aside=form.card_id)


@router.post("/suspend")
async def suspend(
    request: Request, state: StateDep, form: Annotated[CardIdForm, FromForm()], note: NoteQuery = None
) -> Response:
    """Take a card out of study until further notice."""
    await _write(state, lambda: set_aside.suspend(state.db, state.learner, form.card_id))
    return _onwards(request, state, note, "That card is suspended.", aside=form.card_id)


@router.post("/return")
async def give_back(
    request: Request, state: StateDep, form: Annotated[CardIdForm, FromForm()], note: NoteQuery = None
) -> Response:
    """Take back that a card was set aside, and ask it."""

    def change() -> None:
        set_aside.unsuspend(state.db, state.learner, form.card_id)
        set_aside.unbury(state.db, state.learner, form.card_id)

    await _write(state, change)
    return _onwards(request, state, note, "Here it is again.", card=form.card_id)


async def _write(state: State, change: Callable[[], Result]) -> Result:
    """Make a change to the store: at once, or in a thread while other work may hold the one writer's lock.

    A commit takes about a millisecond, less than handing it over would; a wait for the lock would stop every page.
    """
    return await run_in_threadpool(change) if state.busy else change()


def _found(state: State, note: int | None, card: str = "") -> StudyCard | None:
    if card:
        return review.this_card(state.db, state.scheduler, state.learner, state.now(), card, note)
    return review.next_card(state.db, state.scheduler, state.learner, state.now(), note)


def _wants_fragment(request: Request) -> bool:
    return "x-fragment" in request.headers


def _again(note: int | None, card: str = "") -> RedirectResponse:
    return RedirectResponse(_address(note, card), 303)


def _address(note: int | None, card: str = "") -> str:
    query = _query(note)
    if card:
        query += ("&" if query else "?") + urlencode({"card": card})
    return f"/study{query}"


def _query(note: int | None) -> str:
    return "" if note is None else f"?note={note}"


def _onwards(
    request: Request,
    state: State,
    note: int | None,
    notice: str,
    *,
    card: str = "",
    aside: str = "",
    status: int = 200,
) -> Response:
    if not _wants_fragment(request):
        return _again(note, card)
    page = _page(state, _found(state, note, card), note, notice=notice, aside=aside)
    return render_partial(request, page, status=status)


def _page(
    state: State, found: StudyCard | None, note: int | None, *, reveal: str = "", notice: str = "", aside: str = ""
) -> StudyPage | StudyEndPage:
    if found is None:
        return _end(state, note, notice, aside)
    card = found.card
    left = found.remaining.total
    source = card.sources[0] if card.sources else None
    here = f"{_address(note, card.id)}&reveal=true"
    return StudyPage(
        card_id=card.id,
        version=found.schedule.version,
        submission_id=str(uuid.UUID(int=state.rng.getrandbits(128), version=4)),
        shown_at=round(state.now().timestamp(), 1),
        face=face(card.kind, card.question, card.answer, found.schedule.reps),
        trail=(found.note_title, *(heading for heading in found.heading_path if heading != found.note_title)),
        lines=(source.start_line, source.end_line) if source else None,
        demo=next((concept for concept in state.concepts(card.concepts) if concept.demo), None),
        writer=writer_name(card.writer, card.model),
        choices=found.choices,
        done=found.done_today,
        total=found.done_today + left,
        minutes=max(1, round(left * state.pace / 60)),
        revealed=reveal == card.id,
        query=_query(note),
        here=here,
        doubt=f"/changes/of/{card.id}?{urlencode({'back': here})}" if found.in_doubt else "",
        edit=f"/cards/{card.id}?{urlencode({'back': f'/study{_query(note)}'})}#edit",
        notice=notice,
        aside=aside,
    )


def _end(state: State, note: int | None, notice: str, aside: str) -> StudyEndPage:
    today = look_at_today(state.db, state.learner, state.now())
    return StudyEndPage(
        has_cards=any(line.counts.cards for line in today.notes),
        one_note=note is not None and today.left.total > 0,
        answered=today.answered,
        streak=today.streak,
        tomorrow=today.week[1],
        fresh=min(state.learner.new_per_day, sum(line.counts.new for line in today.notes)),
        waiting=today.waiting,
        query=_query(note),
        notice=notice,
        aside=aside,
    )
