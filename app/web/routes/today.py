"""The first page."""

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.services.today import Today, look_at_today
from app.web.pages.base import render
from app.web.pages.notes import hints_of
from app.web.pages.today import Bar, TodayPage, WelcomePage
from app.web.state import StateDep

router = APIRouter(tags=["study"], default_response_class=HTMLResponse)


@router.get("/")
def today(request: Request, state: StateDep) -> HTMLResponse:
    """What is due, in which notes, and what the week holds."""
    found = look_at_today(state.db, state.learner, state.now())
    if not found.notes:
        return render(request, WelcomePage(starter=len(state.catalogue)))
    state.pace = found.pace
    return render(request, TodayPage(today=found, hints=hints_of(found.notes), bars=_bars(found)))


def _bars(found: Today) -> tuple[Bar, ...]:
    tallest = max(*found.week, 1)
    return tuple(
        Bar(
            name=f"{found.day + timedelta(days=ahead):%a}",
            count=count,
            height=round(100 * count / tallest),
            today=ahead == 0,
        )
        for ahead, count in enumerate(found.week)
    )
