"""The page of a demo: what may be set, what was predicted, and what a run gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from markupsafe import Markup

from app.demos.checks import readable
from app.demos.controls import Control
from app.demos.runs import Outcome, Run, RunState
from app.demos.tables import Cell, Table, thinned
from app.domain import ClaimResult, ClaimStatus, Concept
from app.web.pages.base import Page

_SIGNS = {ClaimStatus.PASSED: "✓", ClaimStatus.FAILED: "✗", ClaimStatus.OUTSIDE: "–", ClaimStatus.INCONCLUSIVE: "?"}
_DEVICES = {"cpu": "CPU", "cuda": "GPU (CUDA)", "mps": "Apple GPU"}


@dataclass(frozen=True, slots=True)
class Field:
    """A control as the form shows it; `text` is its value in the words of the form and of the address."""

    control: Control
    text: str


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure's place and words; `table` has as many of its numbers as fit, `rows` counts all."""

    index: int
    title: str
    summary: str
    columns: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    rows: int


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim after the run, with its sign; `pairs` are what was measured beside what was expected."""

    claim: ClaimResult
    sign: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was predicted beside what the run gave; either may be missing."""

    predicted: str
    happened: str

    @property
    def was_right(self) -> bool:
        """Whether both are the same."""
        return bool(self.predicted) and self.predicted == self.happened


@dataclass(frozen=True, slots=True)
class RunView:
    """One run as the page shows it. `last_event` is where a listener goes on from."""

    id: str
    state: RunState
    last_event: int
    done: int
    total: int
    live: str
    ahead: int
    figures: tuple[ShownFigure, ...]
    claims: tuple[ShownClaim, ...]
    prediction: Prediction | None
    facts: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class DemoPage(Page):
    """A concept's demo. `token` tells this page's runs from another's; `excerpt` is the code that runs, highlighted."""

    template: ClassVar[str] = "demo.html"
    partial: ClassVar[str] = "_demo_run.html"
    nav: ClassVar[str] = "Concepts"

    concept: Concept
    topic: str
    summary: str
    claims: tuple[str, ...]
    question: str
    options: tuple[str, ...]
    predicted: int | None
    fields: tuple[Field, ...]
    changed: bool
    device: str
    devices: tuple[tuple[str, str], ...]
    token: str
    origin: str
    run: RunView | None
    file_name: str
    excerpt: Markup


def device_choices(known: Mapping[str, str], auto: str) -> tuple[tuple[str, str], ...]:
    """The devices of the form: those the worker has found, once it has looked, fastest first; else all there may be."""
    chosen = known.get("cpu", "") if auto == "cpu" else next(iter(known.values()), "")
    return (("auto", f"Auto: {chosen}" if chosen else "Auto"), *(known or _DEVICES).items())


def as_field(control: Control, value: object) -> Field:
    """The control at a value."""
    return Field(control, setting_text(value))


def setting_text(value: object) -> str:
    """A setting in an address: 0.01, on, finite difference."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def run_view(run: Run, options: tuple[str, ...]) -> RunView:
    """A run as it stands now."""
    events = run.events_after(0)
    latest: Mapping[str, object] = next((event.data for event in reversed(events) if event.name == "step"), {})
    queued: Mapping[str, object] = next((event.data for event in reversed(events) if event.name == "queued"), {})
    return RunView(
        id=run.id,
        state=run.state,
        last_event=events[-1].number if events else 0,
        done=_whole(latest.get("done")),
        total=_whole(latest.get("total")),
        live=live_text(latest),
        ahead=_whole(queued.get("ahead")),
        figures=tuple(_figure(index, each.title, each.summary, each.table) for index, each in enumerate(run.figures)),
        claims=tuple(_claim(claim) for claim in run.outcome.claims) if run.outcome else (),
        prediction=_prediction(run, options),
        facts=_facts(run.outcome) if run.outcome else "",
        message=run.message,
        advice=run.advice,
    )


def live_text(step: Mapping[str, object]) -> str:
    """The values of a step in words: "slope 0.297, loss 0.0027"."""
    values = step.get("values")
    pairs = values.items() if isinstance(values, dict) else ()
    return ", ".join(f"{name} {readable(value)}" for name, value in pairs)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _figure(index: int, title: str, summary: str, table: Table) -> ShownFigure:
    short = thinned(table)
    rows = tuple(tuple(_cell(cell) for cell in row) for row in short.rows)
    return ShownFigure(index, title, summary, short.columns, rows, len(table.rows))


def _claim(claim: ClaimResult) -> ShownClaim:
    measured, expected = (text.split("; ") if text else [] for text in (claim.measured, claim.expected))
    return ShownClaim(claim, _SIGNS[claim.status], tuple(zip_longest(measured, expected, fillvalue="")))


def _cell(cell: Cell) -> str:
    return cell if isinstance(cell, str) else readable(cell)


def _prediction(run: Run, options: tuple[str, ...]) -> Prediction | None:
    if run.outcome is None:
        return None
    predicted = options[run.predicted] if run.predicted is not None and run.predicted < len(options) else ""
    happened = options[run.outcome.answer] if run.outcome.answer is not None else ""
    return Prediction(predicted, happened)


def _facts(outcome: Outcome) -> str:
    threads = "1 thread" if outcome.threads == 1 else f"{outcome.threads} threads"
    version = outcome.torch_version.partition("+")[0]
    return f"{readable(round(outcome.seconds, 3))} s · {outcome.device_name} · torch {version} · {threads}"
