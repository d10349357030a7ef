"""A demo's page and its runs: start, follow, cancel, figures. The page works without a script, by looking again."""

import asyncio
import csv
import io
import secrets
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile

from app.demos.controls import controls, settings
from app.demos.runs import Drawn, Run, RunEvent
from app.demos.sources import excerpt, source_of
from app.domain import DemoPreset
from app.errors import InvalidInputError, NotFoundError
from app.notes.render import render as render_markdown
from app.services.run_demo import DEVICES, demo_request
from app.web.pages.base import render, render_partial
from app.web.pages.demos import DemoPage, as_field, device_choices, live_text, run_view, setting_text
from app.web.state import State, StateDep

router = APIRouter(tags=["demos"])

_ABOUT_THE_PAGE = frozenset({"run", "device", "predicted", "from"})
_ABOUT_THE_RUN = frozenset({"concept", "device", "predicted", "token", "from"})
_FINAL = frozenset({"done", "failed", "cancelled"})

# The picture brings its own colours for light and dark, in a style element; nothing else may load or run in it.
_SVG_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "Cache-Control": "private, max-age=3600, immutable",
}


def named_run(state: StateDep, run_id: str) -> Run:
    """The run of the address; found before the answer starts, so that a missing one is a 404 for a stream too."""
    return state.runner.get(run_id)


RunDep = Annotated[Run, Depends(named_run)]


@router.get("/demos/{concept_id}", response_class=HTMLResponse)
def demo(
    request: Request,
    state: StateDep,
    concept_id: str,
    run: Annotated[str, Query(max_length=40)] = "",
    device: Annotated[str, Query(max_length=10)] = "auto",
    predicted: Annotated[str, Query(pattern=r"^\d?$")] = "",
    origin: Annotated[str, Query(alias="from", max_length=100, pattern=r"^(/study(\?[\w&=-]+)?)?$")] = "",
) -> HTMLResponse:
    """A concept's demo, with the settings of the address, and a run of it where one is named."""
    preset = state.manifest.for_concept(concept_id).presets[concept_id]
    state.runner.warm()
    changes = {name: text for name, text in request.query_params.items() if name not in _ABOUT_THE_PAGE}
    page = _page(state, concept_id, preset, changes, device, int(predicted) if predicted else None, origin, run)
    if request.headers.get("x-fragment"):
        return render_partial(request, page)
    return render(request, page)


@router.post("/runs", response_model=None)
async def start(request: Request, state: StateDep) -> RedirectResponse | JSONResponse:
    """Start a run with the form's settings; a run of the same page that has not ended gives way."""
    form = _texts(await request.form())
    concept_id = form.get("concept", "")
    preset = state.manifest.for_concept(concept_id).presets[concept_id]
    changes = {name: text for name, text in form.items() if name not in _ABOUT_THE_RUN}
    device = form.get("device", "auto")
    predicted = _option(form.get("predicted", ""), preset)
    run = state.runner.submit(
        demo_request(preset, concept_id, changes, device), owner=form.get("token", "")[:64], predicted=predicted
    )
    address = _address(concept_id, preset, run, predicted, form.get("from", "")[:100])
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"run": run.id, "page": address, "events": f"/runs/{run.id}/events"}, 202)
    return RedirectResponse(address, 303)


@router.get("/runs/{run_id}/events", response_class=EventSourceResponse)
async def events(
    run: RunDep,
    after: Annotated[int, Query(ge=0)] = 0,
    last_event_id: Annotated[int, Header(ge=0)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """What happens in a run, as it happens; a listener that comes back gets what it missed."""
    seen = max(after, last_event_id)
    loop, news = asyncio.get_running_loop(), asyncio.Event()

    def tell() -> None:
        loop.call_soon_threadsafe(news.set)

    stop = run.listen(tell)
    try:
        while True:
            news.clear()
            for event in run.events_after(seen):
                seen = event.number
                yield _sse(event)
                if event.name in _FINAL:
                    return
            await news.wait()
    finally:
        stop()


@router.post("/runs/{run_id}/cancel", response_model=None)
def cancel(request: Request, state: StateDep, run: RunDep) -> RedirectResponse | JSONResponse:
    """Stop a run."""
    state.runner.cancel(run.id)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"run": run.id}, 202)
    run.wait(1.0)
    concept_id = run.request.concept
    preset = state.manifest.for_concept(concept_id).presets[concept_id]
    return RedirectResponse(_address(concept_id, preset, run, run.predicted, ""), 303)


@router.get("/runs/{run_id}/figures/{index}.svg", response_class=Response)
def figure(run: RunDep, index: int) -> Response:
    """A figure of a run as a picture."""
    drawn = _drawn(run, index)
    return Response(drawn.svg, media_type="image/svg+xml", headers=_SVG_HEADERS)


@router.get("/runs/{run_id}/figures/{index}.csv", response_class=Response)
def numbers(run: RunDep, index: int) -> Response:
    """All numbers of a figure."""
    table = _drawn(run, index).table
    out = io.StringIO()
    csv.writer(out).writerows([table.columns, *table.rows])
    headers = {"Content-Disposition": f'attachment; filename="figure-{index + 1}.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _page(
    state: State,
    concept_id: str,
    preset: DemoPreset,
    changes: Mapping[str, str],
    device: str,
    predicted: int | None,
    origin: str,
    run_id: str,
) -> DemoPage:
    concept = state.catalogue.get(concept_id)
    values = settings(preset, changes)
    run = _run_of(state, run_id, concept_id)
    return DemoPage(
        concept=concept,
        topic=state.catalogue.topic_of(concept_id).title,
        summary=preset.summary,
        claims=preset.claims,
        question=preset.question,
        options=preset.options,
        predicted=predicted,
        fields=tuple(as_field(control, values[control.name]) for control in controls(preset)),
        changed=values != preset.settings,
        device=device if device in DEVICES else "auto",
        devices=device_choices(state.runner.devices, preset.auto),
        token=secrets.token_urlsafe(12),
        origin=origin,
        run=run_view(run, preset.options) if run else None,
        file_name=preset.module.replace(".", "/") + ".py",
        excerpt=_what_runs(preset.module, concept_id),
    )


def _run_of(state: State, run_id: str, concept_id: str) -> Run | None:
    """The run that the address names, unless it is forgotten: then the page starts anew with the same settings."""
    if not run_id:
        return None
    try:
        run = state.runner.get(run_id)
    except NotFoundError:
        return None
    return run if run.request.concept == concept_id else None


def _address(concept_id: str, preset: DemoPreset, run: Run, predicted: int | None, origin: str) -> str:
    """The page of this run: settings that differ from the preset stand in the address, so it can be shared."""
    given = run.request.settings
    query = {name: setting_text(value) for name, value in given.items() if value != preset.settings[name]}
    if run.request.device != "auto":
        query["device"] = run.request.device
    if predicted is not None:
        query["predicted"] = str(predicted)
    if origin:
        query["from"] = origin
    return f"/demos/{concept_id}?{urlencode({**query, 'run': run.id})}"


def _texts(form: FormData) -> dict[str, str]:
    """The form's fields; of a repeated name the last, so that a box overrules the "off" that stands before it."""
    return {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}


def _option(text: str, preset: DemoPreset) -> int | None:
    if not text:
        return None
    if not text.isdigit() or int(text) >= len(preset.options):
        raise InvalidInputError("That prediction is not one of those offered.")
    return int(text)


def _drawn(run: Run, index: int) -> Drawn:
    if not 0 <= index < len(run.figures):
        raise NotFoundError("This run has no such figure.")
    return run.figures[index]


def _sse(event: RunEvent) -> ServerSentEvent:
    data = event.data
    if event.name == "step":
        data = {"done": data["done"], "total": data["total"], "live": live_text(data)}
    return ServerSentEvent(event=event.name, id=str(event.number), data=data)


@lru_cache(maxsize=64)
def _what_runs(module: str, concept_id: str) -> Markup:
    """The code that runs for a concept, highlighted."""
    return Markup(render_markdown(f"~~~~python\n{excerpt(source_of(module), concept_id)}~~~~\n"))
