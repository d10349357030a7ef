"""Changed notes: what waits, what was done, one change with its proposals; folders that are followed."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.db.browse_changes import ChangeLine
from app.db.changes import ChangeState
from app.db.proposals import ProposalState
from app.errors import InvalidInputError
from app.services import browse_changes
from app.services.add_notes import local_path
from app.services.followed import follow, unfollow
from app.web.deciding import chosen, decided
from app.web.following import look_again
from app.web.forms import ApplicationsForm, DecideForm, FolderForm, MissingForm, ProposalForm
from app.web.pages.base import render, render_partial
from app.web.pages.change import ChangePage, diff_view, proposal_view
from app.web.pages.changes import (
    ChangesPage,
    applied_views,
    missing_view,
    quiet_line,
    rescan_view,
    waiting_line,
)
from app.web.pages.times import moment
from app.web.routes.cards import pager
from app.web.state import State, StateDep

router = APIRouter(prefix="/changes", tags=["changes"], default_response_class=HTMLResponse)
_SOON = 0.4  # seconds; notes read by then need no progress bar
ChangeId = Annotated[int, Path(le=2**53)]
BackQuery = Annotated[
    str,
    Query(
        max_length=200,
        pattern=r"^(/study\?[a-z0-9=&-]+|/cards/[a-z0-9-]+)?$",
        description="The page to go back to after a look.",
    ),
]
DoneQuery = Annotated[int, Query(ge=0, description="The application that was made just now.")]
NoticeQuery = Annotated[str, Query(max_length=20)]
_NOTICES = {
    "undone": "Undone. What was proposed waits again.",
    "left": "Left as they are.",
    "again": "It waits for your word again.",
    "kept": "You go on studying their cards.",
    "retired": "Retired, with their history.",
    "followed": "Followed from now on.",
    "unfollowed": "Not followed any more. Its notes and cards stay.",
}


@router.get("")
def changes(
    request: Request,
    state: StateDep,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    job: Annotated[int, Query(ge=0, description="The rescan to be shown.")] = 0,
    notice: NoticeQuery = "",
) -> HTMLResponse:
    """What waits note by note, and what was done lately; only the changing part for a script that asks."""
    shown = _list(state, page=page, job=job, notice=notice if notice in _NOTICES else "")
    return render_partial(request, shown) if _wants_fragment(request) else render(request, shown)


@router.post("/rescan")
def rescan(state: StateDep) -> RedirectResponse:
    """Read all notes again, wherever they came from."""
    return _reading(state)


@router.post("/follow")
def follow_folder(state: StateDep, form: Annotated[FolderForm, FromForm()]) -> RedirectResponse:
    """Follow a folder of this machine from now on, and read it."""
    _refuse_on_shared_server(state)
    place = local_path(form.path)
    follow(state.db, place, learner=state.learner, now=state.now())
    return _reading(state, [place])


@router.post("/unfollow")
def unfollow_folder(state: StateDep, form: Annotated[FolderForm, FromForm()]) -> RedirectResponse:
    """Notice no more what is saved there."""
    _refuse_on_shared_server(state)
    unfollow(state.db, form.path, learner=state.learner)
    return RedirectResponse("/changes?notice=unfollowed#followed", 303)


@router.post("/missing")
def missing(state: StateDep, form: Annotated[MissingForm, FromForm()]) -> RedirectResponse:
    """Retire the cards of notes without a file, or go on studying them."""
    from app.services.apply_changes import keep_missing, retire_missing  # here, as in `decide`

    now = state.now()
    for change_id in form.changes:
        if form.deed == "keep":
            keep_missing(state.db, change_id, learner=state.learner, now=now)
        else:
            retire_missing(state.db, change_id, learner=state.learner, matcher=state.matcher, rng=state.rng, now=now)
    return RedirectResponse(f"/changes?notice={'kept' if form.deed == 'keep' else 'retired'}", 303)


@router.post("/undo")
def undo(request: Request, state: StateDep, form: Annotated[ApplicationsForm, FromForm()]) -> Response:
    """Take back what was applied."""
    from app.services.undo_changes import undo_application  # here, as in `decide`

    for application_id in form.applications:
        undo_application(state.db, application_id, learner=state.learner, now=state.now())
    if not form.change:
        return RedirectResponse("/changes?notice=undone", 303)
    return _shown_again(request, state, form.change, notice="undone")


@router.get("/of/{card_id}")
def of_card(state: StateDep, card_id: str, back: BackQuery = "") -> RedirectResponse:
    """The two versions of the passage that a card is in doubt about."""
    change_id = browse_changes.change_of_card(state.db, state.learner, card_id)
    if change_id is None:
        return RedirectResponse(f"/cards/{card_id}#sources", 303)
    query = f"?{urlencode({'back': back})}" if back else ""
    return RedirectResponse(f"/changes/{change_id}{query}#card-{card_id}", 303)


@router.get("/{change_id}")
def change(
    request: Request,
    state: StateDep,
    change_id: ChangeId,
    back: BackQuery = "",
    done: DoneQuery = 0,
    notice: NoticeQuery = "",
) -> HTMLResponse:
    """One changed note: the difference of its text, and what is proposed for its cards."""
    page = _one(state, change_id, back=back, done=done, notice=notice)
    return render_partial(request, page) if _wants_fragment(request) else render(request, page)


@router.post("/{change_id}")
def decide(
    request: Request,
    state: StateDep,
    change_id: ChangeId,
    form: Annotated[DecideForm, Depends(decided)],
    back: BackQuery = "",
) -> Response:
    """Apply what was chosen, all of it together, and leave the rest open."""
    # Here, because a server starts without what compares texts.
    from app.services.apply_changes import apply_choices, decline

    choices, leave = chosen(form)
    now = state.now()
    if not choices and leave:
        decline(state.db, leave, learner=state.learner, now=now)
        return _shown_again(request, state, change_id, back=back, notice="left")
    done = apply_choices(
        state.db,
        choices,
        leave=leave,
        learner=state.learner,
        matcher=state.matcher,
        rng=state.rng,
        now=now,
    )
    return _shown_again(request, state, change_id, back=back, done=done)


@router.post("/{change_id}/again")
def again(
    request: Request,
    state: StateDep,
    change_id: ChangeId,
    form: Annotated[ProposalForm, FromForm()],
    back: BackQuery = "",
) -> Response:
    """Ask once more about a card that was left as it is."""
    from app.services.undo_changes import ask_again  # here, as in `decide`

    ask_again(state.db, form.proposal, learner=state.learner, now=state.now())
    return _shown_again(request, state, change_id, back=back, notice="again")


def _list(state: State, *, page: int, job: int, notice: str) -> ChangesPage:
    found = browse_changes.look_at_changes(state.db, state.learner, page=page)
    zone = state.learner.zone
    reading = next((each for each in state.jobs.all() if each.id == job), None)
    going = state.runs.going
    return ChangesPage(
        waiting=tuple(waiting_line(each, zone) for each in found.waiting),
        missing=tuple(missing_view(group) for group in found.missing),
        applied=applied_views(found.applied, zone),
        quiet=tuple(quiet_line(each, zone) for each in found.quiet),
        followed=found.followed,
        rescan=rescan_view(reading) if reading else None,
        run=going.run_id if going else 0,
        count=sum(each.state is ChangeState.OPEN for each in _all_waiting(found)),
        folders=not state.settings.password,
        watched=state.settings.watch,
        notice=_NOTICES.get(notice, ""),
        address=f"/changes?{urlencode({'page': found.page, 'job': job, 'notice': notice})}",
        pager=pager("/changes", {}, found.page, found.pages, anchor="#done"),
    )


def _all_waiting(found: browse_changes.Changes) -> list[ChangeLine]:
    return [*found.waiting, *(change for group in found.missing for change in group.changes)]


def _one(state: State, change_id: int, *, back: str = "", done: int = 0, notice: str = "") -> ChangePage:
    from app.services.text_diff import diff_texts  # here, as in `decide`

    view = browse_changes.open_change(state.db, state.learner, change_id)
    shown = [(each.proposal.state, proposal_view(each)) for each in view.proposed]
    applied = applied_views(view.applied, state.learner.zone)
    going = state.runs.going
    query = f"?{urlencode({'back': back})}" if back else ""
    return ChangePage(
        change=view.change,
        when=moment(view.change.seen_at, state.learner.zone),
        waiting=tuple(each for kind, each in shown if kind is ProposalState.OPEN),
        decided=tuple(each for kind, each in shown if kind in {ProposalState.APPLIED, ProposalState.DECLINED}),
        applied=applied,
        diff=diff_view(diff_texts(view.texts.old, view.texts.new)),
        standing=max(0, view.standing - view.made),
        made=view.made,
        working=view.change.state is ChangeState.NEW,
        run=going.run_id if going else 0,
        done=next((each for each in applied if done in each.ids and not each.undone), None),
        notice=_NOTICES.get(notice, ""),
        back=back,
        address=f"/changes/{change_id}{query}",
        count=browse_changes.count_waiting(state.db, state.learner),
    )


def _shown_again(
    request: Request, state: State, change_id: int, *, back: str = "", done: int = 0, notice: str = ""
) -> Response:
    """The change after a deed: the part that changes for a script, or the page by a redirect."""
    if _wants_fragment(request):
        return render_partial(request, _one(state, change_id, back=back, done=done, notice=notice))
    given = {"back": back, "done": done, "notice": notice}
    return RedirectResponse(f"/changes/{change_id}?{urlencode({k: v for k, v in given.items() if v})}", 303)


def _reading(state: State, places: Sequence[Any] = ()) -> RedirectResponse:
    job = look_again(state, places)
    job.wait(_SOON)
    return RedirectResponse(f"/changes?job={job.id}", 303)


def _refuse_on_shared_server(state: State) -> None:
    if state.settings.password:
        raise InvalidInputError(
            "Folders of the server cannot be named where others can sign in; nothing was changed.",
            advice="Upload the notes, or run `torchdeck ingest` on the server.",
        )


def _wants_fragment(request: Request) -> bool:
    return "x-fragment" in request.headers
