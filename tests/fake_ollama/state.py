"""All that a running server holds: its plan, the models in memory, and what it counts and records."""

import asyncio
import re
from collections import deque
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.fake_ollama.content.author import Author
from tests.fake_ollama.counters import Counters
from tests.fake_ollama.faults import FaultBoard
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.plan import InstalledModel, Plan, with_tag
from tests.fake_ollama.recorder import Recorder
from tests.fake_ollama.runner import Runner

if TYPE_CHECKING:
    from tests.fake_ollama.engine.sampler import Sampler

_DEFAULT_KEEP_ALIVE = 300.0
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")


class State:
    """One server's memory."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.counters = Counters()
        self.recorder = Recorder()
        self.faults = FaultBoard(plan.faults, plan.seed)
        self.author = Author(plan.content, plan.second_look, plan.verdicts)
        self.script: deque[str] = deque(plan.script)
        self.installed = {model.full_name: model for model in plan.models}
        self._runners: dict[str, Runner] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._sampler: Sampler | None = None

    def change(self, values: Mapping[str, Any]) -> None:
        """Another plan from now on; models stay in memory. Raises TypeError or ValueError for what makes no plan."""
        plan = self.plan.changed(values)
        self.plan = plan
        if "faults" in values:
            self.faults.replace(plan.faults)
        if "models" in values:
            self.installed = {model.full_name: model for model in plan.models}
        if "script" in values:
            self.script = deque(plan.script)
        self.author.content, self.author.second_look = plan.content, plan.second_look
        self.author.verdicts = plan.verdicts
        for runner in self._runners.values():
            runner.plan = plan
            if "slots" in values:
                runner.restart()

    def model(self, name: str) -> InstalledModel:
        """An installed model. Raises HttpError: 400 without a name, 404 where it is not there."""
        if not name:
            raise HttpError(400, "model is required")
        found = self.installed.get(with_tag(name))
        if found is None:
            raise HttpError(404, f"model '{name}' not found")
        return found

    def runner(self, model: InstalledModel) -> Runner:
        """The place of a model in memory, loaded or not."""
        return self._runners.setdefault(model.full_name, Runner(self.plan, self.counters))

    def running(self) -> dict[str, Runner]:
        """The models in memory by name."""
        return {name: runner for name, runner in self._runners.items() if runner.loaded}

    def keep_alive(self, model: InstalledModel, asked: object) -> None:
        """Unload a model when this time has passed without a further call; the last call's wish holds for all."""
        seconds = duration(asked)
        loop = asyncio.get_running_loop()
        runner = self.runner(model)
        if (timer := self._timers.pop(model.full_name, None)) is not None:
            timer.cancel()
        runner.expires_at = None if seconds < 0 else monotonic() + seconds
        if seconds >= 0:
            self._timers[model.full_name] = loop.call_later(seconds, self._expire, runner)

    async def sampler(self) -> "Sampler":
        """The engine with random weights, made at its first call."""
        if self._sampler is None:
            from tests.fake_ollama.engine.sampler import Sampler  # an optional package, compiled for ten minutes

            self._sampler = await asyncio.to_thread(Sampler, self.plan.seed)
        return self._sampler

    def _expire(self, runner: Runner) -> None:
        if not runner.in_use:
            runner.unload()


def duration(value: object) -> float:
    """Seconds of a `keep_alive`: a number of seconds or a Go duration; below zero for ever.

    Raises HttpError 400 for a string without a unit.
    """
    if value is None or value == "":
        return _DEFAULT_KEEP_ALIVE
    if isinstance(value, int | float):
        return float(value)
    text = str(value)
    parts = _DURATION.findall(text)
    if text.lstrip("-") == "0":
        return 0.0
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("+-"):
        raise HttpError(400, f'time: missing unit in duration "{text}"')
    total = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return -total if text.startswith("-") else total
