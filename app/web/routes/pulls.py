"""Fetching a model onto the learner's server, with a bar."""

from contextlib import closing
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Form as FromForm
from fastapi.responses import HTMLResponse, RedirectResponse

from app.services.installed_models import pull_model
from app.services.model_settings import model_settings
from app.web.forms import PullForm
from app.web.jobs import Job
from app.web.pages.base import render, render_partial
from app.web.pages.pulls import PullPage, pull_view
from app.web.state import StateDep

router = APIRouter(prefix="/pulls", tags=["settings"], default_response_class=HTMLResponse)
_SOON = 0.4  # seconds; a name that does not exist is known by then


@router.post("")
def start(state: StateDep, form: Annotated[PullForm, FromForm()]) -> RedirectResponse:
    """Have the model's server fetch a model."""
    name = form.name.strip()
    host = model_settings(state.db, state.learner, state.settings).host

    def work(job: Job[str]) -> str:
        job.report("Asking the server", 0, 0, name)
        # Closed by us where a stop was asked for: only then does the server stop.
        with closing(pull_model(host, name)) as steps:
            for step in steps:
                job.report(step.status, step.done, step.total, name)
        return name

    started = state.pulls.start(work)
    started.wait(_SOON)
    return RedirectResponse(f"/pulls/{started.id}", 303)


@router.get("/{pull_id}")
def pull(request: Request, state: StateDep, pull_id: int) -> HTMLResponse:
    """How far it is."""
    page = PullPage(pull_view(state.pulls.get(pull_id)))
    return render_partial(request, page) if "x-fragment" in request.headers else render(request, page)


@router.post("/{pull_id}/stop")
def stop(state: StateDep, pull_id: int) -> RedirectResponse:
    """Stop fetching; the server keeps what it has, and another try goes on from there."""
    found = state.pulls.get(pull_id)
    found.stop()
    found.wait(_SOON)
    return RedirectResponse(f"/pulls/{pull_id}", 303)
