"""The runs of the writer that this server carries out: one at a time, in a thread of their own, by the run's number.

What a run has done is in the database, so a page can be closed, and a server stopped, without losing any of it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.jobs import Job, Jobs

if TYPE_CHECKING:
    # A server starts without the services that read, write and judge.
    from app.services.run_report import GenerateReport, RunProgress

Tell = Callable[["RunProgress"], None]


@dataclass(frozen=True, slots=True)
class RunAtWork:
    """A run of this server as it is now; `progress` is None until its turn has come."""

    run_id: int
    job: "Job[GenerateReport]"
    progress: "RunProgress | None"


class Runs:
    """The runs of this server since it started; those that are over are forgotten when another one starts.

    Safe to call from any thread. `closing` once the server stops.
    """

    def __init__(self) -> None:
        self.closing = False
        self._queue: Jobs[GenerateReport] = Jobs()
        self._jobs: dict[int, Job[GenerateReport]] = {}
        self._progress: dict[int, RunProgress] = {}
        self._lock = threading.Lock()

    def start(self, run_id: int, work: "Callable[[Tell, threading.Event], GenerateReport]") -> "Job[GenerateReport]":
        """Queue a run. The work is given where to tell how far it is, and what is set when it should stop."""

        def tell(progress: "RunProgress") -> None:
            self._progress[run_id] = progress

        with self._lock:
            for over in [number for number, job in self._jobs.items() if job.over]:
                del self._jobs[over]
                self._progress.pop(over, None)
            job = self._jobs[run_id] = self._queue.start(lambda job: work(tell, job.stop_asked))
        return job

    def find(self, run_id: int) -> RunAtWork | None:
        """A run of this server's: at work, waiting for its turn, or over since a moment."""
        job = self._jobs.get(run_id)
        return None if job is None else RunAtWork(run_id, job, self._progress.get(run_id))

    @property
    def going(self) -> RunAtWork | None:
        """The run that is at work or waits for its turn, if there is one."""
        number = next((number for number, job in tuple(self._jobs.items()) if not job.over), None)
        return None if number is None else self.find(number)

    @property
    def busy(self) -> bool:
        """Whether any run is at work or waits for its turn."""
        return self.going is not None

    def close(self) -> None:
        """Stop the run at hand, and wait until it has; it can be taken up again."""
        self.closing = True
        self._queue.close()
