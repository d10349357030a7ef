"""Is everything in order, and what to do where it is not."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.config import Settings
from app.db.engine import Database
from app.db.learners import ensure_learner
from app.demos.devices import DeviceReport, look_for_devices
from app.domain import ModelSettings
from app.errors import InvalidInputError, StorageError
from app.generator.ollama.conformance import observe
from app.services.model_settings import model_settings

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


def examine(
    settings: Settings, *, now: datetime, quick: bool = False, say: Callable[[str], None] = lambda _: None
) -> Examination:
    """Look at the database, the disk, the devices and the model's server, and try the model out.

    Changes nothing but an outdated database. `quick` asks the model nothing, which otherwise may take minutes (five at
    most); `say` hears what is being tried.
    """
    database, model = _database(settings)
    return Examination(
        (
            _python(),
            database,
            _sqlite(),
            _disk(settings),
            *_model_server(model, now, quick, say),
            _device(look_for_devices()),
        )
    )


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), version, "")


def _database(settings: Settings) -> tuple[Check, ModelSettings | InvalidInputError]:
    """The database, and the model that the learner chose in it (or why none can be asked)."""
    path = settings.database_path
    try:
        database = Database.open(path)
    except StorageError as error:
        return Check("Database", False, error.message, error.advice), _from_environment(settings)
    try:
        chosen: ModelSettings | InvalidInputError = model_settings(database, ensure_learner(database), settings)
    except InvalidInputError as error:
        chosen = error
    finally:
        database.close()
    return Check("Database", True, f"{path} opens and passes its check"), chosen


def _from_environment(settings: Settings) -> ModelSettings:
    return ModelSettings(
        host=settings.ollama_host,
        model=settings.model,
        context_length=settings.context_length,
        concurrency=settings.concurrency,
        language=settings.card_language,
        cards_per_section=settings.cards_per_section,
        second_look=settings.second_look,
        embedding_model=settings.embedding_model,
    )


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


def _model_server(
    model: ModelSettings | InvalidInputError, now: datetime, quick: bool, say: Callable[[str], None]
) -> tuple[Check, ...]:
    """What is seen of the model's server. Without one all works but that the built-in writer writes the cards."""
    try:
        if isinstance(model, InvalidInputError):
            raise model
        seen = observe(model, nonce=now.isoformat(), quick=quick, say=say)
    except InvalidInputError as error:
        return (Check("Ollama", False, error.message, error.advice, needed=False),)
    checks = [Check(each.name, each.ok, each.finding, each.advice, needed=False) for each in seen]
    if not checks[0].ok:
        first = checks[0]
        advice = f"Cards are written by the built-in writer until it runs. {first.advice}"
        checks[0] = Check(first.name, False, first.finding, advice, needed=False)
    return tuple(checks)


def _device(report: DeviceReport) -> Check:
    if report.problem:
        return Check("Device", False, report.problem, "Demos need torch: pip install torch==2.13.0", needed=False)
    found = ", ".join(report.devices)
    return Check("Device", True, f"torch {report.torch_version}, {report.threads} threads: {found}", needed=False)
