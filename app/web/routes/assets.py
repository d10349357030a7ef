"""What browsers ask for by themselves, and the maths font."""

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from app.errors import NotFoundError
from app.notes.render import stylesheet
from app.web.static import FOREVER, maths_font
from app.web.templating import static_url

router = APIRouter(tags=["assets"])


@router.get("/favicon.ico")
async def favicon() -> RedirectResponse:
    return RedirectResponse(static_url("icons/torchdeck.svg"), 308)


@router.get("/fonts/maths", response_class=FileResponse)
async def maths() -> FileResponse:
    """A font with stretchy brackets, for MathML."""
    path = maths_font()
    if path is None:
        raise NotFoundError("The maths font is not installed; formulas use the system's own.")
    return FileResponse(path, media_type="font/ttf", headers={"Cache-Control": FOREVER})


@router.get("/styles/notes.css", response_class=Response)
async def notes_css() -> Response:
    """Colours of code and alignment in formulas, as the renderer writes them."""
    return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": FOREVER})


@router.get("/health", response_class=PlainTextResponse)
async def health() -> str:
    """For container health checks: the server answers."""
    return "ok"
