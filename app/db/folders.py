"""The places that notes come from, and are followed at: every statement that reads or writes them."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from app.db.tables import Base, FolderRow

_folders = Base.metadata.tables[str(FolderRow.__tablename__)]


def add(connection: Connection, learner_id: int, path: str, now: datetime) -> None:
    """Follow a place; one that is followed already stays as it is."""
    values = {"learner_id": learner_id, "path": path, "added_at": now}
    connection.execute(insert(_folders).values(**values).on_conflict_do_nothing(index_elements=["learner_id", "path"]))


def remove(connection: Connection, learner_id: int, path: str) -> bool:
    """Follow a place no more; whether it was followed."""
    done = connection.execute(delete(_folders).where(_folders.c.learner_id == learner_id, _folders.c.path == path))
    return bool(done.rowcount)


def followed(connection: Connection, learner_id: int) -> list[str]:
    """The places that are followed, first added first."""
    return list(
        connection.scalars(select(_folders.c.path).where(_folders.c.learner_id == learner_id).order_by(_folders.c.id))
    )
