"""Sections to cards: a run is planned and carried out, and cards whose text has changed get their verdict on the way.

Only sections whose text no writer has seen are written about; one that a writer breaks on is reported and tried again
next time.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from app.concepts.matcher import Matcher
from app.db import notes as note_store
from app.db.engine import Database
from app.db.run_sections import PlannedSection
from app.domain import Learner
from app.services import run_carry_out
from app.services.choose_writer import AnyWriter, author_of
from app.services.ingest import Progress
from app.services.run_carry_out import carry_out
from app.services.run_plan import RunWishes, plan_run
from app.services.run_report import GenerateReport, RejectedDraft, RunProgress
from app.services.run_work import Memory

__all__ = ["GenerateReport", "RejectedDraft", "generate", "rehearse"]


def generate(
    db: Database,
    *,
    writer: AnyWriter,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    note_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
    kind: str = "generate",
    asks: bool = False,
    stop: threading.Event | None = None,
    memory: Memory | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> GenerateReport:
    """Write cards for every section (of the given notes, or of all) that no writer has seen as it is now.

    Cards of changed text get their verdict; with `asks` it waits for the learner unless it is safe.

    Raises:
        StorageError: the database cannot be written; what was stored before stays.
    """
    wishes = RunWishes(note_ids=None if note_ids is None else tuple(note_ids), asks=asks)
    run_id = plan_run(db, learner, wishes, author=author_of(writer), now=now, kind=kind)
    return carry_out(
        db,
        run_id,
        writer=writer,
        learner=learner,
        matcher=matcher,
        rng=rng,
        now=lambda: now,
        stop=stop,
        progress=None if progress is None else _counts(progress),
        memory=memory,
        clock=clock,
    )


def rehearse(
    db: Database,
    *,
    writer: AnyWriter,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    note_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    memory: Memory | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> GenerateReport:
    """What `generate` would do now, without doing it. `memory` then holds what the writer said, for `generate`.

    Raises:
        Stopped: `stop` was set.
    """
    with db.read() as connection:
        ids = note_ids if note_ids is not None else [note.id for note in note_store.list_notes(connection, learner.id)]
        planned = [
            (note_id, PlannedSection(*each))
            for note_id in ids
            for each in note_store.unwritten(connection, learner.id, [note_id])
        ]
    return run_carry_out.rehearse(
        db,
        planned,
        writer=writer,
        learner=learner,
        matcher=matcher,
        rng=rng,
        now=lambda: now,
        scope=note_ids,
        stop=stop,
        progress=None if progress is None else _counts(progress),
        memory={} if memory is None else memory,
        clock=clock,
    )


def _counts(progress: Progress) -> Callable[[RunProgress], None]:
    return lambda run: progress(run.sections_done, run.sections, run.what)
