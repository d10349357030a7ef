"""What a demo file declares, and all that it may import of Torchdeck. Imports no torch itself.

A demo file holds one `Params` class, one `Demo` named `demo`, and for every concept a generator under `@demo.shows`
that yields steps, figures and one result, with its claims under `@demo.claim`. Nothing is shown that no run computed.
"""

import importlib
import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.demos.checks import Check, combined
from app.demos.marks import Bars, Edge, Figure, Graph, Heatmap, Level, Line, Node, Points, Regions
from app.domain import ClaimResult, ClaimStatus

__all__ = [
    "Bars", "Check", "Choice", "Demo", "Edge", "Figure", "Graph", "Heatmap", "Level", "Line", "Node", "Params",
    "Points", "Predict", "Preset", "Regions", "Result", "Slider", "Step", "Switch", "result",
]  # fmt: skip


class Params(BaseModel):
    """The settings of one run: frozen, complete, nothing unknown. Fields are made by the three functions below."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def Slider(
    default: float, low: float, high: float, *, title: str, step: float | None = None, shown_for: Sequence[str] = ()
) -> Any:
    """A number between `low` and `high`. `step` is the control's, not a rule; it is offered for the concepts of
    `shown_for`, or for all."""
    extra: dict[str, Any] = {"control": "slider", "step": step, "shown_for": list(shown_for)}
    return Field(default, ge=low, le=high, title=title, json_schema_extra=extra)


def Choice(default: str, *, title: str, shown_for: Sequence[str] = ()) -> Any:
    """One of the words of the field's `Literal` type."""
    return Field(default, title=title, json_schema_extra={"control": "choice", "shown_for": list(shown_for)})


def Switch(default: bool, *, title: str, shown_for: Sequence[str] = ()) -> Any:
    """On or off."""
    return Field(default, title=title, json_schema_extra={"control": "switch", "shown_for": list(shown_for)})


Results = Mapping[str, float]
P = TypeVar("P", bound=Params)


@dataclass(frozen=True, slots=True)
class Predict:
    """A question before the run. Each option stands for a number of the result `measured`.

    The right option is the one whose number is nearest to what the run measured: it is computed, never stored.
    """

    question: str
    options: Mapping[str, float]
    measured: str

    def answer(self, results: Results) -> int | None:
        """The index of the right option, or None where the run measured no finite number."""
        value = results[self.measured]
        if not math.isfinite(value):
            return None
        distances = [abs(value - number) for number in self.options.values()]
        return distances.index(min(distances))


@dataclass(frozen=True, slots=True)
class Preset:
    """What shows one concept: the run, its settings, the question before it, and what it shows in a sentence."""

    run: "Run"
    settings: Mapping[str, object]
    predict: Predict
    summary: str


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total`, with live values to plot or print."""

    done: int
    total: int
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """The numbers a run ends with, by name. Claims and predictions read nothing else."""

    values: Results


def result(**values: Any) -> Result:
    """The last thing a run yields; tensors of one element are taken as numbers."""
    return Result({name: float(value) for name, value in values.items()})


Event = Step | Figure | Result
Run = Callable[[Any, Any], Iterator[Event]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A numeric statement about one concept. `breaks` are settings under which it must not pass (tested)."""

    text: str
    about: str
    breaks: Mapping[str, object]
    when: Callable[[Any], bool]
    check: Callable[[Any, Results], Check | Iterable[Check]]

    def judge(self, params: Params, results: Results) -> ClaimResult:
        """Decide the claim on one run's numbers."""
        if not self.when(params):
            return ClaimResult(self.text, ClaimStatus.OUTSIDE, "", "")
        found = self.check(params, results)
        check = found if isinstance(found, Check) else combined(tuple(found))
        return ClaimResult(self.text, check.status, check.measured, check.expected)


@dataclass(slots=True)
class Demo:
    """One runnable file that shows concepts of one family. Files with the same `id` are one family's parts.

    `summary` is one sentence. `auto` says what the device "auto" means: "fastest" takes an accelerator where there is
    one, "cpu" stays on the processor (tiny work is slower on a GPU).
    """

    id: str
    title: str
    topic: str
    summary: str
    params: type[Params]
    auto: str = "fastest"
    presets: dict[str, Preset] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)

    def shows(self, concept: str, predict: Predict, **settings: object) -> Callable[[Run], Run]:
        """Decorator: `run(params, device)` shows the concept; it yields Steps and Figures, and one Result at the end.

        `settings` are the concept's preset: they differ from the defaults of `params`. The run's docstring is the
        sentence that its page begins with.
        """

        def declare(run: Run) -> Run:
            self.params.model_validate(settings)
            self.presets[concept] = Preset(run, settings, predict, inspect.getdoc(run) or self.summary)
            return run

        return declare

    def claim(
        self,
        text: str,
        *,
        about: str,
        breaks: Mapping[str, object],
        when: Callable[[Any], bool] = lambda params: True,
    ) -> Callable[[Callable[[Any, Results], Check | Iterable[Check]]], Callable[[Any, Results], object]]:
        """Decorator: `check(params, results)` decides the claim about one concept."""
        if about not in self.presets:
            raise ValueError(f"the claim “{text}” is about {about}, which has no preset")

        def declare(check: Callable[[Any, Results], Check | Iterable[Check]]) -> Callable[[Any, Results], object]:
            self.claims.append(Claim(text, about, breaks, when, check))
            return check

        return declare

    def settings(self, concept: str, **changes: object) -> Params:
        """The concept's preset, with some settings changed.

        Raises:
            KeyError: the demo does not show the concept.
            pydantic.ValidationError: a setting is unknown or out of bounds.
        """
        return self.params.model_validate({**self.presets[concept].settings, **changes})

    def events(self, concept: str, params: Params, device: Any) -> Iterator[Event]:
        """Run once, for one concept, on a torch device.

        Raises:
            KeyError: the demo does not show the concept.
        """
        return self.presets[concept].run(params, device)

    def claims_about(self, concept: str) -> list[Claim]:
        """The claims of one concept, in the order of the file."""
        return [claim for claim in self.claims if claim.about == concept]

    def main(self) -> None:
        """Run from the command line; imported by name so that this module needs no torch."""
        importlib.import_module("app.demos.console").main(self)
