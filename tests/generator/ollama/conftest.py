"""One fake server for this folder, set back before each test; a raw socket where even that is too proper."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from app.generator.ollama import loop
from tests.fake_ollama import FakeOllama, Plan, fake_ollama
from tests.generator.ollama.asking import Asking

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OddServer = Callable[..., AbstractAsyncContextManager[Asking]]

ABOUT = {
    "/api/tags": b'{"models":[{"name":"llama3.1:8b","model":"llama3.1:8b","digest":"ab"}]}',
    "/api/show": b'{"model_info":{"general.architecture":"llama","llama.context_length":131072}}',
    "/api/version": b'{"version":"0.32.4"}',
}


@pytest.fixture(scope="session")
def server() -> Iterator[FakeOllama]:
    with fake_ollama() as running:
        yield running


@pytest.fixture
def fake(server: FakeOllama) -> FakeOllama:
    plan = Plan().as_json()
    server.change(**{name: plan[name] for name in plan if name not in ("seed", "ram_cache", "loaded")})
    server.forget()
    return server


@pytest.fixture
async def asking(fake: FakeOllama) -> AsyncIterator[Asking]:
    """A model of the fake server; afterwards nothing of it may be left open or running."""
    asking = Asking(fake.url)
    yield asking
    await asking.close()
    await asyncio.sleep(0.01)  # httpx's own generators, left in the middle, are closed by the loop
    assert asking.connections() == []
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture
def odd_server() -> OddServer:
    """Starts a server that has one model and answers its chats with bytes of the test's; yields a model of it.

    `about` are whole answers by path, in place of the ordinary ones.
    """

    @asynccontextmanager
    async def start(handler: Handler | bytes, about: Mapping[str, bytes] = ABOUT) -> AsyncIterator[Asking]:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while path := await request_of(reader):
                    if path == "/api/chat":
                        await (whole(writer, handler) if isinstance(handler, bytes) else handler(reader, writer))
                    else:
                        await whole(writer, {**ABOUT, **about}[path])
            except (ConnectionError, asyncio.IncompleteReadError):
                pass  # the client has gone, as it may
            finally:
                writer.close()

        running = await asyncio.start_server(connected, "127.0.0.1", 0)
        asking = Asking(f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}")
        try:
            yield asking
        finally:
            await asking.close()
            running.close()

    return start


async def request_of(reader: asyncio.StreamReader) -> str:
    """Reads one request; its path."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    await reader.readexactly(int(length or 0))
    return head.split()[1].decode()


async def whole(writer: asyncio.StreamWriter, body: bytes) -> None:
    """A whole answer at once."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    await writer.drain()


@pytest.fixture
def models_loop() -> Iterator[None]:
    """The process's own loop of models, ended after the test."""
    yield
    loop.close_all()
