"""The POST that answers a card and renders the next one, through a real server, at 1,000 and 100,000 cards.

    python -m tests.benchmarks.http_review [cards…]

A raw socket is the client, because an HTTP library would cost more than the server does. Both servers and the floor (a
bare ASGI application on uvicorn that gives a page of the same size) take turns in one run. Durable: each answer is on
disk before its reply.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from app.db.engine import Database
from app.db.learners import ensure_learner, save
from tests.benchmarks import review_store
from tests.benchmarks.measure import ENVIRONMENT, ROOT, heading, median, row, shown, spread, table, timed, verdict
from tests.benchmarks.server import Connection, Server, free_port

SIZES = (1_000, 100_000)
ROUNDS, BLOCK, WARM_UP = 12, 25, 50
RATIO = 1.3
_HIDDEN = re.compile(r'<input[^>]*?name="([\w-]+)"[^>]*?value="([^"]*)"')

FLOOR = """
import sys, uvicorn
PAGE = b"x" * int(sys.argv[2])
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False)
"""


class Learner:
    """Answers Good, one card after another, as the study page's script does."""

    def __init__(self, port: int) -> None:
        self._connection = Connection(port)
        self.page = self._connection.get("/study")

    def __call__(self) -> None:
        fields = dict(_HIDDEN.findall(self.page))
        form = "&".join(f"{name}={fields[name]}" for name in ("card_id", "version", "submission_id"))
        self.page = self._connection.post("/study/answer", f"{form}&rating=3&duration_ms=4000", "x-fragment: 1\r\n")


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table."""
    heading(
        "POST an answer, get the next card", f"Target: at {sizes[-1]:,} cards ≤ {RATIO} × the figure at {sizes[0]:,}."
    )
    with ExitStack() as stack:
        ports = {size: stack.enter_context(serving(size)) for size in sizes}
        # All connections are opened late: uvicorn closes one that has been idle for five seconds.
        learners = {f"{size:,} cards": Learner(port) for size, port in ports.items()}
        size_of_page = len(next(iter(learners.values())).page.encode())
        contenders: dict[str, Callable[[], None]] = {
            f"bare ASGI, {size_of_page:,} bytes": stack.enter_context(bare(size_of_page)),
            **learners,
        }
        found = blocks(contenders)
    table(["what", "median", "p10..p90", "x floor"])
    floor = median(next(iter(found.values())))
    for name, seconds in found.items():
        row(name, shown(median(seconds)), spread(seconds), f"{median(seconds) / floor:.1f}")
    first, last = (median(found[f"{size:,} cards"]) for size in (sizes[0], sizes[-1]))
    table(["target", "measured"])
    row(f"{sizes[-1]:,} cards against {sizes[0]:,}", verdict(last / first, RATIO))


@contextmanager
def serving(size: int) -> Iterator[int]:
    """A server on a collection of `size` due cards; its port."""
    with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder:
        home = Path(folder)
        db = Database.open(home / "torchdeck.db")
        review_store.fill(db, size)
        save(db, replace(ensure_learner(db), new_per_day=9_999, reviews_per_day=9_999))
        db.close()
        with Server(home) as server:
            yield server.port


@contextmanager
def bare(size_of_page: int) -> Iterator[Callable[[], None]]:
    """The least that uvicorn can do for a POST: read it, and send a page of that size."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", FLOOR, str(port), str(size_of_page)], env=ENVIRONMENT, cwd=ROOT)
    try:
        while True:
            try:
                connection = Connection(port)
                break
            except ConnectionRefusedError:
                time.sleep(0.01)
        yield lambda: connection.post("/", "card_id=1&rating=3") and None
    finally:
        process.terminate()
        process.wait(10)


def blocks(contenders: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Seconds of every call, by contender, in short blocks one after another."""
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        for _ in range(WARM_UP):
            contender()
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            found[name] += [timed(contender) for _ in range(BLOCK)]
    return found


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
