"""Statistics, as a page and as tables."""

import csv
import io

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.services.stats import look_at_writers
from app.web.pages.base import render
from app.web.pages.stats import StatsPage, writers_part, writers_table
from app.web.state import StateDep

router = APIRouter(prefix="/stats", tags=["stats"], default_response_class=HTMLResponse)


@router.get("")
def stats(request: Request, state: StateDep) -> HTMLResponse:
    """How the writers of cards have done."""
    return render(request, StatsPage(writers=writers_part(look_at_writers(state.db, state.learner))))


@router.get("/writers.csv", response_class=Response)
def writers(state: StateDep) -> Response:
    """The same numbers as a table, the built-in writer's rules one by one."""
    out = io.StringIO()
    csv.writer(out).writerows(writers_table(look_at_writers(state.db, state.learner)))
    headers = {"Content-Disposition": 'attachment; filename="torchdeck-writers.csv"', "Cache-Control": "no-store"}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
