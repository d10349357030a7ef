"""The door: who may call, how much they may send, and what a browser may do with the answers.

Pure ASGI, so streaming and background work pass untouched. The order of checks is the order of cost.

Sources: the Fetch-Metadata and Origin rule is the one of Go's http.CrossOriginProtection; the Host rule is what stops
DNS rebinding, where a foreign page *is* of the same origin.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BODY_LIMIT = 1_000_000
UPLOAD_LIMIT = 60_000_000
UPLOAD_PATHS = frozenset({"/add/files"})

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: that makes the Origin of our own forms "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(?P<port>[0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class HostList:
    """The names we answer to, compared whole: no suffixes, no patterns, no trailing dot.

    A loopback name counts with the port we listen on. A configured name counts with that port or the scheme's own, and
    one configured with a port (`notes.example:8443`) with exactly that port.
    """

    configured: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "HostList":
        return cls(frozenset(name.lower() for name in names))

    def allows(self, host: str, scheme: str, own_port: int | None) -> bool:
        """Whether a request with this Host header is meant for us. `own_port` is the port of our socket."""
        match = _HOST.fullmatch(host.lower())
        if match is None:
            return False
        name = match["name"]
        default = _DEFAULT_PORTS.get(scheme, 80)
        port = int(match["port"]) if match["port"] else default
        if f"{name}:{port}" in self.configured:
            return True
        own = own_port if own_port is not None else default
        return (name in LOOPBACK_NAMES and port == own) or (name in self.configured and port in {own, default})


def is_same_origin(headers: Headers) -> bool:
    """Whether a browser says that our own page (or the person, by the address bar) sent this unsafe request.

    A request with neither Sec-Fetch-Site nor Origin is refused as well: every browser of the last years sends one.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    if origin is None:
        return site is not None
    return origin.partition("://")[2].lower() == headers.get("host", "").lower()


class Guard:
    """The middleware in front of everything: Host, origin, body size; then headers on whatever comes back."""

    def __init__(self, app: ASGIApp, *, hosts: HostList) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request_id = uuid.uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = request_id
        headers = Headers(scope=scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                out.setdefault("X-Request-ID", request_id)
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        limit = UPLOAD_LIMIT if scope["path"] in UPLOAD_PATHS else BODY_LIMIT
        await self.app(scope, _counted(receive, limit), send_with_headers)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        server = scope.get("server")
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.hosts.allows(hosts[0], scope["scheme"], server[1] if server else None):
            return _refuse(
                headers,
                400,
                "Torchdeck does not answer to this name.",
                "Call it by the address it printed when it started, or add the name to TORCHDECK_ALLOWED_HOSTS.",
            )
        if scope["method"] not in SAFE_METHODS and not is_same_origin(headers):
            return _refuse(
                headers,
                403,
                "This request came from another page, so nothing was changed.",
                "Open Torchdeck in its own tab and try again from there.",
            )
        limit = UPLOAD_LIMIT if scope["path"] in UPLOAD_PATHS else BODY_LIMIT
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > limit:
            return _refuse(
                headers,
                413,
                f"That is more than {limit // 1_000_000} MB, so nothing of it was kept.",
                "Send less at once, or name the folder on this machine instead.",
            )
        return None


def _refuse(headers: Headers, status: int, message: str, advice: str) -> Response:
    if "application/json" in headers.get("accept", ""):
        return JSONResponse({"error": message, "advice": advice}, status)
    return PlainTextResponse(f"{message}\n{advice}\n", status)


def _counted(receive: Receive, limit: int) -> Receive:
    """`receive` that counts what really arrives, because a length can be missing or a lie."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
        return message

    return counted
