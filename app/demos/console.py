"""A demo file run by itself: python -m app.demos.<topic>.<family> --preset CONCEPT [--device D] [--set k=v]…"""

import argparse
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from app.demos.checks import readable
from app.demos.contract import Demo, Figure, Step
from app.demos.execution import DEVICES, execute, resolve
from app.demos.runs import Outcome
from app.domain import ClaimStatus
from app.errors import InvalidInputError

_SIGNS = {ClaimStatus.PASSED: "✓", ClaimStatus.FAILED: "✗", ClaimStatus.OUTSIDE: "–", ClaimStatus.INCONCLUSIVE: "?"}


def main(demo: Demo, arguments: Sequence[str] | None = None) -> None:
    """Run one preset in this process and print what came out; exits with 1 if a claim failed."""
    parser = argparse.ArgumentParser(description=f"{demo.title}. {demo.summary}")
    parser.add_argument("--preset", choices=list(demo.presets), default=next(iter(demo.presets)))
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--set", metavar="K=V", action="append", default=[], help="change a setting")
    chosen = parser.parse_args(arguments)
    changes = dict(each.split("=", 1) if "=" in each else (each, "") for each in chosen.set)
    try:
        params = demo.settings(chosen.preset, **changes)
        device = resolve(chosen.device, demo.auto)
    except (ValidationError, InvalidInputError) as error:
        parser.error(str(error))
    for event in execute(demo, chosen.preset, params, device):
        if isinstance(event, Step):
            _show(event)
        elif isinstance(event, Figure):
            print(f"figure: {event.title}. {event.summary}")
        elif isinstance(event, Outcome):
            parser.exit(_report(event))


def _show(step: Step) -> None:
    """On a terminal one line that changes; elsewhere only the last step."""
    values = ", ".join(f"{name} {readable(value)}" for name, value in step.values.items())
    is_last = step.done == step.total
    if sys.stdout.isatty():
        print(f"\r{step.done}/{step.total} {values}\x1b[K", end="\n" if is_last else "", flush=True)
    elif is_last:
        print(f"{step.done}/{step.total} {values}")


def _report(outcome: Outcome) -> int:
    for claim in outcome.claims:
        print(f"{_SIGNS[claim.status]} {claim.text}\n    {claim.measured}  (expected {claim.expected})")
    threads = "1 thread" if outcome.threads == 1 else f"{outcome.threads} threads"
    print(f"{outcome.seconds:.3f} s on {outcome.device_name}, {threads}, torch {outcome.torch_version}")
    return int(any(claim.status is ClaimStatus.FAILED for claim in outcome.claims))
