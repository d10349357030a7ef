"""Notes to stored cards: five documents whole, cutting into sections beside a line scan, and a large folder's memory.

python -m tests.benchmarks.ingest [megabytes of the large folder]
"""

import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.corpus import five_notes, many_notes
from tests.benchmarks.measure import child, heading, median, row, shown, spread, table, timed, turns, verdict

ROUNDS = 5
SECONDS, MIB, MEGABYTES = 3.0, 400.0, 50.0


def main(megabytes: float = MEGABYTES) -> None:
    """Print the tables."""
    heading("Notes to cards", f"Target: five notes to stored cards ≤ {SECONDS:g} s; {megabytes:g} MB ≤ {MIB:g} MiB.")
    with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder:
        notes = Path(folder, "five")
        notes.mkdir()
        size = five_notes(notes)
        runs = [child(__spec__.name, "five", notes, Path(folder, f"home{number}")) for number in range(ROUNDS)]
    table(["what", "median", "range", "per card"])
    whole = [run["ingest"] + run["generate"] for run in runs]
    cards = runs[0]["cards"]
    for name, seconds in {
        f"notes to sections ({size / 1000:.0f} kB, {runs[0]['sections']} sections)": [run["ingest"] for run in runs],
        f"sections to cards ({cards} cards)": [run["generate"] for run in runs],
        "both": whole,
    }.items():
        row(name, shown(median(seconds)), spread(seconds), shown(median(seconds) / cards))
    cutting()
    large = child(__spec__.name, "large", megabytes)
    print()
    table(["target", "measured"])
    row("five notes to stored cards, seconds", verdict(median(whole), SECONDS))
    row(f"{megabytes:g} MB folder, peak MiB", verdict(large["peak_mib"], MIB))
    row(f"{megabytes:g} MB folder, time", f"{shown(large['seconds'])} ({megabytes / large['seconds']:.1f} MB/s)")


def cutting() -> None:
    """Cutting notes into sections against the least that finds headings: one pass over the lines."""
    from app.notes.repair import repair
    from app.notes.sections import cut

    texts = [text for _, text in many_notes(1.0)]
    size = sum(len(text.encode()) for text in texts) / 1e6
    found = turns(
        {
            "line scan for # and fences (floor)": lambda: timed(lambda: [line_scan(text) for text in texts]),
            "cut into sections": lambda: timed(lambda: [cut(text, "Note") for text in texts]),
            "repair and cut": lambda: timed(lambda: [cut(repair(text), "Note") for text in texts]),
        },
        ROUNDS,
    )
    print()
    table([f"{size:.1f} MB", "median", "MB/s", "x floor"])
    floor = median(next(iter(found.values())))
    for name, seconds in found.items():
        row(name, shown(median(seconds)), f"{size / median(seconds):.0f}", f"{median(seconds) / floor:.1f}")


def line_scan(text: str) -> int:
    """How many ATX headings stand outside fences."""
    headings, fence = 0, ""
    for line in text.splitlines():
        start = line.lstrip()[:3]
        if fence:
            fence = "" if start == fence else fence
        elif start in ("```", "~~~"):
            fence = start
        elif line.startswith("#"):
            headings += 1
    return headings


def five(notes: Path, home: Path) -> dict[str, object]:
    """Read and write cards for a folder, into a new home."""
    from app.config import Settings
    from app.generator.extractive.writer import ExtractiveWriter
    from app.services.generate import generate
    from app.services.ingest import ingest
    from app.services.workspace import open_workspace

    now = datetime.now(UTC)
    with open_workspace(Settings(home=home)) as workspace:
        learner, matcher = workspace.learner, workspace.matcher
        start = time.perf_counter()
        read = ingest(workspace.db, [notes], learner=learner, now=now, matcher=matcher)
        between = time.perf_counter()
        written = generate(
            workspace.db,
            writer=ExtractiveWriter(),
            learner=learner,
            now=now,
            rng=random.Random(0),
            matcher=matcher,
        )
        end = time.perf_counter()
    assert not read.errors, read.errors
    sections = sum(len(note.sections) for note in read.notes)
    return {"ingest": between - start, "generate": end - between, "sections": sections, "cards": written.cards["new"]}


def large(megabytes: float) -> dict[str, object]:
    """Read a folder of so many megabytes into a new home."""
    from app.config import Settings
    from app.services.ingest import ingest
    from app.services.workspace import open_workspace

    with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder:
        notes = Path(folder, "notes")
        notes.mkdir()
        for name, text in many_notes(megabytes):
            (notes / name).write_text(text, encoding="utf-8")
        with open_workspace(Settings(home=Path(folder, "home"))) as workspace:
            seconds = timed(
                lambda: ingest(
                    workspace.db,
                    [notes],
                    learner=workspace.learner,
                    now=datetime.now(UTC),
                    matcher=workspace.matcher,
                )
            )
    return {"seconds": seconds}


if __name__ == "__main__":
    if sys.argv[1:2] == ["five"]:
        print(json.dumps(five(Path(sys.argv[2]), Path(sys.argv[3]))))
    elif sys.argv[1:2] == ["large"]:
        print(json.dumps(large(float(sys.argv[2]))))
    else:
        main(*map(float, sys.argv[1:]))
