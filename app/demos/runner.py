"""Runs demos one at a time in a warm worker process, for the web server and the terminal. Imports no torch.

A thread takes runs from a queue. A worker that finished cleanly is used again; one that crashed, ran too long or did
not stop when asked is killed, and the spare that waits with torch imported takes its place.
"""

import queue
import signal
import threading
import time
import uuid
from collections import OrderedDict, deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.demos.limits import Limits
from app.demos.processes import WorkerProcess
from app.demos.runs import Drawn, Outcome, Request, Run, RunState
from app.demos.tables import Table
from app.domain import ClaimResult, ClaimStatus
from app.errors import NotFoundError, UnavailableError

KEPT_RUNS = 64
LONGEST_QUEUE = 16


class Runner:
    """The one queue of runs. Safe to call from any thread; `close` leaves no process behind.

    `devices` are the names of those this machine has, fastest first; empty until a worker has looked.
    """

    def __init__(self, limits: Limits | None = None, *, spare: bool = True, search_path: Sequence[Path] = ()) -> None:
        self.devices: dict[str, str] = {}
        self._limits = limits or Limits()
        self._wants_spare = spare
        self._search_path = search_path
        self._changed = threading.Condition()
        self._waiting: deque[Run] = deque()
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._current: Run | None = None
        self._worker: WorkerProcess | None = None
        self._spare: WorkerProcess | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def warm(self) -> None:
        """Start the worker if there is none; returns at once. Call it when a run is likely to come."""
        with self._changed:
            self._start()
            self._changed.notify_all()

    def submit(self, request: Request, *, owner: str = "", predicted: int | None = None) -> Run:
        """Queue a run. It replaces one of the same `owner` (a page, say) that has not ended, which is cancelled.

        Raises:
            UnavailableError: too many runs wait already, or the runner is closed.
        """
        run = Run(uuid.uuid4().hex, request, owner=owner, predicted=predicted)
        for older in self._unfinished_of(owner):
            self.cancel(older.id)
        with self._changed:
            if len(self._waiting) >= LONGEST_QUEUE:
                raise UnavailableError(
                    f"{LONGEST_QUEUE} runs are waiting already, so this one was not added.",
                    advice="Try again when they are done.",
                )
            self._start()
            self._runs[run.id] = run
            self._forget_oldest()
            self._waiting.append(run)
            run.add("queued", {"ahead": len(self._waiting) - 1 + (self._current is not None)})
            self._changed.notify_all()
        return run

    def get(self, run_id: str) -> Run:
        """A run of this process, of the last KEPT_RUNS.

        Raises:
            NotFoundError: it is not kept (any more).
        """
        with self._changed:
            run = self._runs.get(run_id)
        if run is None:
            raise NotFoundError("This run is not kept any more.", advice="Run the demo again; it takes a moment.")
        return run

    def cancel(self, run_id: str) -> None:
        """Stop a run: at once if it waits, else at its next step, else with its process. NotFoundError as in `get`."""
        run = self.get(run_id)
        with self._changed:
            if run in self._waiting:
                self._waiting.remove(run)
                run.cancelled()
                self._tell_queue()
            elif run is self._current and self._worker is not None:
                run.cancel_asked = True
                self._worker.send(do="cancel", id=run.id)
                self._worker.wake()

    def close(self) -> None:
        """End every run and every process."""
        with self._changed:
            self._closed = True
            while self._waiting:
                self._waiting.popleft().cancelled()
            self._changed.notify_all()
            thread = self._thread
            self._release()
        if thread is not None:
            thread.join()

    def processes(self) -> list[int]:
        """The process ids of the workers that run now."""
        with self._changed:
            return [each.pid for each in (self._worker, self._spare) if each is not None and each.is_alive]

    # ------------------------------------------------------------------------------------- under the lock

    def _start(self) -> None:
        if self._closed:
            raise UnavailableError("Torchdeck is shutting down, so nothing new is started.")
        if self._worker is None or not self._worker.is_alive:
            self._worker = self._spare if self._spare is not None and self._spare.is_alive else self._new_worker()
            self._spare = None
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="demo-runner", daemon=True)
            self._thread.start()

    def _new_worker(self) -> WorkerProcess:
        return WorkerProcess(self._limits, search_path=self._search_path)

    def _release(self) -> None:
        for worker in (self._worker, self._spare):
            if worker is not None:
                worker.kill()
        self._worker = self._spare = None

    def _unfinished_of(self, owner: str) -> list[Run]:
        with self._changed:
            return [run for run in self._runs.values() if owner and run.owner == owner and not run.state.is_final]

    def _forget_oldest(self) -> None:
        finished = [run_id for run_id, run in self._runs.items() if run.state.is_final]
        for run_id in finished[: max(0, len(self._runs) - KEPT_RUNS)]:
            del self._runs[run_id]

    def _tell_queue(self) -> None:
        for ahead, run in enumerate(self._waiting, start=1):
            run.add("queued", {"ahead": ahead})

    # -------------------------------------------------------------------------------- in the runner's thread

    def _serve(self) -> None:
        while (run := self._next()) is not None:
            self._perform(run)
            with self._changed:
                self._current = None

    def _next(self) -> Run | None:
        """The next run; while there is none, first a spare is started, then the idle processes are let go."""
        with self._changed:
            quiet_since = time.monotonic()
            while not self._closed:
                if self._waiting:
                    self._current = self._waiting.popleft()
                    self._tell_queue()
                    return self._current
                if self._changed.wait(self._limits.spare_after if self._lacks_spare() else self._limits.idle_seconds):
                    quiet_since = time.monotonic()
                elif self._lacks_spare():
                    self._spare = self._new_worker()
                elif time.monotonic() - quiet_since >= self._limits.idle_seconds:
                    self._release()
        return None

    def _lacks_spare(self) -> bool:
        """A spare is worth its memory once there was a run, and while the worker it would replace is there."""
        return self._wants_spare and bool(self._runs) and self._worker is not None and self._spare is None

    def _perform(self, run: Run) -> None:
        with self._changed:
            if self._closed:
                run.cancelled()
                return
            self._start()
            worker = self._worker
        assert worker is not None
        if not self._is_ready(worker, run):
            return
        request = run.request
        run.add("started", {}, RunState.RUNNING)
        worker.send(
            do="run",
            id=run.id,
            module=request.module,
            concept=request.concept,
            settings=dict(request.settings),
            device=request.device,
        )
        self._follow(worker, run)

    def _is_ready(self, worker: WorkerProcess, run: Run) -> bool:
        """Wait for the worker to come up; a run that is cancelled meanwhile costs nothing."""
        deadline = time.monotonic() + self._limits.start_seconds
        while not worker.is_ready:
            message = _message_before(worker, deadline)
            if message is None or message["type"] == "timeout":
                self._discard(worker)
                run.fail(
                    "The process that runs demos could not start; everything else works.",
                    "`torchdeck doctor` tells whether PyTorch is installed as it should be.",
                )
                return False
            if message["type"] == "ready":
                worker.is_ready = True
                self.devices = message["devices"]
            if run.cancel_asked:
                run.cancelled()
                return False
        return True

    def _follow(self, worker: WorkerProcess, run: Run) -> None:
        """Pass on what the worker says of this run until it has ended, one way or another."""
        deadline = time.monotonic() + self._limits.seconds
        cancel_by: float | None = None
        while not run.state.is_final:
            if run.cancel_asked and cancel_by is None:
                cancel_by = time.monotonic() + self._limits.grace
            message = _message_before(worker, min(deadline, cancel_by or deadline))
            if message is None:
                ended = worker.how_it_ended()
                self._discard(worker)
                if run.cancel_asked or self._closed:
                    run.cancelled()
                else:
                    run.fail(*_why_it_died(ended))
            elif message["type"] == "timeout":
                self._discard(worker)
                if run.cancel_asked:
                    run.cancelled()
                else:
                    run.fail(
                        f"The run took longer than {self._limits.seconds:g} seconds, so it was stopped.",
                        "Choose smaller settings, or raise TORCHDECK_DEMO_SECONDS.",
                    )
            else:
                _take(message, run)

    def _discard(self, worker: WorkerProcess) -> None:
        worker.kill()
        with self._changed:
            if self._worker is worker:
                self._worker = None
            if not self._closed:
                self._start()


def _message_before(worker: WorkerProcess, deadline: float) -> dict[str, Any] | None:
    """The worker's next message, {"type": "timeout"} where none came in time, or None where the process has ended."""
    try:
        return worker.messages.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        return {"type": "timeout"}


def _take(message: dict[str, Any], run: Run) -> None:
    kind = message.pop("type")
    if kind == "step":
        run.add("step", message)
    elif kind == "figure":
        table = Table(tuple(message["table"]["columns"]), tuple(tuple(row) for row in message["table"]["rows"]))
        run.drew(Drawn(message["title"], message["summary"], message["svg"], table))
    elif kind == "done":
        run.finish(_outcome(message["outcome"]))
    elif kind == "failed":
        run.fail(message["message"], message["advice"])
    elif kind == "cancelled":
        run.cancelled()


def _outcome(document: dict[str, Any]) -> Outcome:
    claims = tuple(
        ClaimResult(claim["text"], ClaimStatus(claim["status"]), claim["measured"], claim["expected"])
        for claim in document["claims"]
    )
    return Outcome(**{**document, "claims": claims})


def _why_it_died(status: int) -> tuple[str, str]:
    again = "Run it again: a new process is ready. If it happens with the preset too, please report it."
    if status == -getattr(signal, "SIGKILL", 9):
        return "The system ended the demo, most likely because memory ran out.", "Choose smaller settings."
    if status == -getattr(signal, "SIGXCPU", 24):
        return "The demo used up its processor time, so it was stopped.", "Choose smaller settings."
    if status < 0:
        return f"The demo crashed ({signal.Signals(-status).name}); nothing else was harmed.", again
    return f"The demo's process ended by itself (status {status}); nothing else was harmed.", again
