"""Generating cards: what to write about, and who would write it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from app.errors import UnavailableError
from app.services import browse_runs
from app.services.installed_models import installed_models
from app.services.model_settings import model_settings
from app.services.run_choice import choose
from app.web.forms import GenerateForm
from app.web.pages.base import render, render_partial
from app.web.pages.generate import (
    GeneratePage,
    WriterPart,
    WriterView,
    note_sum,
    notes_to_open,
    writer_missing,
    writer_view,
)
from app.web.pages.lists import writer_name
from app.web.pages.times import moment
from app.web.state import State, StateDep
from app.web.writing import start_run

router = APIRouter(prefix="/generate", tags=["generate"], default_response_class=HTMLResponse)
_MOST_BOXES = 50_000
_RUNS_SHOWN = 5
NoteQuery = Annotated[int | None, Query(description="Only this note, section by section.")]


async def chosen(request: Request) -> GenerateForm:
    """The form; a large collection has more boxes than a form usually may have fields."""
    sent = await request.form(max_fields=_MOST_BOXES)
    several = {name: sent.getlist(name) for name in ("note", "section") if name in sent}
    try:
        return GenerateForm.model_validate({**sent, **several})
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


@router.get("")
def generate_page(
    request: Request,
    state: StateDep,
    note: NoteQuery = None,
    ask: Annotated[bool, Query(description="Ask the model's server before the page is shown.")] = False,
) -> HTMLResponse:
    """What can be written about, with what no writer has read yet ticked."""
    choices = browse_runs.list_choices(state.db, state.learner, note_id=note)
    going = state.runs.going
    ticked = frozenset(each.id for sections in choices.sections.values() for each in sections if each.unwritten)
    page = GeneratePage(
        choices=choices,
        note_sums={each.id: note_sum(each) for each in choices.notes},
        opened=notes_to_open(choices, ticked),
        ticked=ticked,
        unwritten=sum(each.unwritten for each in choices.notes),
        narrowed=note is not None,
        writer=_writer(state, ask=ask),
        unfinished=None if going else browse_runs.find_unfinished(state.db, state.learner),
        going=going.run_id if going else 0,
        runs=tuple(
            (each, moment(each.started_at, state.learner.zone), writer_name(each.writer, each.model))
            for each in browse_runs.list_runs(state.db, state.learner, limit=_RUNS_SHOWN)
        ),
    )
    return render(request, page)


@router.get("/writer")
def writer(request: Request, state: StateDep) -> HTMLResponse:
    """Who would write now, as a part of the page: asked of the model's server, which may take a moment."""
    return render_partial(request, WriterPart(_writer(state, ask=True)))


@router.post("")
def start(state: StateDep, form: Annotated[GenerateForm, Depends(chosen)]) -> RedirectResponse:
    """Start a run over what was chosen."""
    wishes = choose(
        state.db,
        state.learner,
        notes=form.note,
        sections=form.section,
        writer=form.writer,
        instruction=form.instruction,
        again=form.again,
    )
    return RedirectResponse(f"/runs/{start_run(state, wishes)}", 303)


def _writer(state: State, *, ask: bool) -> WriterView:
    settings = model_settings(state.db, state.learner, state.settings)
    if not ask:
        return WriterView(settings.model, settings.host)
    try:
        return writer_view(settings.model, settings.host, installed_models(settings.host))
    except UnavailableError as error:
        return writer_missing(settings.model, settings.host, error)
