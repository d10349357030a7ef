"""Start: from `torchdeck serve` to its first page, its memory, and what it must not have imported by then.

    python -m tests.benchmarks.startup

The floor is a process that only imports the three libraries no server of ours can do without.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import ENVIRONMENT, heading, median, row, shown, spread, table, timed, turns, verdict
from tests.benchmarks.server import Server

ROUNDS = 7
SECONDS, MIB = 0.9, 90.0
LATE = ("torch", "matplotlib", "genanki", "ollama")
FLOOR = "import fastapi, sqlmodel, uvicorn"


def main() -> None:
    """Print the tables."""
    heading("Start", f"Target: first page ≤ {SECONDS} s, ≤ {MIB:g} MiB, without {', '.join(LATE)}.")
    with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder:
        home = Path(folder) / "home"
        with Server(home) as server:
            fresh = server.ready_after
        memory: list[float] = []

        def start() -> float:
            with Server(home) as server:
                memory.append(server.memory_mib())
                return server.ready_after

        found = turns({FLOOR: floor, "serve, to the first page": start}, ROUNDS)
        late = imported(home)
    table(["what", "median", "range", "x floor"])
    least = median(found[FLOOR])
    for name, seconds in found.items():
        row(name, shown(median(seconds)), spread(seconds), f"{median(seconds) / least:.2f}")
    row("serve, in an empty home", shown(fresh), "", f"{fresh / least:.2f}")
    table(["target", "measured"])
    row("seconds to the first page", verdict(median(found["serve, to the first page"]), SECONDS))
    row("resident MiB", verdict(max(memory), MIB))
    row("not imported yet", "met" if not late else f"MISSED: {', '.join(sorted(late))}")


def floor() -> float:
    """Seconds a process takes to import the libraries of every server."""
    return timed(lambda: subprocess.run([sys.executable, "-c", FLOOR], env=ENVIRONMENT, check=True))


def imported(home: Path) -> set[str]:
    """Which of LATE a server has imported once it has shown its first page, as Python's own import log tells."""
    with tempfile.TemporaryFile("w+") as log:
        with Server(home, "-X", "importtime", stderr=log.fileno()):
            pass
        log.seek(0)
        names = {line.split("|")[-1].strip().split(".")[0] for line in log if re.match("import time:", line)}
    if "uvicorn" not in names:
        raise RuntimeError("the import log could not be read")
    return names & set(LATE)


if __name__ == "__main__":
    main()
