"""HTTP as servers, proxies and things that are neither speak it, over real sockets."""

import asyncio
import os
import shutil
import ssl
import subprocess
import sys
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.generator.ollama.transport import Transport

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Listener:
    """A server that plays a script on each connection, and counts them."""

    def __init__(self, script: Script | bytes) -> None:
        self.connections = 0
        self.url = ""
        self._script = script

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if isinstance(self._script, bytes):
                while await reader.readuntil(b"\r\n\r\n"):
                    writer.write(self._script)
                    await writer.drain()
            else:
                await self._script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has gone, as it may
        finally:
            writer.close()


@asynccontextmanager
async def talking(script: Script | bytes, kept: int = 2) -> AsyncIterator[tuple[httpx.AsyncClient, Listener]]:
    listener = Listener(script)
    server = await asyncio.start_server(listener.connected, "127.0.0.1", 0)
    listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    transport = Transport(kept=kept)
    async with httpx.AsyncClient(transport=transport, base_url=listener.url, trust_env=False, timeout=5) as client:
        yield client, listener
    server.close()


WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords"


@pytest.mark.parametrize(
    "answer",
    [
        WHOLE,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nwo\r\n3\r\nrds\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nwords\r\n0\r\nTrailer: t\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords",
        b"HTTP/1.1 200\r\ncontent-length:5\r\n\r\nwords",
    ],
)
async def test_a_body_is_read_however_it_is_framed_and_the_connection_used_again(answer: bytes) -> None:
    async with talking(answer) as (client, listener):
        for _ in range(3):
            response = await client.get("/")
            assert (response.status_code, response.text) == (200, "words")
        assert listener.connections == 1


def test_it_works_on_the_web_servers_loop_as_well() -> None:
    uvloop = pytest.importorskip("uvloop")

    async def twice() -> list[str]:
        async with talking(WHOLE) as (client, _):
            return [(await client.get("/")).text for _ in range(2)]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(twice()) == ["words", "words"]


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\n\r\nwords", b"HTTP/1.0 200 OK\r\n\r\nwords"], ids=["HTTP/1.1", "HTTP/1.0"]
)
async def test_a_body_without_a_length_ends_with_its_connection(answer: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)

    async with talking(script) as (client, listener):
        assert (await client.get("/")).text == "words"
        assert (await client.get("/")).text == "words"
        assert listener.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nwords",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwor",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nwords\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nwords",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
    ],
)
async def test_what_is_cut_or_is_no_http_is_an_error(answer: bytes) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    async with talking(script) as (client, _):
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await client.get("/")


async def test_what_came_before_a_break_is_still_read() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nwords")
        await writer.drain()

    async with talking(script) as (client, _), client.stream("GET", "/") as response:
        chunks = response.aiter_raw()
        assert await anext(chunks) == b"words"
        with pytest.raises(httpx.RemoteProtocolError):
            await anext(chunks)


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(WHOLE)

    async with talking(script) as (client, listener):
        for _ in range(3):
            assert (await client.get("/")).text == "words"
            await asyncio.sleep(0.02)
        assert listener.connections == 3


async def test_words_that_nobody_asked_for_never_become_an_answer() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(WHOLE)
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")
        await reader.read()

    async with talking(script) as (client, listener):
        assert (await client.get("/")).text == "words"
        await asyncio.sleep(0.06)
        assert (await client.get("/")).text == "words"
        assert listener.connections == 2


async def test_no_more_connections_are_kept_than_wanted() -> None:
    async with talking(WHOLE, kept=2) as (client, listener):
        await asyncio.gather(*(client.get("/") for _ in range(6)))
        await asyncio.gather(*(client.get("/") for _ in range(2)))
        assert listener.connections == 6


async def test_a_large_answer_leaves_its_connection_fit_for_the_next_call() -> None:
    async with talking(b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000) as (client, listener):
        for _ in range(3):
            assert len((await client.get("/")).content) == 3_000_000
        assert listener.connections == 1


async def test_a_reader_that_is_slow_makes_the_server_wait() -> None:
    sent = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.set_write_buffer_limits(0)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    async with talking(script) as (client, _):
        tracemalloc.start()
        async with client.stream("GET", "/") as response:
            chunks = response.aiter_raw()
            for _ in range(5):
                assert await anext(chunks)
                await asyncio.sleep(0.02)
            peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sent < 50_000_000, "most of it was never sent"
    assert peak < 10_000_000


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://[::1]:9", "http://localhost:9"])
async def test_nothing_that_listens_is_a_failed_connection(url: str) -> None:
    async with httpx.AsyncClient(transport=Transport(kept=1), timeout=5) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)


async def test_a_name_that_nobody_knows_is_a_failed_connection() -> None:
    async with httpx.AsyncClient(transport=Transport(kept=1), timeout=5) as client:
        with pytest.raises((httpx.ConnectError, httpx.ConnectTimeout)):
            await client.get("http://no-such-host.invalid/")


async def test_a_secure_call_to_a_plain_port_is_a_failed_connection() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")

    async with talking(script) as (client, listener):
        with pytest.raises(httpx.ConnectError) as caught:
            await client.get(listener.url.replace("http:", "https:"))
    assert isinstance(caught.value.__cause__, ssl.SSLError)


async def test_a_header_cannot_smuggle_in_another() -> None:
    async with talking(WHOLE) as (client, listener):
        with pytest.raises((httpx.LocalProtocolError, ValueError)):
            await client.get("/", headers={"authorization": "Bearer key\r\nX-Other: yes"})
        assert listener.connections == 0


async def test_leaving_a_call_closes_its_connection() -> None:
    gone = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await reader.read()
        gone.set()

    async with talking(script) as (client, _):
        call = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        async with asyncio.timeout(5):
            await gone.wait()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
async def test_a_secure_server_with_a_trusted_certificate_answers(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    command = [*make.split(), "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(Listener(WHOLE).connected, "127.0.0.1", 0, ssl=context)
    program = (
        "import asyncio, sys, httpx\n"
        "from app.generator.ollama.transport import Transport\n"
        "async def main():\n"
        "    async with httpx.AsyncClient(transport=Transport(kept=1)) as client:\n"
        "        print((await client.get(sys.argv[1])).text, (await client.get(sys.argv[1])).text)\n"
        "asyncio.run(main())\n"
    )
    url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
    trusting = {**os.environ, "SSL_CERT_FILE": str(certificate)}
    for environment, answer in ((trusting, "words words"), ({**os.environ}, "")):
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", program, url], capture_output=True, text=True, env=environment
        )
        assert done.stdout.strip() == answer
    assert "CERTIFICATE_VERIFY_FAILED" in done.stderr, "and no other certificate is taken"
    server.close()
