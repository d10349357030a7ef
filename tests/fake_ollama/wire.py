"""A small HTTP/1.1 server on raw sockets: faults need to break it in ways that a proper server would not allow."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import cast

_MOST_HEADER_BYTES = 64 * 1024
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. Header names are in lower case; `arrived` is the monotonic clock when it was complete."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    arrived: float


class PeerGoneError(Exception):
    """The client closed the connection; nothing more can be written."""


@dataclass(slots=True)
class Exchange:
    """One request and the reply to it, written piece by piece.

    `chunked` says that each `send` is a chunk of its own; `status` is what was answered, 0 while nothing was.
    """

    request: Request
    connection: "Connection"
    status: int = 0
    chunked: bool = False
    _held: bytes = b""

    async def start(self, status: int, content_type: str, *, length: int | None = None) -> None:
        """Write the head, together with what follows; without a length the body comes in chunks."""
        self.status = status
        self.chunked = length is None
        framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        kind = f"Content-Type: {content_type}\r\n" if content_type else ""
        reason = _REASONS.get(status, "Unknown")
        self._held += f"HTTP/1.1 {status} {reason}\r\n{kind}{framing}\r\n\r\n".encode("latin-1")

    async def send(self, data: bytes, *, more: bool = False) -> None:
        """Write a part of the body, or hold it where `more` follows at once: each write to a socket costs its time."""
        if data:  # an empty chunk would end the reply
            self._held += b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data
        if not more:
            await self.raw(b"")

    async def finish(self) -> None:
        """End the body."""
        await self.raw(b"0\r\n\r\n" if self.chunked else b"")

    async def raw(self, data: bytes) -> None:
        """Write bytes as they are. Raises PeerGoneError where nobody reads them any more."""
        data, self._held = self._held + data, b""
        await self.connection.write(data)

    async def answer(self, status: int, content_type: str, body: bytes) -> None:
        """A whole reply at once."""
        await self.start(status, content_type, length=len(body))
        await self.send(b"" if self.request.method == "HEAD" else body)

    def close(self) -> None:
        """Close the connection as it is, however little was written."""
        self.connection.close()

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        self.connection.reset()


Handler = Callable[[Exchange], Awaitable[None]]
_REASONS = {status.value: status.phrase for status in HTTPStatus} | {499: "Client Closed Request"}


class Connection(asyncio.Protocol):
    """One client's connection. Requests on it are answered one after the other; a gone client cancels its request."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._next_request()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._writable.set()
        if self._task is not None:
            self._task.cancel()

    async def write(self, data: bytes) -> None:
        """Hand bytes to the socket, waiting where the client reads slowly."""
        if self._transport is None or self._transport.is_closing():
            raise PeerGoneError
        self._transport.write(data)
        await self._writable.wait()

    def close(self) -> None:
        """Close after what was written has left."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        if self._transport is not None:
            raw = self._transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._transport.abort()

    def _next_request(self) -> None:
        if self._task is not None:
            return
        try:
            request = self._take_request()
        except ValueError:
            self.close()
            return
        if request is not None:
            self._task = self._loop.create_task(self._answer(request))

    def _take_request(self) -> Request | None:
        """A whole request from what was received, or None while it is incomplete. ValueError: not HTTP."""
        end = self._received.find(b"\r\n\r\n", 0, _MOST_HEADER_BYTES)
        if end < 0:
            if len(self._received) >= _MOST_HEADER_BYTES:
                raise ValueError("no end of the headers")
            return None
        first, *lines = bytes(self._received[:end]).decode("latin-1").split("\r\n")
        method, path, _version = first.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        taken = self._body(end + 4, headers)
        if taken is None:
            return None
        body, rest = taken
        del self._received[:rest]
        return Request(method, path, headers, body, monotonic())

    def _body(self, start: int, headers: Mapping[str, str]) -> tuple[bytes, int] | None:
        """The body and where it ends, or None while it is incomplete."""
        if "chunked" in headers.get("transfer-encoding", ""):
            return self._chunks(start)
        end = start + int(headers.get("content-length", "0"))
        return (bytes(self._received[start:end]), end) if len(self._received) >= end else None

    def _chunks(self, start: int) -> tuple[bytes, int] | None:
        parts = []
        while (line_end := self._received.find(b"\r\n", start)) >= 0:
            size = int(bytes(self._received[start:line_end]).split(b";")[0], 16)
            end = line_end + 2 + size
            if len(self._received) < end + 2:
                return None
            parts.append(bytes(self._received[line_end + 2 : end]))
            start = end + 2
            if size == 0:
                return b"".join(parts), start
        return None

    async def _answer(self, request: Request) -> None:
        exchange = Exchange(request, self)
        try:
            with contextlib.suppress(PeerGoneError):
                await self._handler(exchange)
        except Exception:
            self.close()  # a client must not wait for a reply that nobody writes any more
            raise
        finally:
            self._task = None
        if request.headers.get("connection", "").lower() == "close":
            self.close()
        self._next_request()


async def listen(handler: Handler, host: str, port: int) -> asyncio.Server:
    """Serve on `host`:`port` (0: any free one); the server is listening when this returns."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(handler), host, port, backlog=1024)
