"""The lock behind the door, where a password is set: nothing without a session, but the sign-in itself."""

from collections.abc import Callable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.security import SAFE_METHODS
from app.web.sessions import Sessions

COOKIE = "torchdeck_session"
_OPEN_PATHS = frozenset({"/login", "/health", "/favicon.ico"})
_OPEN_FOLDER = "/static/"


class Gate:
    """Middleware that lets signed-in requests pass and sends the others to the sign-in page."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions, now: Callable[[], datetime]) -> None:
        self.app = app
        self.sessions = sessions
        self.now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_pass(scope):
            await self.app(scope, receive, send)
            return
        await _turn_away(scope)(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        path = scope["path"]
        if path in _OPEN_PATHS or path.startswith(_OPEN_FOLDER):
            return True
        token = token_of(Headers(scope=scope).get("cookie", ""))
        return bool(token) and self.sessions.knows(token, self.now())


def token_of(cookies: str) -> str:
    """The session's token in a Cookie header, or an empty string."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _turn_away(scope: Scope) -> Response:
    if "application/json" in Headers(scope=scope).get("accept", ""):
        return JSONResponse({"error": "Sign in first.", "advice": "The sign-in page is at /login."}, 401)
    if scope["method"] not in SAFE_METHODS:
        return RedirectResponse("/login", 303)
    query = scope["query_string"].decode("latin-1")
    target = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"/login?next={quote(target, safe='')}", 303)


def local_target(target: str) -> str:
    """`target` if it is a path of this site, else "/": a sign-in link must not lead elsewhere."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and not any(ord(character) < 32 or character == "\\" for character in target) else "/"
