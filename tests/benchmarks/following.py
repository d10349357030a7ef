"""Notes that changed: what reading them again costs beside reading them first, and how much of it goes to a model.

python -m tests.benchmarks.following [sections]
"""

import json
import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.generate import note
from tests.benchmarks.measure import child, heading, median, row, shown, spread, table, timed, verdict
from tests.fake_ollama import fake_ollama

if TYPE_CHECKING:
    from app.services.choose_writer import AnyWriter
    from app.services.workspace import Workspace

SECTIONS, A_NOTE, ROUNDS = 1_000, 20, 3
SHARE = 0.3


def main(sections: int = SECTIONS) -> None:
    """Print the tables."""
    heading(
        "Notes that changed",
        f"{sections:,} sections in {sections // A_NOTE} notes. Targets: nothing changed, ≤ {SHARE} × a first ingest's "
        "time and no call; one sentence edited, exactly 1 call.",
    )
    rounds = [child(__spec__.name, "round", sections) for _ in range(ROUNDS)]
    first = [one["first"] for one in rounds]
    again = [seconds for one in rounds for seconds in one["again"]]
    unchanged, edited = ([one[name] for one in rounds] for name in ("unchanged", "edited"))
    table(["what", "median", "range"])
    row("first ingest", shown(median(first)), spread(first))
    row("cards by the built-in writer", shown(median([one["cards"] for one in rounds])), "")
    row("rescan, nothing changed", shown(median(again)), spread(again))
    row("regenerate, nothing changed", shown(median(unchanged)), spread(unchanged))
    row("regenerate, one sentence edited", shown(median(edited)), spread(edited))
    print()
    table(["target", "measured"])
    row("rescan, nothing changed, against a first ingest", verdict(median(again) / median(first), SHARE))
    row("regenerate, nothing changed, against the same", verdict(median(unchanged) / median(first), SHARE))
    row("calls, nothing changed", sorted({one["calls_unchanged"] for one in rounds}))
    row("calls, one sentence edited", sorted({one["calls_edited"] for one in rounds}))


def one_round(sections: int) -> dict[str, object]:
    """Ingest, cards, a rescan of the same, and one edited sentence; seconds, and calls to a fake model server."""
    from app.config import Settings
    from app.generator.extractive.writer import ExtractiveWriter
    from app.services.generate import generate
    from app.services.ingest import ingest
    from app.services.rescan import rescan
    from app.services.workspace import open_workspace

    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder, fake_ollama(loaded=True) as fake:
        vault = Path(folder, "vault")
        vault.mkdir()
        for number in range(sections // A_NOTE):
            (vault / f"note{number}.md").write_text(note(A_NOTE, number), encoding="utf-8")
        with open_workspace(Settings(home=Path(folder, "home"), ollama_host=fake.url)) as workspace:
            db, learner, matcher = workspace.db, workspace.learner, workspace.matcher
            first = timed(lambda: ingest(db, [vault], learner=learner, now=now, matcher=matcher))
            writer, rng = ExtractiveWriter(), random.Random(1)
            cards = timed(lambda: generate(db, writer=writer, rng=rng, learner=learner, now=now, matcher=matcher))
            again = [timed(lambda: rescan(db, [vault], learner=learner, now=now, matcher=matcher)) for _ in range(3)]
            model = by_model(workspace)
            unchanged = timed(lambda: follow(workspace, vault, model))
            calls_unchanged = len(fake.requests())
            edited_note = vault / "note7.md"
            said = edited_note.read_text("utf-8")
            edited_note.write_text(said.replace("sleeps 9 hours", "sleeps 10 hours", 1), encoding="utf-8")
            edited = timed(lambda: follow(workspace, vault, model))
            return {
                "first": first,
                "cards": cards,
                "again": again,
                "unchanged": unchanged,
                "edited": edited,
                "calls_unchanged": calls_unchanged,
                "calls_edited": len(fake.requests()) - calls_unchanged,
            }


def by_model(workspace: "Workspace") -> "AnyWriter":
    """A writer that asks the model server."""
    from app.services.choose_writer import choose_writer
    from app.services.model_settings import model_settings

    holds = model_settings(workspace.db, workspace.learner, workspace.settings)
    return choose_writer("ollama", holds, rng=random.Random(2)).writer


def follow(workspace: "Workspace", vault: Path, writer: "AnyWriter") -> None:
    """What `torchdeck regenerate --yes` does once it has its writer."""
    from app.services.regenerate import regenerate

    regenerate(
        workspace.db,
        [vault],
        writer=writer,
        learner=workspace.learner,
        now=datetime.now(UTC),
        rng=random.Random(2),
        matcher=workspace.matcher,
        confirm=lambda _: True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["round"]:
        print(json.dumps(one_round(int(sys.argv[2]))))
    else:
        main(*map(int, sys.argv[1:]))
