"""The runs of the writer: how far one is, what it gave; cancel it, go on with it, have the model try again."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.db.runs import RunState
from app.services import browse_runs
from app.services.browse_runs import RunView
from app.services.run_plan import cancel_run
from app.web.pages.base import render, render_partial
from app.web.pages.lists import writer_name
from app.web.pages.rules import sentences
from app.web.pages.runs import Live, RunPage, live_view, run_heading
from app.web.pages.times import moment
from app.web.routes.cards import pager
from app.web.runs import RunAtWork
from app.web.state import State, StateDep
from app.web.writing import continue_run, write_again

router = APIRouter(prefix="/runs", tags=["generate"], default_response_class=HTMLResponse)
_SOON = 0.5  # seconds; a run that has stopped by then is shown as stopped


@router.get("/{run_id}")
def run(
    request: Request,
    state: StateDep,
    run_id: int,
    rule: Annotated[str, Query(max_length=60, description="Only what this rule refused.")] = "",
    fault: Annotated[str, Query(max_length=60, description="Only sections with this fault.")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    at: Annotated[int, Query(ge=1, le=100_000, description="The page of sections.")] = 1,
) -> HTMLResponse:
    """How far a run is; once it is over, what its sections got, and what was refused and why."""
    here = state.runs.find(run_id)
    at_work = here is not None and not here.over
    view = browse_runs.open_run(
        state.db, state.learner, run_id, at_work=at_work, rule=rule, fault=fault, page=page, at=at
    )
    results, refused, address = view.results, view.refused, f"/runs/{run_id}"
    shown = RunPage(
        run=view.run,
        sums=view.sums,
        heading=run_heading(view.run, view.sums),
        writer=writer_name(view.run.writer, view.run.model),
        when=moment(view.run.started_at, state.learner.zone),
        live=_live(state, view, here) if view.at_work else None,
        lately=view.lately,
        results=results.sections,
        results_pager=pager(
            address, {"fault": fault} if fault else {}, results.page, results.pages, name="at", anchor="#results"
        ),
        faults=results.faults,
        fault=fault,
        busy=state.runs.busy,
        rule=rule,
        by_rule=refused.by_rule,
        rejections=refused.rejections,
        sentences=sentences(),
        pager=pager(address, {"rule": rule} if rule else {}, refused.page, refused.pages, anchor="#refused"),
    )
    return render_partial(request, shown) if "x-fragment" in request.headers else render(request, shown)


@router.post("/{run_id}/stop")
def stop(state: StateDep, run_id: int) -> RedirectResponse:
    """Cancel a run; what it has written stays, and the rest can be taken up again."""
    cancel_run(state.db, state.learner, run_id, state.now())
    state.runs.stop(run_id, _SOON)
    return RedirectResponse(f"/runs/{run_id}", 303)


@router.post("/{run_id}/continue")
def go_on(state: StateDep, run_id: int) -> RedirectResponse:
    """Take up what a run has left."""
    return RedirectResponse(f"/runs/{continue_run(state, run_id)}", 303)


@router.post("/{run_id}/again")
def again(state: StateDep, run_id: int) -> RedirectResponse:
    """Have the model write what the built-in writer wrote in its place."""
    return RedirectResponse(f"/runs/{write_again(state, run_id)}", 303)


def _live(state: State, view: RunView, here: RunAtWork | None) -> Live:
    first = state.runs.going
    waits_for = first.run_id if here and first and first.run_id != here.run_id else 0
    stopping = view.run.state == RunState.CANCELLED
    return live_view(
        here.progress if here else None,
        view.at_hand,
        stopping=stopping,
        waits_for=waits_for,
        silent=here.silent if here else 0.0,
    )
