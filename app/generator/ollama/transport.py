"""HTTP/1.1 as far as a model's server speaks it, for the package's httpx client: plain, quick, and bounded in memory.

A reply comes as hundreds of small chunks. httpx's own transport hands each of them through a dozen Python layers, at
three times what all the rest of a call costs; here a parser in C (httptools, which the web server uses as well) takes
in whatever the socket has, and hands it on at once. What nobody has read yet is bounded: past that the socket waits.

Leaves out what is not needed: HTTP/2, proxies, redirects, uploads in pieces.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import cast

import httptools
import httpx

_UNREAD_BYTES = 256 * 2**10
_HEADER_BYTES = 64 * 2**10


class Transport(httpx.AsyncBaseTransport):
    """Connections to one server, at most `kept` of them kept open between calls."""

    def __init__(self, *, kept: int) -> None:
        self._kept = kept
        self._idle: list[_Connection] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the response's body is read from its stream.

        Raises:
            httpx.ConnectError, httpx.ConnectTimeout: there is no connection to be had.
            httpx.RemoteProtocolError, httpx.ReadError: it broke, or what came is no HTTP.
        """
        data = _written(request, await request.aread())
        connection = self._take() or await _connect(request)
        try:
            connection.send(data)
            await connection.head()
        except BaseException:
            connection.abort()
            raise
        return httpx.Response(connection.status, headers=connection.headers, stream=_Body(connection, self))

    async def aclose(self) -> None:
        """Close the connections that nobody uses."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.abort()
        await asyncio.sleep(0)  # sockets close in the loop's next round

    def give_back(self, connection: "_Connection") -> None:
        """Keep a connection for the next call where it can be used again."""
        if connection.reusable and len(self._idle) < self._kept:
            self._idle.append(connection)
        else:
            connection.abort()

    def _take(self) -> "_Connection | None":
        while self._idle:
            connection = self._idle.pop()
            if connection.reusable:
                return connection
            connection.abort()
        return None


class _Body(httpx.AsyncByteStream):
    """A response's body, in as few pieces as it came."""

    def __init__(self, connection: "_Connection", transport: Transport) -> None:
        self._connection: _Connection | None = connection
        self._transport = transport

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._connection is not None and (data := await self._connection.read()):
            yield data

    async def aclose(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._transport.give_back(connection)


class _Connection(asyncio.Protocol):
    """One connection, and the response that is under way on it."""

    status: int
    headers: list[tuple[bytes, bytes]]
    _unread: list[bytes]
    _unread_bytes: int
    _received: int
    _headed: bool
    _framed: bool
    _complete: bool
    _keep_alive: bool

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._broken: httpx.TransportError | None = None
        self._paused = False
        self._begin()

    @property
    def reusable(self) -> bool:
        """Whether another request may be sent on it."""
        return self._complete and self._keep_alive and self._broken is None and not self._unread

    def send(self, data: bytes) -> None:
        """Send a whole request."""
        self._begin()
        if self._transport is None or self._broken is not None:
            raise self._broken or httpx.ReadError("the connection is closed")
        self._transport.write(data)

    async def head(self) -> None:
        """Wait for the status and the headers."""
        while not self._headed:
            await self._more()

    async def read(self) -> bytes:
        """What has come of the body since the last time; nothing at its end."""
        while not self._unread:
            if self._complete:
                return b""
            await self._more()
        data = b"".join(self._unread)
        self._unread, self._unread_bytes = [], 0
        if self._paused and self._transport is not None and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()
        return data

    def abort(self) -> None:
        """Close at once; the server sees that nobody listens any more."""
        if self._transport is not None:
            self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._complete:
            self._break(httpx.RemoteProtocolError("words without a question"))
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._break(httpx.RemoteProtocolError(str(error)))
        if not self._headed and self._received > _HEADER_BYTES:
            self._break(httpx.RemoteProtocolError("headers without an end"))
        if self._unread_bytes > _UNREAD_BYTES and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._headed and not self._framed and not error and not self._broken:
            self._complete = True  # a body without a length ends with its connection
        if not self._complete:
            self._break(
                httpx.ReadError(str(error)) if error else httpx.RemoteProtocolError("the server closed the connection")
            )
        self._keep_alive = False
        self._wake()

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.status = self._parser.get_status_code()
        if self.status < 200:
            self.headers = []  # "100 Continue": the response itself follows
            return
        names = {name.lower() for name, _ in self.headers}
        self._framed = bool(names & {b"content-length", b"transfer-encoding"})
        self._keep_alive = self._parser.should_keep_alive()
        self._headed = True

    def on_body(self, data: bytes) -> None:
        self._unread.append(data)
        self._unread_bytes += len(data)

    def on_message_complete(self) -> None:
        self._complete = self._headed

    def _begin(self) -> None:
        """Ready for a response."""
        self._parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers = []
        self._unread = []
        self._unread_bytes = self._received = 0
        self._headed = self._complete = self._framed = self._keep_alive = False

    async def _more(self) -> None:
        """Wait until something has come."""
        if self._broken is not None:
            raise self._broken
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _break(self, error: httpx.TransportError) -> None:
        self._broken = self._broken or error
        self.abort()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


async def _connect(request: httpx.Request) -> _Connection:
    url = request.url
    secure = url.scheme == "https"
    context = ssl.create_default_context() if secure else None
    seconds = request.extensions.get("timeout", {}).get("connect")
    try:
        async with asyncio.timeout(seconds):
            _, connection = await asyncio.get_running_loop().create_connection(
                _Connection,
                url.raw_host.decode("ascii"),
                url.port or (443 if secure else 80),
                ssl=context,
            )
    except TimeoutError as error:
        raise httpx.ConnectTimeout(f"no connection within {seconds} seconds") from error
    except OSError as error:
        raise httpx.ConnectError(str(error)) from error
    return connection


def _written(request: httpx.Request, body: bytes) -> bytes:
    """A request's bytes."""
    lines = [b"%b %b HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)]
    lines += [b"%b: %b" % (name, value) for name, value in request.headers.raw]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise httpx.LocalProtocolError("a header has a line's end in it")
    return b"\r\n".join([*lines, b"", body])
