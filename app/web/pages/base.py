"""What all pages share: the frame around them, and the one function that renders them."""

from dataclasses import dataclass, fields
from typing import ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.services.browse_changes import count_waiting
from app.web.state import state_of


@dataclass(frozen=True, slots=True)
class Page:
    """A page declares its template, the entry of the navigation it belongs to, and its context as fields.

    `counts` where its navigation says what waits: not before somebody has signed in, nor where the database may be at
    fault.
    """

    template: ClassVar[str]
    partial: ClassVar[str] = ""
    nav: ClassVar[str] = ""
    counts: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Frame:
    """What base.html needs besides the page: where we are, whether there is a session to leave, the number of the run
    that is at work (0 where none is) with how far it is, and how many changed notes wait for the learner's word."""

    nav: str
    signed_in: bool
    run: int
    run_text: str
    changes: int


def render(request: Request, page: Page, *, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """The page as HTML. Notes are private, so nothing that shows them is kept by a shared cache."""
    html = state_of(request).environment.get_template(page.template).render(_context(page), frame=_frame(request, page))
    return HTMLResponse(html, status, {"Cache-Control": "no-store", **(headers or {})})


def render_partial(request: Request, page: Page, *, status: int = 200) -> HTMLResponse:
    """Only the part of the page that a script exchanges in place; the header tells it from a whole page."""
    assert page.partial, f"{page.template} has no partial"
    html = state_of(request).environment.get_template(page.partial).render(_context(page))
    return HTMLResponse(html, status, {"Cache-Control": "no-store", "X-Fragment": "1"})


def _context(page: Page) -> dict[str, object]:
    return {field.name: getattr(page, field.name) for field in fields(page)}


def _frame(request: Request, page: Page) -> Frame:
    state = state_of(request)
    going = state.runs.going
    progress = going.progress if going else None
    return Frame(
        nav=page.nav,
        signed_in=bool(state.settings.password),
        run=going.run_id if going else 0,
        run_text=f"{progress.sections_done:,} of {progress.sections:,}" if progress else "",
        changes=count_waiting(state.db, state.learner) if page.counts else 0,
    )
