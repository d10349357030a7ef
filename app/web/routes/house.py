"""Export, settings, about, and the runs of the writer."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request
from fastapi import Form as FromForm
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.background import BackgroundTask

from app.demos.devices import look_for_devices
from app.services import browse, browse_runs
from app.services.add_notes import safe_name
from app.services.choose_writer import choose_writer
from app.services.export import export
from app.services.settings import save_settings
from app.web.forms import SettingsForm
from app.web.pages.add import RunPage
from app.web.pages.base import render
from app.web.pages.house import AboutPage, ExportPage, SettingsPage
from app.web.pages.lists import writer_name
from app.web.pages.rules import sentences
from app.web.pages.times import moment
from app.web.routes.cards import pager
from app.web.state import StateDep

router = APIRouter(tags=["house"], default_response_class=HTMLResponse)


@router.get("/export")
def export_page(request: Request, state: StateDep) -> HTMLResponse:
    """What to export, and how it arrives in Anki."""
    return render(request, ExportPage(cards=browse.count_exported(state.db, state.learner)))


@router.get("/export/deck.apkg", response_class=FileResponse)
def export_deck(
    request: Request,
    state: StateDep,
    deck: Annotated[str, Query(min_length=1, max_length=120)] = "Torchdeck",
    scheduling: bool = False,
) -> FileResponse:
    """The deck as a file. Reading only: asking twice gives the same cards twice."""
    with tempfile.NamedTemporaryFile(prefix="torchdeck-", suffix=".apkg", delete=False) as made:
        file = Path(made.name)
    try:
        export(
            state.db,
            file,
            deck=deck,
            with_scheduling=scheduling,
            learner=state.learner,
            now=state.now(),
            base_url=str(request.base_url).rstrip("/"),
        )
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return FileResponse(
        file,
        media_type="application/apkg",
        filename=f"{safe_name(deck)}.apkg",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(file.unlink, missing_ok=True),
    )


@router.get("/settings")
def settings_page(request: Request, state: StateDep, saved: bool = False) -> HTMLResponse:
    """The learner's settings."""
    zones = tuple(sorted(available_timezones()))
    return render(request, SettingsPage(learner=state.learner, zones=zones, saved=saved))


@router.post("/settings")
def change_settings(state: StateDep, form: Annotated[SettingsForm, FromForm()]) -> RedirectResponse:
    """Store them."""
    state.learner = save_settings(
        state.db,
        state.learner,
        new_per_day=form.new_per_day,
        reviews_per_day=form.reviews_per_day,
        desired_retention=form.desired_retention,
        zone=form.zone,
        ask_before_accepting=form.ask_before_accepting,
    )
    return RedirectResponse("/settings?saved=true", 303)


@router.get("/about")
def about(request: Request, state: StateDep, device: bool = False) -> HTMLResponse:
    """Who writes, with what, where the data is, and the last runs. Asking for the device takes torch two seconds."""
    asked = device or _device.cache_info().currsize > 0
    writer = choose_writer("auto", state.settings.model)
    path = state.settings.database_path
    page = AboutPage(
        version=request.app.version,
        writer=writer_name(writer.name, writer.model),
        model=writer.model,
        device=_device() if asked else "",
        home=str(state.settings.home),
        database=str(path),
        database_size=f"{path.stat().st_size / 1_000_000:.1f} MB",
        concepts=len(state.catalogue),
        demos=len(state.manifest.entries),
        runs=tuple(
            (run, moment(run.started_at, state.learner.zone), writer_name(run.writer, run.model))
            for run in browse_runs.list_runs(state.db, state.learner)
        ),
    )
    return render(request, page)


@router.get("/runs/{run_id}")
def run(
    request: Request,
    state: StateDep,
    run_id: int,
    rule: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """One run of a writer, with what was refused and why."""
    view = browse_runs.open_run(state.db, state.learner, run_id, rule=rule, page=page)
    given = {"rule": rule} if rule else {}
    return render(
        request,
        RunPage(
            run=view.run,
            writer=writer_name(view.run.writer, view.run.model),
            when=moment(view.run.started_at, state.learner.zone),
            rule=rule,
            by_rule=view.by_rule,
            rejections=view.rejections,
            sentences=sentences(),
            pager=pager(f"/runs/{run_id}", given, view.page, view.pages),
        ),
    )


@cache
def _device() -> str:
    """What demos run on. Asked once, of torch, in a process of its own."""
    found = look_for_devices()
    return found.problem or f"{found.devices[-1]}, torch {found.torch_version}"
