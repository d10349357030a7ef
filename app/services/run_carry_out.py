"""Carrying a planned run out, from any thread: it ends done, cancelled or interrupted, and says so in its row."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from app.concepts.matcher import Matcher
from app.db import cards as card_store
from app.db import changes, run_sections, runs
from app.db.engine import Database
from app.db.run_locks import working_on
from app.db.run_sections import PlannedSection, RunTotals
from app.db.runs import RunState, StoredRun
from app.domain import Draft, Learner
from app.errors import ConflictError, NotFoundError, StorageError, TorchdeckError
from app.generator.vectors import Neighbour
from app.services.accept import Acceptor
from app.services.apply_changes import Hand
from app.services.choose_writer import AnyWriter, author_of
from app.services.courtesy import keep_going
from app.services.run_counting import Counting, Tell
from app.services.run_plan import RunWishes
from app.services.run_report import GenerateReport, RunProgress
from app.services.run_storing import Store
from app.services.run_work import Memory, Stopped, Work
from app.services.settle import Court
from app.services.vectors import Neighbourhood

_log = logging.getLogger(__name__)
_LOOK_EVERY = 1.0
_CANCELLED = "Cancelled. What was finished is kept; go on with the rest whenever you like."
_BROKE_OFF = "Torchdeck made a mistake and this run stopped. What was finished is kept; the log has the details."


def carry_out(
    db: Database,
    run_id: int,
    *,
    writer: AnyWriter,
    learner: Learner,
    matcher: Matcher,
    rng: random.Random,
    now: Callable[[], datetime],
    stop: threading.Event | None = None,
    progress: Tell | None = None,
    neighbourhood: Neighbourhood | None = None,
    memory: Memory | None = None,
    give_way: Callable[[], None] = keep_going,
    clock: Callable[[], float] = time.perf_counter,
) -> GenerateReport:
    """Do what a run was planned to do and is not done yet; returns what it gave, also when `stop` was set meanwhile.

    An exception out of `progress` stops the run as `stop` does, and goes on to the caller. `memory` holds replies that
    need not be asked for again; `give_way` is called between steps, and may pause there (see `Courtesy`).

    Raises:
        NotFoundError: the learner has no such run.
        ConflictError: another thread or process works on it, or it is over.
        StorageError: the database cannot be written; what was stored before stays, and the run can be taken up again.
    """
    with working_on(db.path, run_id) as mine:
        if not mine:
            raise ConflictError("That run is at work already, perhaps in another window.")
        run, planned, totals = _open(db, learner, run_id)
        sitting = _Sitting(db, run, stop or threading.Event(), progress, clock, now)
        if neighbourhood is not None:
            neighbourhood.load(db, learner.id, cancelled=sitting.stopping)
        seeded = _seeded(rng)
        acceptor = _acceptor(db, learner, matcher, seeded, now, give_way)
        counting = Counting(totals, run.counts, clock, sitting.tell)
        court = _court(learner, matcher, seeded, now, all_at_once=not RunWishes.of(run).asks)
        store = _store(
            db, acceptor, court, writer, run_id, neighbourhood, now, give_way, forced=RunWishes.of(run).again
        )
        work = Work(
            db,
            learner=learner,
            writer=writer,
            store=store,
            counting=counting,
            planned=planned,
            scope=_scope(RunWishes.of(run)),
            memory=memory or {},
            stop=sitting.stopping,
        )
        state = sitting.through(work, counting)
        message = _CANCELLED if state is RunState.CANCELLED else _message(counting, neighbourhood)
        with db.write() as connection:
            if state is RunState.DONE:
                changes.settle_quiet(connection, learner.id, _scope(RunWishes.of(run)), now())
            runs.end_run(connection, run_id, state, counting.document(), message, now())
        counting.say()
        return counting.report(run_id, state, author_of(writer), message)


def rehearse(
    db: Database,
    planned: Sequence[tuple[int, PlannedSection]],
    *,
    writer: AnyWriter,
    learner: Learner,
    matcher: Matcher,
    rng: random.Random,
    now: Callable[[], datetime],
    scope: Sequence[int] | None,
    memory: Memory,
    stop: threading.Event | None = None,
    progress: Tell | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> GenerateReport:
    """What a run over these sections would do, without doing it. `memory` then holds what the writer said.

    Raises:
        Stopped: `stop` was set.
    """
    nothing = RunTotals(len(planned), *[0] * 9)
    counting = Counting(nothing, {}, clock, progress)
    if not planned and not _in_doubt(db, learner, scope):  # the whole deck is not read for nothing
        return counting.report(0, RunState.DONE, author_of(writer), counting.message())
    seeded = _seeded(rng)
    acceptor = _acceptor(db, learner, matcher, seeded, now, keep_going)
    court = _court(learner, matcher, seeded, now, all_at_once=True)
    Work(
        db,
        learner=learner,
        writer=writer,
        store=_store(db, acceptor, court, writer, 0, None, now, keep_going, forced=False),
        counting=counting,
        planned=planned,
        scope=scope,
        memory=memory,
        stop=(stop or threading.Event()).is_set,
    ).go()
    return counting.report(0, RunState.DONE, author_of(writer), counting.message())


def _in_doubt(db: Database, learner: Learner, scope: Sequence[int] | None) -> bool:
    """Whether a note (of these) has cards that a verdict is due on."""
    with db.read() as connection:
        notes = card_store.notes_in_doubt(connection, learner.id)
    return bool(notes if scope is None else notes & set(scope))


class _Sitting:
    """One go at a run: whether it is to stop, and how it ends."""

    def __init__(
        self,
        db: Database,
        run: StoredRun,
        stop: threading.Event,
        progress: Tell | None,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._run = run
        self._stop = stop
        self._progress = progress
        self._clock = clock
        self._now = now
        self._looked_at = clock()
        self._turned_away = False

    def tell(self, progress: RunProgress) -> None:
        """Pass on how far the run is; what is raised in answer is a wish to stop."""
        if self._progress is None:
            return
        try:
            self._progress(progress)
        except BaseException:
            self._turned_away = True
            raise

    def stopping(self) -> bool:
        """Whether a stop was asked for, here or by another process that has marked the run as cancelled."""
        if not self._stop.is_set() and self._clock() - self._looked_at >= _LOOK_EVERY:
            self._looked_at = self._clock()
            with self._db.read() as connection:
                stored = runs.find_run(connection, self._run.learner_id, self._run.id)
            if stored is not None and stored.state is RunState.CANCELLED:
                self._stop.set()
        return self._stop.is_set()

    def through(self, work: Work, counting: Counting) -> RunState:
        """Do the work; whatever ends it before its end is written down before it goes on to the caller."""
        try:
            work.go()
        except Stopped:
            return RunState.CANCELLED
        except BaseException as error:
            on_purpose = self._turned_away or isinstance(error, KeyboardInterrupt)
            message = _CANCELLED if on_purpose else str(error) if isinstance(error, TorchdeckError) else _BROKE_OFF
            self._note_end(RunState.CANCELLED if on_purpose else RunState.INTERRUPTED, counting, message)
            raise
        return RunState.DONE

    def _note_end(self, state: RunState, counting: Counting, message: str) -> None:
        try:
            with self._db.write() as connection:
                runs.end_run(connection, self._run.id, state, counting.document(), message, self._now())
        except StorageError:
            _log.exception("The end of run %d could not be written; the next start will find it.", self._run.id)


def _open(db: Database, learner: Learner, run_id: int) -> tuple[StoredRun, list[tuple[int, PlannedSection]], RunTotals]:
    with db.read() as connection:
        run = runs.find_run(connection, learner.id, run_id)
        if run is None:
            raise NotFoundError("There is no such run.", advice="Generate lists the runs there were.")
        if run.state is not RunState.RUNNING:
            raise ConflictError("That run is over; take it up again first.")
        return run, run_sections.pending(connection, run_id), run_sections.totals(connection, run_id)


def _seeded(rng: random.Random) -> random.Random:
    """The system's own source of randomness is a call that gives the interpreter away, several times per card, and what
    studies at the same time takes it. So it is asked once, for a seed as long as an identity."""
    return random.Random(rng.getrandbits(128))


def _acceptor(
    db: Database,
    learner: Learner,
    matcher: Matcher,
    rng: random.Random,
    now: Callable[[], datetime],
    give_way: Callable[[], None],
) -> Acceptor:
    with db.read() as connection:
        return Acceptor(connection, learner=learner, matcher=matcher, rng=rng, now=now, give_way=give_way)


def _court(
    learner: Learner, matcher: Matcher, rng: random.Random, now: Callable[[], datetime], *, all_at_once: bool
) -> Callable[[], Court]:
    return lambda: Court(Hand(learner, matcher, rng, now()), all_at_once)


def _scope(wishes: RunWishes) -> tuple[int, ...] | None:
    """The notes whose cards in doubt are settled even where nothing is to be written: none for chosen sections."""
    return () if wishes.section_ids is not None else wishes.note_ids


def _store(
    db: Database,
    acceptor: Acceptor,
    court: Callable[[], Court],
    writer: AnyWriter,
    run_id: int,
    neighbourhood: Neighbourhood | None,
    now: Callable[[], datetime],
    give_way: Callable[[], None],
    *,
    forced: bool,
) -> Store:
    return Store(
        db=db,
        acceptor=acceptor,
        court=court,
        author=author_of(writer),
        run_id=run_id,
        forced=forced,
        now=now,
        propose=_nobody if neighbourhood is None else neighbourhood.propose,
        remember=_forget if neighbourhood is None else neighbourhood.keep,
        give_way=give_way,
    )


def _nobody(drafts: Sequence[Draft]) -> list[tuple[Neighbour, ...]]:
    return [()] * len(drafts)


def _forget(connection: Connection, card_id: str, draft: Draft) -> None:
    """Without vectors there is nothing to keep."""


def _message(counting: Counting, neighbourhood: Neighbourhood | None) -> str:
    return f"{counting.message()} {neighbourhood.fault if neighbourhood else ''}".strip()
