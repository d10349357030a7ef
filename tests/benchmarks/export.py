"""Export to .apkg: the whole way from the collection, with schedules, beside genanki alone with ready HTML and none.

    python -m tests.benchmarks.export [cards…]

`rendering` is the part of ours that turns markdown into HTML, which genanki's row is spared. Every step is a process of
its own, so that peak memory is that step's. Files differ in size because genanki stores without compressing.
"""

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.measure import child, heading, median, row, shown, table, timed

SIZES = (1_000, 10_000)
ROUNDS = 3


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the table."""
    heading("Export to .apkg", "Target: with scheduling, writing ≤ 0.5 × genanki's time without it; memory flat.")
    table(["cards", "contender", "median", "x genanki", "peak MiB", "file MB"])
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder:
            child(__spec__.name, "fill", size, folder)
            found: dict[str, list[dict[str, Any]]] = {"genanki": [], "ours": [], "rendering": []}
            for _ in range(ROUNDS):
                for name, results in found.items():
                    results.append(child(__spec__.name, name, size, folder))
        peer = median([each["seconds"] for each in found["genanki"]])
        for name, results in found.items():
            seconds = median([each["seconds"] for each in results])
            peak = max(each["peak_mib"] for each in results)
            row(f"{size:,}", name, shown(seconds), f"{seconds / peer:.2f}", f"{peak:.0f}", results[0].get("mb", ""))
        ours, rendering = (median([each["seconds"] for each in found[name]]) for name in ("ours", "rendering"))
        row(f"{size:,}", "ours without rendering", shown(ours - rendering), f"{(ours - rendering) / peer:.2f}", "", "")


def fill(size: int, folder: Path) -> dict[str, object]:
    """A collection of `size` reviewed cards."""
    from app.db.engine import Database
    from tests.benchmarks import review_store

    db = Database.open(folder / "torchdeck.db")
    review_store.fill(db, size)
    db.close()
    return {}


def ours(_size: int, folder: Path) -> dict[str, object]:
    """The export service, from the collection to the file."""
    import app.anki.package  # noqa: F401  # imports are not measured on either side
    from app.db.engine import Database
    from app.db.learners import ensure_learner
    from app.services.export import export

    db = Database.open(folder / "torchdeck.db")
    learner = ensure_learner(db)
    file = folder / "ours.apkg"
    options = {"deck": "Bench", "with_scheduling": True, "base_url": "http://127.0.0.1:8000"}
    seconds = timed(lambda: export(db, file, learner=learner, now=datetime.now(UTC), **options))  # type: ignore[arg-type]
    db.close()
    return {"seconds": seconds, "mb": f"{file.stat().st_size / 1e6:.2f}"}


def texts(size: int) -> list[tuple[str, str, str]]:
    """Question, answer and quote of every card, as `fill` writes them."""
    from tests.benchmarks.review_store import _card, _source

    now = datetime.now(UTC)
    return [
        (str(_card(n, 1, now)["question"]), str(_card(n, 1, now)["answer"]), str(_source(n)["quote"]))
        for n in range(size)
    ]


def rendering(size: int, _folder: Path) -> dict[str, object]:
    """Markdown to HTML alone, for the same texts."""
    from app.anki.fields import field

    everything = [text for card in texts(size) for text in card]
    return {"seconds": timed(lambda: [field(text) for text in everything])}


def genanki(size: int, folder: Path) -> dict[str, object]:
    """genanki as its users write it: the same words as HTML, no schedule."""
    import genanki as peer

    rows = [[f"<p>{text}</p>" for text in card] for card in texts(size)]
    file = folder / "genanki.apkg"

    def run() -> None:
        model = peer.Model(
            1_607_000_001,
            "Bench",
            fields=[{"name": name} for name in ("Front", "Back", "Quote")],
            templates=[{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}{{Quote}}"}],
        )
        decks = [peer.Deck(2_059_000_000 + number, f"Bench::Note {number}") for number in range(-(-size // 500))]
        for number, fields in enumerate(rows):
            guid = peer.guid_for(number)
            decks[number // 500].add_note(peer.Note(model=model, fields=fields, tags=["bench"], guid=guid))
        peer.Package(decks).write_to_file(file)

    return {"seconds": timed(run), "mb": f"{file.stat().st_size / 1e6:.2f}"}


if __name__ == "__main__":
    steps = {"fill": fill, "ours": ours, "rendering": rendering, "genanki": genanki}
    if sys.argv[1:2] and sys.argv[1] in steps:
        print(json.dumps(steps[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
