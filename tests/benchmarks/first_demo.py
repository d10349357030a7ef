"""The first demo after opening its page, and what later runs cost beyond the demo's own time.

    python -m tests.benchmarks.first_demo [concept]

As the page does it: GET the page (which wakes a worker), POST a run, follow its events to the end. Overhead is the
whole wait less the seconds the demo itself took; drawing its figures is part of it. The floor is a process that imports
torch.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.measure import ENVIRONMENT, heading, median, row, shown, spread, table, timed, verdict
from tests.benchmarks.server import Server

FIRST_ROUNDS, LATER_RUNS = 3, 15
FIRST_SECONDS, OVERHEAD_SECONDS = 3.0, 0.1


def main(concept: str = "relu") -> None:
    """Print the tables."""
    heading(
        f"Demo of {concept}",
        f"Target: first run ≤ {FIRST_SECONDS:g} s after opening its page; later ≤ {shown(OVERHEAD_SECONDS)} overhead.",
    )
    first, later, overhead, floor = [], [], [], []
    for _ in range(FIRST_ROUNDS):
        floor.append(timed(lambda: subprocess.run([sys.executable, "-c", "import torch"], env=ENVIRONMENT, check=True)))
        with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as home, Server(Path(home)) as server:
            start = time.perf_counter()
            get(server.port, f"/demos/{concept}")
            run(server.port, concept)
            first.append(time.perf_counter() - start)
            for _ in range(LATER_RUNS // FIRST_ROUNDS):
                start = time.perf_counter()
                own = run(server.port, concept)
                later.append(time.perf_counter() - start)
                overhead.append(later[-1] - own)
    table(["what", "median", "range", "x floor"])
    least = median(floor)
    for name, seconds in {
        "import torch (floor)": floor,
        "page opened, run, done: the first": first,
        "run, done: later ones": later,
        "of which not the demo's own": overhead,
    }.items():
        row(name, shown(median(seconds)), spread(seconds), f"{median(seconds) / least:.2f}")
    print()
    table(["target", "measured"])
    row("first run, seconds after opening", verdict(median(first), FIRST_SECONDS))
    row("overhead of later runs, seconds", verdict(median(overhead), OVERHEAD_SECONDS))


def get(port: int, path: str) -> str:
    """A page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    if reply.status != 200:
        raise RuntimeError(f"{path}: {reply.status} {text[:500]}")
    return text


def run(port: int, concept: str) -> float:
    """Start a run and follow its events; returns the seconds that the demo itself took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "accept": "application/json",
        "sec-fetch-site": "same-origin",
    }
    connection.request("POST", "/runs", f"concept={concept}&device=cpu", headers)
    started = connection.getresponse()
    body = started.read().decode()
    if started.status != 202:
        raise RuntimeError(f"/runs: {started.status} {body[:500]}")
    connection.request("GET", json.loads(body)["events"])
    events = connection.getresponse()
    name = ""
    try:
        for raw in events:
            line = raw.decode().strip()
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:") and name == "done":
                return float(json.loads(line.removeprefix("data:"))["seconds"])
            elif line.startswith("data:") and name in ("failed", "cancelled"):
                raise RuntimeError(f"the run {name}: {line}")
    finally:
        connection.close()
    raise RuntimeError("the run's events ended too early")


if __name__ == "__main__":
    main(*sys.argv[1:])
