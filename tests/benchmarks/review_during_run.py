"""Answers while the same server has cards written by a model: as fast as without? The model's server is a fake one.

    python -m tests.benchmarks.review_during_run

Answers are posted by raw socket with a short pause before each, in blocks that take turns: nothing else at work, then a
run. Each block has a run of its own, so that its start (the deck is learnt, on the first also the program loaded) is
among the figures; it is shown by itself too. Two paces: a model that takes two seconds for a reply, as on a learner's
machine, and four calls at once that take a fifth of a second each, which no such machine reaches.
"""

import re
import statistics
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from app.db.engine import Database
from app.db.learners import ensure_learner, save
from tests.benchmarks import review_store
from tests.benchmarks.http_review import Learner
from tests.benchmarks.measure import heading, median, row, shown, table, timed, verdict
from tests.benchmarks.model_notes import note
from tests.benchmarks.server import Connection, Server
from tests.fake_ollama import FakeOllama, fake_ollama

RATIO = 1.2
CARDS = 10_000
ROUNDS, BLOCK, STARTING = 4, 250, 100
_PAUSE = 0.005
_RUN = re.compile(r"/runs/(\d+)")


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy a model keeps the run."""

    name: str
    slots: int
    latency_ms: int


PACES = (Pace("a reply in 2 s, one at a time", 1, 2_000), Pace("replies in 200 ms, four at once", 4, 200))


@dataclass(slots=True)
class Answers:
    """Seconds of each answer: nothing else at work, in the first moments of a run, and then."""

    idle: list[float] = field(default_factory=list)
    starting: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    @property
    def during(self) -> list[float]:
        """All that were given while a run was at work."""
        return self.starting + self.busy

    @property
    def ratio(self) -> float:
        """The 99th percentile during a run, against idle."""
        return percentile(self.during) / percentile(self.idle)


def main() -> None:
    """Print the tables."""
    heading(
        "Answers during a run (fake model server)",
        f"Target: p99 during a run ≤ {RATIO} × idle, at {CARDS:,} cards; {ROUNDS} blocks of each by turns.",
    )
    table(["pace", "idle: median, p99", "run starts: median, p99", "later: median, p99", "p99, all of the run / idle"])
    for pace in PACES:
        found = answers(pace)
        shares = (
            f"{shown(median(each))}, {shown(percentile(each))}" for each in (found.idle, found.starting, found.busy)
        )
        row(pace.name, *shares, verdict(found.ratio, RATIO))


def answers(pace: Pace) -> Answers:
    """Answers to a server by itself and with a run at work, by turns."""
    found = Answers()
    with (
        tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder,
        fake_ollama(slots=pace.slots, loaded=True, latency_ms=pace.latency_ms) as fake,
    ):
        home = Path(folder, "home")
        note_ids = collection(home, Path(folder, "vault"))
        with Server(home, OLLAMA_HOST=fake.url, TORCHDECK_CONCURRENCY=str(pace.slots)) as server:
            learner = Learner(server.port)
            paced(learner, STARTING)
            for _ in range(ROUNDS):
                found.idle += paced(learner, STARTING + BLOCK)
                begin(server.port, note_ids)
                found.starting += paced(learner, STARTING)
                found.busy += paced(learner, BLOCK)
                assert fake.counters()["active"] == pace.slots, "the run was over before the answers were"
                stop(server.port, fake)
    return found


def begin(port: int, note_ids: list[int]) -> None:
    """Have the model write about all that it has not written about yet."""
    with Connection(port) as connection:
        connection.post("/generate", "&".join([*(f"note={each}" for each in note_ids), "writer=auto"]))


def stop(port: int, fake: FakeOllama) -> None:
    """Stop the latest run, and wait until nothing is asked any more."""
    with Connection(port) as connection:
        latest = max(map(int, _RUN.findall(connection.get("/generate"))))
        connection.post(f"/runs/{latest}/stop", "")
    while fake.counters()["active"]:
        time.sleep(0.05)


def collection(home: Path, vault: Path) -> list[int]:
    """Cards that are due, and notes that nobody has written about yet; their ids."""
    from app.config import Settings
    from app.services.ingest import ingest
    from app.services.workspace import open_workspace

    db = Database.open(home / "torchdeck.db")
    review_store.fill(db, CARDS)
    save(db, replace(ensure_learner(db), new_per_day=9_999, reviews_per_day=9_999))
    db.close()
    vault.mkdir()
    for number in range(20):
        (vault / f"note{number}.md").write_text(note(100, number), encoding="utf-8")
    with open_workspace(Settings(home=home)) as workspace:
        read = ingest(
            workspace.db, [vault], learner=workspace.learner, now=datetime.now(UTC), matcher=workspace.matcher
        )
    return [each.id for each in read.notes]


def paced(learner: Learner, count: int) -> list[float]:
    """Seconds of each of so many answers, with a short pause before each, as where several people answer."""
    found = []
    for _ in range(count):
        time.sleep(_PAUSE)
        found.append(timed(learner))
    return found


def percentile(values: list[float], hundredth: int = 99) -> float:
    """The 99th percentile."""
    return statistics.quantiles(values, n=100)[hundredth - 1]


if __name__ == "__main__":
    main()
