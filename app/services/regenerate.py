"""The notes changed: read them again and settle what that means for their cards, or only say what it would mean."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.concepts.matcher import Matcher
from app.db import notes as note_store
from app.db.engine import Database
from app.domain import Learner
from app.services.choose_writer import AnyWriter
from app.services.generate import GenerateReport, generate, rehearse
from app.services.ingest import IngestReport, Progress, ingest
from app.services.run_work import Memory


@dataclass(frozen=True, slots=True)
class Regeneration:
    """The notes as they are now, and what happened to the cards (or would, where `applied` is false)."""

    notes: IngestReport
    cards: GenerateReport
    applied: bool


def regenerate(
    db: Database,
    paths: Sequence[Path],
    *,
    writer: AnyWriter,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    confirm: Callable[[GenerateReport], bool],
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Regeneration:
    """Rescan the notes (at `paths`, or all that are known) and apply the verdicts if `confirm` says so.

    What the writer says while the verdicts are worked out is what is then applied: a model is asked once.
    A quote that still stands keeps its card untouched whatever happens around it; no card is ever deleted.
    A note whose file has disappeared retires nothing: it is reported as an error and its cards stay.

    Raises:
        Stopped: `stop` was set before any verdict was applied.
    """
    places = list(paths) or known_notes(db, learner)
    notes = ingest(db, places, learner=learner, now=now, matcher=matcher, progress=progress)
    note_ids = [note.id for note in notes.notes]
    memory: Memory = {}
    plan = rehearse(
        db,
        writer=writer,
        learner=learner,
        now=now,
        rng=rng,
        matcher=matcher,
        note_ids=note_ids,
        progress=progress,
        stop=stop,
        memory=memory,
    )
    if not confirm(plan):
        return Regeneration(notes, plan, applied=False)
    report = generate(
        db,
        writer=writer,
        learner=learner,
        now=now,
        rng=rng,
        matcher=matcher,
        note_ids=note_ids,
        progress=progress,
        kind="regenerate",
        stop=stop,
        memory=memory,
    )
    return Regeneration(notes, report, applied=True)


def known_notes(db: Database, learner: Learner) -> list[Path]:
    """The files of all notes that were ever ingested."""
    with db.read() as connection:
        return [Path(note.path) for note in note_store.list_notes(connection, learner.id)]
