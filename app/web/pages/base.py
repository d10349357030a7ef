"""What all pages share: the frame around them, and the one function that renders them."""

from dataclasses import dataclass, fields
from typing import ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.web.state import state_of


@dataclass(frozen=True, slots=True)
class Page:
    """A page declares its template, the entry of the navigation it belongs to, and its context as fields."""

    template: ClassVar[str]
    nav: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What base.html needs besides the page: where we are, and whether there is a session to leave."""

    nav: str
    path: str
    version: str
    signed_in: bool


def render(request: Request, page: Page, *, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """The page as HTML. Notes are private, so nothing that shows them is kept by a shared cache."""
    state = state_of(request)
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    frame = Frame(
        nav=page.nav,
        path=request.url.path,
        version=request.app.version,
        signed_in=bool(state.settings.password),
    )
    html = state.environment.get_template(page.template).render(context, frame=frame)
    return HTMLResponse(html, status, {"Cache-Control": "no-store", **(headers or {})})
