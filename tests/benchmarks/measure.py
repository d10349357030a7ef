"""What the benchmarks share: child processes with their peak memory, medians, tables in markdown.

A figure alone says little on a shared machine, so contenders take turns within one run and ratios of medians are read.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("TORCHDECK_", "OLLAMA"))},
    "OLLAMA_HOST": "http://127.0.0.1:9",  # nothing listens there: the built-in writer, as on a machine without a model
    "TORCHDECK_ZONE": "UTC",
    "PYTHONPATH": str(ROOT),
}


# A process that is forked from a large one keeps that one's peak in its own usage; only the kernel's figure for the
# program itself (VmHWM) is its own.
_MODULE_AND_PEAK = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak / 1024)
"""


def child(module: str, *arguments: object) -> dict[str, Any]:
    """Run `python -m module arguments…` in a fresh process; the JSON of its last line of output, and its `peak_mib`.

    Raises:
        RuntimeError: the process failed; the message has the end of what it said.
    """
    done = subprocess.run(
        [sys.executable, "-c", _MODULE_AND_PEAK, module, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {arguments} failed: {done.stdout[-2000:]}")
    said, peak = done.stdout.splitlines()[-2:]
    return {**json.loads(said), "peak_mib": float(peak)}


def timed(action: Callable[[], object]) -> float:
    """Seconds one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def turns(contenders: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each contender measured, one after the other, `rounds` times; one more round before that warms up."""
    measured: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contender in contenders.items():
            value = contender()
            if number:
                measured[name].append(value)
    return measured


def shown(seconds: float) -> str:
    """Seconds in the unit that suits them, three digits."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1 or unit == "µs":
            return f"{seconds * factor:.3g} {unit}"
    raise AssertionError


def spread(values: Sequence[float]) -> str:
    """The range a median comes from: least to most, or the 10th to the 90th percentile of many."""
    if len(values) < 20:
        return f"{shown(min(values))}..{shown(max(values))}"
    tenths = statistics.quantiles(values, n=10)
    return f"{shown(tenths[0])}..{shown(tenths[-1])}"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def heading(title: str, note: str = "") -> None:
    """A section of the report."""
    print(f"\n### {title}\n" + (f"\n{note}\n" if note else ""), flush=True)


def table(columns: Iterable[str]) -> None:
    """The head of a table."""
    names = list(columns)
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}", flush=True)


def row(*cells: object) -> None:
    """One row, at once: a long run shows how far it is."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def verdict(value: float, limit: float) -> str:
    """Whether a target is met, and by how much."""
    return f"{value:.2f} of {limit:g}: {'met' if value <= limit else 'MISSED'}"
