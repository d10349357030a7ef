"""Which folders and files are followed: noticed when something is saved there, and read again by a rescan."""

from datetime import datetime
from pathlib import Path

from app.db import folders
from app.db.engine import Database
from app.domain import Learner
from app.errors import InvalidInputError, NotFoundError


def follow(db: Database, place: Path, *, learner: Learner, now: datetime) -> None:
    """From now on, notice what is saved at a folder or file.

    Raises:
        InvalidInputError: there is nothing at that path.
    """
    place = place.resolve()
    if not place.exists():
        raise InvalidInputError(f"There is no file or folder {place}.", advice="Check the spelling of the path.")
    with db.write() as connection:
        folders.add(connection, learner.id, str(place), now)


def unfollow(db: Database, place: str, *, learner: Learner) -> None:
    """Notice no more what is saved there; its notes and cards stay. Raises NotFoundError where it was not followed."""
    with db.write() as connection:
        if not folders.remove(connection, learner.id, place):
            raise NotFoundError(f"{place} is not followed.", advice="Settings lists the folders that are.")


def followed(db: Database, learner: Learner) -> list[Path]:
    """The folders and files that are followed."""
    with db.read() as connection:
        return [Path(path) for path in folders.followed(connection, learner.id)]
