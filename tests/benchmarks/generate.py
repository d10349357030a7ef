"""Cards by a model: what the engine costs beside a model server that takes its time. The server is a fake one.

    python -m tests.benchmarks.generate [sections]

No figure here says anything about a model's speed or its cards. The fake server holds each call for 200 ms in one of
its slots; the ideal is all slots busy from the first call to the last. The client's CPU is that of its whole process:
prompts, protocol, gates, database.
"""

import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from tests.benchmarks.measure import child, heading, median, row, shown, table, timed, verdict
from tests.benchmarks.model_notes import note
from tests.fake_ollama import FakeOllama, fake_ollama

if TYPE_CHECKING:
    from app.services.run_report import GenerateReport
    from app.services.workspace import Workspace

SECTIONS, LATENCY = 200, 0.2
WALL, CPU_MS, CACHED = 1.03, 8.0, 0.9
SLOTS = (4, 8)
FEW, MANY = 500, 5_000
WARM_UP = 4


def main(sections: int = SECTIONS) -> None:
    """Print the tables."""
    heading(
        "Cards by a model (fake server)",
        f"Targets: {sections} sections at {LATENCY * 1000:.0f} ms a call ≤ {WALL} × the ideal, ≤ {CPU_MS:g} ms CPU a "
        f"request, flat memory, ≥ {CACHED:.0%} of a repeated prompt cached. Gap: how long a slot stands free "
        "between two calls. A run in a process that has had none before begins later, while the program is loaded.",
    )
    speed = {slots: [child(__spec__.name, "speed", slots, sections) for _ in range(3)] for slots in SLOTS}
    table(["slots", "calls", "cards", "ideal", "wall", "x ideal", "CPU a request", "gap", "load, first", "peak MiB"])
    for slots, runs in speed.items():
        best = min(runs, key=lambda run: float(run["wall"]))
        ratios = ", ".join(f"{run['wall'] / run['ideal']:.3f}" for run in runs)
        gaps = ", ".join(f"{run['gap_ms']:.1f}" for run in runs)
        cpus = ", ".join(f"{run['cpu_ms']:.1f}" for run in runs)
        row(
            slots,
            best["calls"],
            best["cards"],
            shown(best["ideal"]),
            shown(best["wall"]),
            ratios,
            f"{cpus} ms",
            f"{gaps} ms",
            shown(median([run["loading"] for run in runs])),
            f"{best['peak_mib']:.0f}",
        )
    with_cards, without = (child(__spec__.name, "memory", content) for content in ("extractive", "empty"))
    prefix = child(__spec__.name, "prefix")
    print()
    table(["target", "measured"])
    for slots, runs in speed.items():
        row(f"{slots} slots, wall against ideal", verdict(min(run["wall"] / run["ideal"] for run in runs), WALL))
        row(f"{slots} slots, ms CPU a request", verdict(min(run["cpu_ms"] for run in runs), CPU_MS))
    after = f"memory after {FEW:,} and {MANY:,} sections"
    row(f"{after} that gave no card", f"{without['few_mib']:.0f} and {without['many_mib']:.0f} MiB")
    row(
        f"{after} that gave {with_cards['cards']:,} more cards to the deck's index",
        f"{with_cards['few_mib']:.0f} and {with_cards['many_mib']:.0f} MiB",
    )
    share = prefix["cached"]
    row("second call to a section, cached", f"{share:.3f} of {CACHED:g}: {'met' if share >= CACHED else 'MISSED'}")
    row("constant part identical in all calls", "yes" if prefix["identical"] else "NO")
    print("\nAnswers during a run: `python -m tests.benchmarks review_during_run`.")


@contextmanager
def scene(slots: int, notes: list[str], **plan: Any) -> Iterator["Scene"]:
    """A workspace with these notes, and a fake server of so many slots."""
    from app.config import Settings
    from app.services.ingest import ingest
    from app.services.workspace import open_workspace

    with (
        tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder,
        fake_ollama(slots=slots, loaded=True, **plan) as fake,
    ):
        vault = Path(folder, "vault")
        vault.mkdir()
        for number, text in enumerate(notes):
            (vault / f"note{number}.md").write_text(text, encoding="utf-8")
        settings = Settings(home=Path(folder, "home"), ollama_host=fake.url, concurrency=slots)
        with open_workspace(settings) as workspace:
            ingest(workspace.db, [vault], learner=workspace.learner, now=datetime.now(UTC), matcher=workspace.matcher)
            yield Scene(workspace, fake)


@dataclass(frozen=True, slots=True)
class Scene:
    """What `scene` has set up."""

    workspace: "Workspace"
    fake: FakeOllama

    def section_ids(self) -> tuple[int, ...]:
        """Of all notes, in their order."""
        with self.workspace.db.read() as connection:
            return tuple(connection.exec_driver_sql("SELECT id FROM sections ORDER BY id").scalars())

    def run(self, **wishes: Any) -> "GenerateReport":
        """Plan a run by the model and carry it out."""
        from app.services.choose_writer import author_of, choose_writer
        from app.services.model_settings import model_settings
        from app.services.run_carry_out import carry_out
        from app.services.run_plan import RunWishes, plan_run

        workspace, now = self.workspace, lambda: datetime.now(UTC)
        holds = model_settings(workspace.db, workspace.learner, workspace.settings)
        writer = choose_writer("ollama", holds, rng=random.Random(0)).writer
        author = author_of(writer)
        run_id = plan_run(workspace.db, workspace.learner, RunWishes(**wishes), author=author, now=now())
        return carry_out(
            workspace.db,
            run_id,
            writer=writer,
            learner=workspace.learner,
            matcher=workspace.matcher,
            rng=workspace.rng,
            now=now,
        )


def speed(slots: int, sections: int) -> dict[str, object]:
    """One run over so many sections, in a process that has had one before; seconds and milliseconds of CPU per request.

    `loading` is what the first run cost beyond its one round of calls.
    """
    with scene(slots, [note(sections - 1), note(WARM_UP, 1)], latency_ms=LATENCY * 1000) as on:
        ids = on.section_ids()
        first = timed(lambda: on.run(section_ids=ids[sections:][:WARM_UP]))
        before = on.fake.counters()
        cpu, wall = time.process_time(), time.perf_counter()
        report = on.run(section_ids=ids[:sections])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        after = on.fake.counters()
    assert report.fallbacks == 0, report.message
    return {
        "calls": report.model_calls,
        "cards": report.cards["new"],
        "ideal": math.ceil(report.model_calls / slots) * LATENCY,
        "wall": wall,
        "cpu_ms": cpu / report.model_calls * 1000,
        "gap_ms": (after["idle_us"] - before["idle_us"]) / max(1, after["gaps"] - before["gaps"]) / 1000,
        "loading": first - math.ceil(WARM_UP / slots) * LATENCY,
    }


def memory(content: str) -> dict[str, object]:
    """Resident memory after few and after many sections; with the content "empty" the model finds nothing to ask."""
    with scene(8, [note(100, number) for number in range(MANY // 100)], content=content) as on:
        ids = on.section_ids()
        on.run(section_ids=ids[:FEW])
        few = resident()
        report = on.run(section_ids=ids[FEW:MANY])
        return {"few_mib": few, "many_mib": resident(), "cards": report.cards["new"]}


def resident() -> float:
    """MiB of this process."""
    return float(psutil.Process().memory_info().rss) / 2**20


def prefix() -> dict[str, object]:
    """How much of the prompt of a second call to the same section the server had read before."""
    with scene(1, [note(12)]) as on:
        on.run()
        first = on.fake.requests()
        on.run(again=True)
        second = on.fake.requests()[len(first) :]
    constant = {json.dumps(each.body["messages"][:-1]) for each in (*first, *second)}
    return {"cached": min(each.cached_share for each in second), "identical": len(constant) == 1}


if __name__ == "__main__":
    if sys.argv[1:2] == ["speed"]:
        print(json.dumps(speed(int(sys.argv[2]), int(sys.argv[3]))))
    elif sys.argv[1:2] == ["memory"]:
        print(json.dumps(memory(sys.argv[2])))
    elif sys.argv[1:] == ["prefix"]:
        print(json.dumps(prefix()))
    else:
        main(*map(int, sys.argv[1:]))
