"""Run a concept's demo from the terminal, and what a demo is in words. The page has its own way, with live progress."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from app.config import Settings
from app.demos.checks import readable
from app.demos.controls import Control, controls, settings
from app.demos.limits import Limits
from app.demos.manifest import Manifest
from app.demos.runner import Runner
from app.demos.runs import Outcome, Request, Run, RunState
from app.domain import ClaimStatus, DemoEntry, DemoPreset
from app.errors import InvalidInputError, UnavailableError

DEVICES = ("auto", "cpu", "cuda", "mps")
Progress = Callable[[str], None]

_SIGNS = {ClaimStatus.PASSED: "✓", ClaimStatus.FAILED: "✗", ClaimStatus.OUTSIDE: "–", ClaimStatus.INCONCLUSIVE: "?"}


@dataclass(frozen=True, slots=True)
class DemoDescription:
    """A concept's demo before it is run."""

    concept: str
    entry: DemoEntry
    preset: DemoPreset

    def document(self) -> dict[str, object]:
        """As `torchdeck demo show --json` prints it."""
        return {
            "concept": self.concept,
            "demo": self.entry.demo,
            "title": self.entry.title,
            "topic": self.entry.topic,
            "summary": self.preset.summary,
            "module": self.preset.module,
            "params": self.preset.settings,
            "schema": self.preset.schema,
            "claims": list(self.preset.claims),
            "prediction": {"question": self.preset.question, "options": list(self.preset.options)},
        }

    def text(self) -> str:
        """As `torchdeck demo show` prints it."""
        lines = [f"{self.concept}: {self.entry.title}", self.preset.summary, "", "Settings (--set name=value)"]
        lines += [f"  {control.name} = {_shown(control.value)}    {_allowed(control)}" for control in self.controls()]
        lines += ["", "Claims", *(f"  {claim}" for claim in self.preset.claims)]
        return "\n".join(lines)

    def controls(self) -> tuple[Control, ...]:
        """What may be set."""
        return controls(self.preset)


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """A run that came to its end."""

    concept: str
    demo: str
    outcome: Outcome
    figures: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """As `torchdeck demo run --json` prints it; a number that is not finite is given in words."""
        outcome = self.outcome
        return {
            "concept": self.concept,
            "demo": self.demo,
            "device": outcome.device,
            "device_name": outcome.device_name,
            "threads": outcome.threads,
            "torch": outcome.torch_version,
            "seconds": round(outcome.seconds, 4),
            "params": dict(outcome.params),
            "results": {name: _json_number(value) for name, value in outcome.results.items()},
            "claims": [asdict(claim) for claim in outcome.claims],
            "figures": len(self.figures),
        }

    def text(self) -> str:
        """As `torchdeck demo run` prints it."""
        outcome = self.outcome
        lines = [f"{name} = {readable(value)}" for name, value in outcome.results.items()]
        for claim in outcome.claims:
            expected = f"  (expected {claim.expected})" if claim.expected else ""
            lines += [f"{_SIGNS[claim.status]} {claim.text}", f"    {claim.measured or claim.status}{expected}"]
        threads = "1 thread" if outcome.threads == 1 else f"{outcome.threads} threads"
        lines.append(f"{outcome.seconds:.3f} s on {outcome.device_name}, {threads}, torch {outcome.torch_version}")
        return "\n".join(lines)


def describe_demo(concept: str, *, manifest: Manifest | None = None) -> DemoDescription:
    """The demo that shows a concept.

    Raises:
        NotFoundError: no demo does.
    """
    entry = (manifest or Manifest.load()).for_concept(concept)
    return DemoDescription(concept, entry, entry.presets[concept])


def demo_request(preset: DemoPreset, concept: str, changes: dict[str, str], device: str) -> Request:
    """What to ask a runner for: the preset with some settings changed, on a device.

    Raises:
        InvalidInputError: a setting or the device is not one of those offered.
    """
    if device not in DEVICES:
        raise InvalidInputError(f"“{device}” is not a device.", advice=f"Choose one of {', '.join(DEVICES)}.")
    return Request(preset.module, concept, settings(preset, changes), device)


def limits_of(configured: Settings) -> Limits:
    """The limits for demos that the settings name."""
    return Limits(seconds=configured.demo_seconds, memory_gib=configured.demo_memory_gib)


def run_demo(
    concept: str,
    *,
    overrides: Sequence[str] = (),
    device: str = "auto",
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> DemoOutcome:
    """Run a concept's demo to its end, in a process of its own. `overrides` are "name=value" texts.

    Raises:
        NotFoundError: no demo shows the concept.
        InvalidInputError: a setting or the device is not one of those offered.
        UnavailableError: the run failed; says why.
    """
    shown = describe_demo(concept)
    request = demo_request(shown.preset, concept, _parsed(overrides), device)
    runner = Runner(limits or limits_of(Settings()), spare=False)
    try:
        run = runner.submit(request)
        _follow(run, progress)
    finally:
        runner.close()
    if run.state is not RunState.DONE or run.outcome is None:
        raise UnavailableError(run.message or "The run was cancelled.", advice=run.advice)
    return DemoOutcome(concept, shown.entry.demo, run.outcome, tuple(figure.title for figure in run.figures))


def _follow(run: Run, progress: Progress | None) -> None:
    seen = 0
    while not run.state.is_final:
        run.wait(after=seen)
        for event in run.events_after(seen):
            seen = event.number
            if progress and event.name == "step":
                progress(_step(event.data))


def _step(data: dict[str, object]) -> str:
    values = data["values"]
    assert isinstance(values, dict)
    return f"{data['done']}/{data['total']} " + ", ".join(f"{name} {readable(x)}" for name, x in values.items())


def _parsed(overrides: Sequence[str]) -> dict[str, str]:
    changes: dict[str, str] = {}
    for override in overrides:
        name, equals, value = override.partition("=")
        if not equals:
            raise InvalidInputError(f"“{override}” is not a setting.", advice="Write it as name=value.")
        changes[name.strip()] = value.strip()
    return changes


def _json_number(value: float) -> float | str:
    return value if value - value == 0 else readable(value)  # inf − inf and nan − nan are not 0


def _shown(value: object) -> str:
    return (
        ("on" if value else "off")
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _allowed(control: Control) -> str:
    if control.kind == "slider":
        return f"{control.title}, {control.low:g} to {control.high:g}"
    return f"{control.title}, {' or '.join(control.options or ('on', 'off'))}"
