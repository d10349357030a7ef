"""Export, and what there is to know about this installation."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.background import BackgroundTask

from app.config import is_loopback
from app.demos.devices import look_for_devices
from app.services import browse, browse_runs
from app.services.add_notes import safe_name
from app.services.choose_writer import choose_writer
from app.services.export import export
from app.services.model_settings import model_settings
from app.web.pages.base import render, render_partial
from app.web.pages.house import AboutPage, ExportPage
from app.web.pages.lists import writer_name
from app.web.pages.times import moment
from app.web.state import State, StateDep

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


@router.get("/about")
def about(
    request: Request,
    state: StateDep,
    device: Annotated[bool, Query(description="Ask torch what demos run on, which takes it two seconds.")] = False,
    ask: Annotated[bool, Query(description="Ask the model's server before the page is shown.")] = False,
) -> HTMLResponse:
    """Who writes, with what, where the data is, and the last runs."""
    return render(request, _about(request, state, device=device or _device.cache_info().currsize > 0, ask=ask))


@router.get("/about/writer")
def about_writer(request: Request, state: StateDep) -> HTMLResponse:
    """Who writes, as a part of the page: asked of the model's server, which may take a moment."""
    return render_partial(request, _about(request, state, device=False, ask=True))


def _about(request: Request, state: State, *, device: bool, ask: bool) -> AboutPage:
    settings = model_settings(state.db, state.learner, state.settings)
    path = state.settings.database_path
    return AboutPage(
        version=request.app.version,
        model=settings.model,
        host=settings.host,
        local=is_loopback(urlsplit(settings.host).hostname or ""),
        said=choose_writer("auto", settings, rng=state.rng).said if ask else "",
        device=_device() if device else "",
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


@cache
def _device() -> str:
    """What demos run on. Asked once, of torch, in a process of its own."""
    found = look_for_devices()
    return found.problem or f"{found.devices[-1]}, torch {found.torch_version}"
