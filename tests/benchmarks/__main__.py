"""`make bench`: every benchmark, one markdown report. Named ones only: `python -m tests.benchmarks startup export`."""

import importlib
import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version

NAMES = (
    *("startup", "review_store", "http_review", "ingest", "hostile", "first_demo", "export", "judging", "model_call"),
    *("reading_pages", "following", "generate", "review_during_run"),
)
_PACKAGES = ("torch", "fastapi", "sqlalchemy", "fsrs", "anki", "genanki")


def main(names: tuple[str, ...]) -> int:
    """Run them one after the other; 2 for a name that is none, 1 if one of them broke."""
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    print(f"## Benchmarks of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {versions}.")
    print("Medians; contenders of one table take turns in one run, so read the ratios.", flush=True)
    broken = []
    for name in names or NAMES:
        try:
            importlib.import_module(f"tests.benchmarks.{name}").main()
        except Exception as error:  # noqa: BLE001  # the report goes on; the exit status tells
            broken.append(name)
            print(f"\n**{name} broke:** {type(error).__name__}: {error}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
