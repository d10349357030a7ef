"""The server: each request is recorded, given its fault, and sent to the handler of its path."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.fake_ollama import catalogue, control
from tests.fake_ollama.chat import chat
from tests.fake_ollama.frames import JSON, error
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.plan import Plan
from tests.fake_ollama.state import State
from tests.fake_ollama.wire import Exchange, PeerGoneError, listen

_PLAIN = "text/plain; charset=utf-8"


class Server:
    """One fake Ollama. `port` is known once it has started."""

    def __init__(self, plan: Plan) -> None:
        self.state = State(plan)
        self.port = 0

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Listen; the caller closes what this returns."""
        server = await listen(self.handle, host, port)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def handle(self, exchange: Exchange) -> None:
        """Answer one request."""
        request = exchange.request
        if request.path.startswith(control.PREFIX):
            await control.answer(exchange, self.state)
            return
        record = self.state.recorder.note(request.method, request.path, dict(request.headers), request.body)
        try:
            await self._route(exchange, record)
            record.outcome = "answered"
        except HttpError as refused:
            record.outcome = "refused"
            await exchange.answer(refused.status, JSON, error(refused.message))
        except (PeerGoneError, asyncio.CancelledError):
            record.outcome = "left"
            raise
        finally:
            record.status = exchange.status

    async def _route(self, exchange: Exchange, record: "control.Record") -> None:
        request, state = exchange.request, self.state
        if request.path == "/" and request.method in ("GET", "HEAD"):
            await exchange.answer(200, _PLAIN, b"Ollama is running")
            return
        simple = _SIMPLE.get((request.method, request.path))
        if simple is not None:
            await simple(exchange, state)
            return
        if (request.method, request.path) not in _WITH_BODY:
            await exchange.answer(404, _PLAIN, b"404 page not found")
            return
        body = _json(request.body)
        if request.path == "/api/show":
            await catalogue.show(exchange, state, body)
            return
        fault = state.faults.next(request.path, record.text)
        if fault is not None:
            record.fault = fault.kind
            state.counters.faulted += 1
        await chat(exchange, state, record, body, fault)


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as problem:
        raise HttpError(400, str(problem)) from None
    if not isinstance(value, dict):
        raise HttpError(400, "json: cannot unmarshal array into Go value of type api.ChatRequest")
    return value


_SIMPLE: dict[tuple[str, str], Callable[[Exchange, State], Awaitable[None]]] = {
    ("GET", "/api/version"): catalogue.version,
    ("GET", "/api/tags"): catalogue.tags,
    ("GET", "/api/ps"): catalogue.ps,
}
_WITH_BODY = {("POST", "/api/chat"), ("POST", "/api/show")}
