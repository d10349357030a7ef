"""Long work beside the server: one thing at a time in a thread of its own, watched by its page, stopped on request."""

import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from app.errors import NotFoundError, TorchdeckError

log = logging.getLogger("torchdeck.jobs")
Outcome = TypeVar("Outcome")
_KEPT = 50


class JobState(StrEnum):
    """Waiting for its turn, at work, or over in one of three ways."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Stopped(Exception):
    """Raised inside the work, from its progress call, when a stop was asked for. Not an error: no such name."""


@dataclass(slots=True)
class Job(Generic[Outcome]):
    """One piece of work. Read by pages while its thread writes; every field is replaced whole."""

    id: int
    state: JobState = JobState.WAITING
    stage: str = ""
    done: int = 0
    total: int = 0
    what: str = ""
    outcome: Outcome | None = None
    failure: TorchdeckError | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def report(self, stage: str, done: int, total: int, what: str) -> None:
        """What the work calls between two steps.

        Raises:
            Stopped: a stop was asked for; whole steps done before stay.
        """
        if self._stop.is_set():
            raise Stopped
        self.stage, self.done, self.total, self.what = stage, done, total, what

    def stop(self) -> None:
        """Ask the work to stop before its next step."""
        self._stop.set()

    @property
    def stop_asked(self) -> threading.Event:
        """Set once a stop was asked for: for work that looks by itself, between its reports."""
        return self._stop

    def wait(self, seconds: float) -> bool:
        """Whether the work is over, after waiting for it at most so long."""
        return self._over.wait(seconds)

    @property
    def over(self) -> bool:
        """Whether it has ended, in whichever way."""
        return self._over.is_set()


class Jobs(Generic[Outcome]):
    """The work of this server since it started; the last ones are remembered. Safe to call from any thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._jobs: dict[int, Job[Outcome]] = {}
        self._numbers = itertools.count(1)

    def start(self, work: Callable[[Job[Outcome]], Outcome]) -> Job[Outcome]:
        """Queue a piece of work; it is given its job, to report to."""
        job: Job[Outcome] = Job(next(self._numbers))
        self._jobs[job.id] = job
        for old in [known for known in self.all() if known.over][: max(0, len(self._jobs) - _KEPT)]:
            self._jobs.pop(old.id, None)
        self._thread.submit(_run, job, work)
        return job

    def get(self, job_id: int) -> Job[Outcome]:
        """A job by its number.

        Raises:
            NotFoundError: there is none; the server may have been restarted since.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise NotFoundError(
                "This work is not known any more; what it had stored is safe.",
                advice="Look at Notes and Cards for what it gave.",
            )
        return job

    def all(self) -> tuple[Job[Outcome], ...]:
        """Those that are remembered, oldest first."""
        return tuple(self._jobs.values())

    @property
    def busy(self) -> bool:
        """Whether anything is at work or waiting."""
        return any(not job.over for job in self.all())

    def close(self) -> None:
        """Stop everything and wait for the step at hand."""
        for job in self.all():
            job.stop()
        self._thread.shutdown(cancel_futures=True)


def _run(job: Job[Outcome], work: Callable[[Job[Outcome]], Outcome]) -> None:
    job.state = JobState.RUNNING
    try:
        job.outcome = work(job)
        job.state = JobState.DONE
    except Stopped:
        job.state = JobState.STOPPED
    except TorchdeckError as error:
        job.failure = error
        job.state = JobState.FAILED
    except Exception:
        log.exception("job %d failed", job.id)
        job.failure = TorchdeckError(
            "Torchdeck made a mistake and stopped; whole notes done before are stored.",
            advice="The log of the server has the details.",
        )
        job.state = JobState.FAILED
    finally:
        job._over.set()
