"""What every handler may reach: built once by `create_app`, carried by the application, found through the request."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from jinja2 import Environment

from app.concepts.catalogue import Catalogue
from app.concepts.matcher import Matcher
from app.config import Settings
from app.db.engine import Database
from app.demos.manifest import Manifest
from app.demos.runner import Runner
from app.domain import Concept, Learner
from app.scheduler.schedule import Scheduler
from app.scheduler.study_day import study_day
from app.scheduler.zones import zone_info
from app.services.add_notes import AddReport
from app.services.courtesy import Courtesy
from app.services.today import PACE
from app.web.jobs import Jobs
from app.web.runs import Runs
from app.web.sessions import Sessions, Throttle

_LONGEST_THOUGHT = 120.0


@dataclass(slots=True)
class State:
    """The parts of the running application.

    `now` is the clock; nothing in the web reads another one. `learner` is replaced when their settings are saved.
    `jobs` reads added notes, `runs` has cards written, `pulls` fetches models: each in a thread of its own, so that
    none of them waits for another.
    """

    settings: Settings
    environment: Environment
    now: Callable[[], datetime]
    db: Database
    learner: Learner
    catalogue: Catalogue
    manifest: Manifest
    runner: Runner
    matcher: Matcher
    rng: random.Random
    jobs: Jobs[AddReport]
    runs: Runs
    pulls: Jobs[str]
    sessions: Sessions
    courtesy: Courtesy
    throttle: Throttle = field(default_factory=Throttle)
    pace: float = PACE

    @property
    def busy(self) -> bool:
        """Whether other work may hold the one writer's lock on the database."""
        return self.jobs.busy or self.runs.busy

    @property
    def scheduler(self) -> Scheduler:
        """A scheduler that aims at the learner's retention."""
        return Scheduler(self.learner.desired_retention)

    def note_pace(self, seconds: float) -> None:
        """Let one answer's time move the estimate of how long the rest takes; a break does not count as thinking."""
        if 0 < seconds < _LONGEST_THOUGHT:
            self.pace += (seconds - self.pace) / 20

    def today(self) -> date:
        """The learner's study day."""
        return study_day(self.now(), zone_info(self.learner.zone))

    def concepts(self, ids: Iterable[str]) -> tuple[Concept, ...]:
        """Those of the ids that the catalogue (still) has."""
        return tuple(self.catalogue.get(concept) for concept in ids if concept in self.catalogue)


def state_of(request: Request) -> State:
    """The state of the application that serves this request."""
    state: State = request.app.state.torchdeck
    return state


StateDep = Annotated[State, Depends(state_of)]
