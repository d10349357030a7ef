"""The runs of the writer that this server carries out: one at a time, in a thread of their own, by the run's number.

What a run has done is in the database, so a page can be closed, and a server stopped, without losing any of it.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.jobs import Job, Jobs, JobState, Stopped

if TYPE_CHECKING:
    # A server starts without the services that read, write and judge.
    from app.services.run_report import GenerateReport, RunProgress

Tell = Callable[["RunProgress"], None]


@dataclass(frozen=True, slots=True)
class RunAtWork:
    """A run of this server as it is now: `progress` is None until its turn has come.

    `silent` is for how many seconds it has told nothing: that long, at least, no section was finished.
    """

    run_id: int
    job: "Job[GenerateReport]"
    progress: "RunProgress | None"
    silent: float = 0.0

    @property
    def over(self) -> bool:
        """Whether it has ended; one that is taken back before its turn has."""
        return self.job.over or (self.job.state is JobState.WAITING and self.job.stop_asked.is_set())


class Runs:
    """The runs of this server since it started; those that are over are forgotten when another one starts.

    Safe to call from any thread. `closing` once the server stops.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.closing = False
        self._clock = clock
        self._queue: Jobs[GenerateReport] = Jobs()
        self._jobs: dict[int, Job[GenerateReport]] = {}
        self._progress: dict[int, tuple[RunProgress, float]] = {}
        self._lock = threading.Lock()

    def start(self, run_id: int, work: "Callable[[Tell, threading.Event], GenerateReport]") -> "Job[GenerateReport]":
        """Queue a run. The work is given where to tell how far it is, and what is set when it should stop."""

        def carry_out(job: "Job[GenerateReport]") -> "GenerateReport":
            # Taken back while it waited. Perhaps it was taken up again since: that is another job.
            if job.stop_asked.is_set():
                raise Stopped
            return work(tell, job.stop_asked)

        def tell(progress: "RunProgress") -> None:
            self._progress[run_id] = progress, self._clock()

        with self._lock:
            for over in [number for number, job in self._jobs.items() if job.over]:
                del self._jobs[over]
                self._progress.pop(over, None)
            job = self._jobs[run_id] = self._queue.start(carry_out)
        return job

    def find(self, run_id: int) -> RunAtWork | None:
        """A run of this server's: at work, waiting for its turn, or over since a moment."""
        job = self._jobs.get(run_id)
        if job is None:
            return None
        told = self._progress.get(run_id)
        return (
            RunAtWork(run_id, job, None) if told is None else RunAtWork(run_id, job, told[0], self._clock() - told[1])
        )

    def stop(self, run_id: int, patience: float) -> None:
        """Have a run of this server's stop, and wait for that so many seconds at most."""
        job = self._jobs.get(run_id)
        if job is not None:
            job.stop()
            if job.state is not JobState.WAITING:
                job.wait(patience)

    @property
    def going(self) -> RunAtWork | None:
        """The run that is at work, or the first that waits for its turn."""
        found = (self.find(number) for number in tuple(self._jobs))
        return next((run for run in found if run is not None and not run.over), None)

    @property
    def busy(self) -> bool:
        """Whether any run is at work or waits for its turn."""
        return self.going is not None

    def close(self) -> None:
        """Stop the run at hand, and wait until it has; it can be taken up again."""
        self.closing = True
        self._queue.close()
