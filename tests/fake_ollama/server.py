"""The server: each request is recorded, given its fault, and sent to the handler of its path."""

import asyncio
import json
from typing import Any

from tests.fake_ollama import catalogue, control
from tests.fake_ollama.breakage import instead
from tests.fake_ollama.chat import chat
from tests.fake_ollama.embedding import embed
from tests.fake_ollama.frames import JSON, error
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.plan import Plan
from tests.fake_ollama.pulling import pull
from tests.fake_ollama.recorder import Record
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

    async def _route(self, exchange: Exchange, record: Record) -> None:
        request, state = exchange.request, self.state
        if request.path == "/" and request.method in ("GET", "HEAD"):
            await exchange.answer(200, _PLAIN, b"Ollama is running")
            return
        if _ROUTES.get(request.path) != request.method:
            await exchange.answer(404, _PLAIN, b"404 page not found")
            return
        fault = state.faults.next(request.path, record.text)
        if fault is not None:
            record.fault = fault.kind
            state.counters.faulted += 1
            if await instead(exchange, fault):
                return
        match request.path:
            case "/api/version":
                await catalogue.version(exchange, state)
            case "/api/tags":
                await catalogue.tags(exchange, state)
            case "/api/ps":
                await catalogue.ps(exchange, state)
            case "/api/show":
                await catalogue.show(exchange, state, _json(request.body))
            case "/api/embed":
                await embed(exchange, state, _json(request.body))
            case "/api/pull":
                await pull(exchange, state, _json(request.body), fault)
            case "/api/chat":
                await chat(exchange, state, record, _json(request.body), fault)


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as problem:
        raise HttpError(400, str(problem)) from None
    if not isinstance(value, dict):
        raise HttpError(400, "json: cannot unmarshal array into Go value of type api.ChatRequest")
    return value


_ROUTES = {
    "/api/version": "GET",
    "/api/tags": "GET",
    "/api/ps": "GET",
    "/api/show": "POST",
    "/api/embed": "POST",
    "/api/pull": "POST",
    "/api/chat": "POST",
}
