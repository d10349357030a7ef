"""From our errors to pages: what happened, what is safe, what to do. JSON for those who ask for it."""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from jinja2 import TemplateError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    StorageError,
    TorchdeckError,
    UnavailableError,
)
from app.web.pages.base import render
from app.web.pages.error import ErrorPage

log = logging.getLogger("torchdeck.web")


@dataclass(frozen=True, slots=True)
class _Kind:
    status: int
    heading: str
    message: str = ""
    advice: str = ""


_OURS: tuple[tuple[type[TorchdeckError], _Kind], ...] = (
    (InvalidInputError, _Kind(422, "That cannot be used as it is")),
    (NotFoundError, _Kind(404, "Nothing is here")),
    (ConflictError, _Kind(409, "This has changed since you looked")),
    (UnavailableError, _Kind(503, "Something does not answer")),
    (StorageError, _Kind(507, "Your cards could not be read or saved")),
    (TorchdeckError, _Kind(500, "That did not work")),
)

_HTTP = {
    400: _Kind(400, "That request could not be read", "Nothing was changed.", "Go back and try again."),
    404: _Kind(
        404,
        "Nothing is here",
        "There is no page at this address; your notes and cards are as they were.",
        "Start again from Today, or search in Cards.",
    ),
    405: _Kind(
        405,
        "That is not how this address works",
        "It does not take this kind of request; nothing was changed.",
        "Use the buttons of the page instead of its address.",
    ),
    413: _Kind(
        413,
        "That is too much at once",
        "What was sent is larger than this address takes, so nothing of it was kept.",
        "Send less at once, or name the folder on this machine instead.",
    ),
}

_UNEXPECTED = _Kind(
    500,
    "Torchdeck made a mistake",
    "This page failed. Every answer that was confirmed before is on disk.",
    "Try again; if it stays, the log of the server has the details under the number below.",
)


def install(app: FastAPI) -> None:
    """Register one translation for each family of errors."""
    app.add_exception_handler(TorchdeckError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def answer(request: Request, status: int, heading: str, message: str, advice: str) -> Response:
    """One error as a page or as JSON, whichever was asked for."""
    request_id = getattr(request.state, "request_id", "")
    if "application/json" in request.headers.get("accept", ""):
        body = {"error": message, "advice": advice, "request_id": request_id}
        return JSONResponse(body, status)
    page = ErrorPage(heading=heading, message=message, advice=advice, back=_back(request), request_id=request_id)
    return render(request, page, status=status)


def _back(request: Request) -> str:
    """The page of ours that the person came from, or Today."""
    came_from = urlsplit(request.headers.get("referer", ""))
    same = came_from.netloc == request.headers.get("host") and came_from.path.startswith("/")
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return path if same and path != request.url.path and not path.startswith("//") else "/"


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TorchdeckError)
    kind = next(kind for family, kind in _OURS if isinstance(error, family))
    return answer(request, kind.status, kind.heading, error.message, error.advice)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    fallback = _Kind(error.status_code, "That did not work", str(error.detail), "Go back and try again.")
    kind = _HTTP.get(error.status_code, fallback)
    response = answer(request, kind.status, kind.heading, kind.message, kind.advice)
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    complaints = sorted({_complaint(problem) for problem in error.errors()})
    message = f"Nothing was changed: {'; '.join(complaints)}."
    return answer(request, 422, "That form could not be used", message, "Go back, correct it and send it again.")


def _complaint(problem: dict[str, object]) -> str:
    place = problem["loc"]
    name = str(place[-1]).replace("_", " ") if isinstance(place, tuple | list) and place else "the form"
    said = str(problem["msg"])
    return f"{name}: {said[:1].lower()}{said[1:]}"


class Unexpected:
    """Innermost middleware: an exception nobody foresaw becomes a page, and a log entry with the request's id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            request = Request(scope, receive)
            log.exception("request %s: %s %s failed", request.state.request_id, request.method, request.url.path)
            if started:
                raise
            await _unexpected(request)(scope, receive, watched)


def _unexpected(request: Request) -> Response:
    try:
        return answer(request, 500, _UNEXPECTED.heading, _UNEXPECTED.message, _UNEXPECTED.advice)
    except TemplateError:
        log.exception("the error page itself failed")
        return PlainTextResponse(f"{_UNEXPECTED.heading}. {_UNEXPECTED.message}\n", 500)
