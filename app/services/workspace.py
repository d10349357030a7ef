"""What every command and the server work with: database, learner, catalogue and scheduler, opened once."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.concepts.catalogue import Catalogue
from app.concepts.matcher import Matcher
from app.config import Settings, shipped
from app.db.engine import Database
from app.db.learners import ensure_learner
from app.demos.manifest import Manifest
from app.domain import Learner
from app.scheduler.schedule import Scheduler


@dataclass(frozen=True, slots=True)
class Workspace:
    """One learner's deck on this machine, open for work."""

    settings: Settings
    db: Database
    learner: Learner
    catalogue: Catalogue
    manifest: Manifest
    matcher: Matcher
    rng: random.Random

    @property
    def scheduler(self) -> Scheduler:
        """A scheduler that aims at the learner's retention."""
        return Scheduler(self.learner.desired_retention)


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Workspace]:
    """Open the database (upgrading it where needed) and read the catalogue; closed on the way out.

    Raises:
        StorageError: the database cannot be opened; nothing was changed.
        InvalidInputError: the shipped content is malformed.
    """
    db = Database.open(settings.database_path)
    try:
        manifest = Manifest.load()
        catalogue = Catalogue.load(shipped("content"), manifest.demo_of_concept)
        yield Workspace(
            settings=settings,
            db=db,
            learner=ensure_learner(db, zone=settings.zone),
            catalogue=catalogue,
            manifest=manifest,
            matcher=Matcher(catalogue),
            rng=random.SystemRandom(),
        )
    finally:
        db.close()


def starter_notes() -> Path:
    """The concept notes that ship with Torchdeck."""
    return shipped("content")
