"""Is everything in order, and what to do where it is not."""

import shutil
import sqlite3
import sys
from dataclasses import dataclass

from app.config import Settings
from app.db.engine import Database
from app.demos.devices import DeviceReport, look_for_devices
from app.errors import StorageError
from app.generator.ollama_probe import probe

_LOW_DISK_BYTES = 500 * 2**20
# Versions 3.7.0 to 3.51.2 can corrupt a WAL database that two connections write and checkpoint at once.
_SQLITE_WITH_WAL_RESET_FIX = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `needed` ones fail the whole examination; the others only have advice."""

    name: str
    ok: bool
    finding: str
    advice: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Examination:
    """All checks of one visit."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether all that Torchdeck needs is in order."""
        return all(check.ok for check in self.checks if check.needed)

    def document(self) -> dict[str, object]:
        """The document of `torchdeck doctor --json`."""
        return {
            "ok": self.ok,
            "checks": [
                {
                    "name": check.name,
                    "ok": check.ok,
                    "needed": check.needed,
                    "finding": check.finding,
                    "advice": check.advice,
                }
                for check in self.checks
            ],
        }


def examine(settings: Settings) -> Examination:
    """Look at the database, the disk, the model's server and the devices. Changes nothing but an outdated database."""
    return Examination(
        (
            _python(),
            _database(settings),
            _sqlite(),
            _disk(settings),
            *_ollama(settings),
            _device(look_for_devices()),
        )
    )


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), version, "")


def _database(settings: Settings) -> Check:
    path = settings.database_path
    try:
        database = Database.open(path)
    except StorageError as error:
        return Check("Database", False, error.message, error.advice)
    database.close()
    return Check("Database", True, f"{path} opens and passes its check")


def _sqlite() -> Check:
    fixed = sqlite3.sqlite_version_info >= _SQLITE_WITH_WAL_RESET_FIX
    advice = (
        "" if fixed else "Let only one Torchdeck at a time write: do not run commands that write beside the server."
    )
    return Check("SQLite", fixed, sqlite3.sqlite_version, advice, needed=False)


def _disk(settings: Settings) -> Check:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    finding = f"{free / 2**30:.1f} GiB free for {settings.home}"
    return Check("Disk", free > _LOW_DISK_BYTES, finding, "" if free > _LOW_DISK_BYTES else "Make some room there.")


def _ollama(settings: Settings) -> tuple[Check, ...]:
    status = probe(settings.ollama_host)
    if status.problem:
        advice = "Cards are written by the built-in writer until it runs: ollama serve"
        return (Check("Ollama", False, f"{status.host}: {status.problem}", advice, needed=False),)
    server = Check("Ollama", True, f"{status.host} answers with {len(status.models)} models", needed=False)
    has = status.has(settings.model)
    advice = "" if has else f"ollama pull {settings.model}"
    model = Check("Model", has, f"{settings.model} is {'' if has else 'not '}installed", advice, needed=False)
    return server, model


def _device(report: DeviceReport) -> Check:
    if report.problem:
        return Check("Device", False, report.problem, "Demos need torch: pip install torch==2.13.0", needed=False)
    found = ", ".join(report.devices)
    return Check("Device", True, f"torch {report.torch_version}, {report.threads} threads: {found}", needed=False)
