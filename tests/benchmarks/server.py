"""A real server in a process of its own, and a client that costs next to nothing."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import psutil

from tests.benchmarks.measure import ENVIRONMENT

_PATIENCE = 30.0


class Server:
    """`torchdeck serve` on one home. `ready_after` is seconds from starting the process to the first page.

    `environment` are variables besides the usual ones.
    """

    def __init__(
        self, home: Path, *interpreter_options: str, stderr: int = subprocess.DEVNULL, **environment: str
    ) -> None:
        self.port = free_port()
        command = [sys.executable, *interpreter_options, "-m", "app", "serve", "--port", str(self.port), "--no-open"]
        start = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            env={**ENVIRONMENT, "TORCHDECK_HOME": str(home), **environment},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            text=True,
        )
        self._first_page(start)
        self.ready_after = time.perf_counter() - start

    def _first_page(self, start: float) -> None:
        while time.perf_counter() - start < _PATIENCE:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with status {self.process.returncode}")
            try:
                with Connection(self.port) as connection:
                    connection.get("/")
                return
            except ConnectionRefusedError:
                time.sleep(0.005)
        raise RuntimeError("the server did not answer")

    def memory_mib(self) -> float:
        """Resident memory of the server process alone."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(10)


class Connection:
    """A keep-alive HTTP/1.1 connection that understands only replies with a Content-Length."""

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> str:
        """The page at `path`."""
        return self._send(f"GET {path} HTTP/1.1\r\nhost: {self._host}\r\n\r\n".encode())

    def post(self, path: str, form: str, headers: str = "") -> str:
        """The reply to a form, sent as our own page would send it."""
        body = form.encode()
        head = (
            f"POST {path} HTTP/1.1\r\nhost: {self._host}\r\nsec-fetch-site: same-origin\r\n{headers}"
            f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return self._send(head.encode() + body)

    def _send(self, request: bytes) -> str:
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        if head[9:12] not in (b"200", b"303"):
            raise RuntimeError(f"{head.decode()}\n{body[:2000].decode()}")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._receive()
        return body.decode()

    def _receive(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise RuntimeError("the server closed the connection")
        return part

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
