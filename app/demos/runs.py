"""One run of a demo as the web process keeps it: what was asked, what has come back so far, and how it ended.

Events are numbered and kept, so a listener that lost its connection can ask for those after the last one it saw.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.demos.tables import Table
from app.domain import ClaimResult


class RunState(StrEnum):
    """Where a run is; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self not in (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Request:
    """What to run: the demo file's module, the concept it is to show, its settings, and the device wanted."""

    module: str
    concept: str
    settings: Mapping[str, object]
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure of a run: its SVG document, and its numbers."""

    title: str
    summary: str
    svg: str
    table: Table


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its numbers, what became of the claims, and on what it ran.

    `answer` is the index of the prediction's right option, or None where the run gives none. `seconds` is the demo's
    own time, without drawing.
    """

    params: Mapping[str, object]
    results: Mapping[str, float]
    claims: tuple[ClaimResult, ...]
    answer: int | None
    device: str
    device_name: str
    threads: int
    torch_version: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One thing that happened; `number` counts from 1 within the run."""

    number: int
    name: str
    data: dict[str, object]


class Run:
    """Filled by the runner's thread, read by any other. `changed` wakes those who wait."""

    def __init__(self, run_id: str, request: Request, *, owner: str = "", predicted: int | None = None) -> None:
        self.id = run_id
        self.request = request
        self.owner = owner
        self.predicted = predicted
        self.state = RunState.QUEUED
        self.figures: list[Drawn] = []
        self.outcome: Outcome | None = None
        self.message = ""
        self.advice = ""
        self.cancel_asked = False
        self._events: list[RunEvent] = []
        self._listeners: list[Callable[[], None]] = []
        self._changed = threading.Condition()

    def events_after(self, number: int) -> list[RunEvent]:
        """The events that came after the one of that number; 0 for all."""
        with self._changed:
            return self._events[max(0, number) :]

    def listen(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` (in the runner's thread) after every new event; returns what ends it."""
        with self._changed:
            self._listeners.append(callback)

        def stop() -> None:
            with self._changed:
                self._listeners.remove(callback)

        return stop

    def wait(self, seconds: float | None = None, *, after: int | None = None) -> bool:
        """Wait for the end, or for an event later than number `after`; False where the time was up first."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self.state.is_final or (after is not None and len(self._events) > after), seconds
            )

    def add(self, name: str, data: dict[str, object], state: RunState | None = None) -> None:
        """Record what happened and tell all who listen. Nothing is recorded after the end."""
        with self._changed:
            if self.state.is_final:
                return
            if state is not None:
                self.state = state
            self._events.append(RunEvent(len(self._events) + 1, name, data))
            self._changed.notify_all()
            listeners = list(self._listeners)
        for callback in listeners:
            callback()

    def drew(self, figure: Drawn) -> None:
        """A figure has come."""
        self.figures.append(figure)
        self.add("figure", {"index": len(self.figures) - 1, "title": figure.title, "summary": figure.summary})

    def finish(self, outcome: Outcome) -> None:
        """The run ended well."""
        self.outcome = outcome
        self.add("done", {"seconds": outcome.seconds}, RunState.DONE)

    def fail(self, message: str, advice: str) -> None:
        """The run ended with a message for the person who asked for it."""
        self.message, self.advice = message, advice
        self.add("failed", {"message": message, "advice": advice}, RunState.FAILED)

    def cancelled(self) -> None:
        """The run ended because somebody asked for that."""
        self.add("cancelled", {}, RunState.CANCELLED)
