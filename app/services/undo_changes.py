"""An application taken back, whenever: every row is what it was before."""

from datetime import datetime

from sqlalchemy import Connection

from app.db import cards as card_store
from app.db import changes, proposals, review_log, row_images
from app.db.engine import Database
from app.db.proposals import Application, ProposalState
from app.domain import CardStatus, Learner
from app.errors import ConflictError, NotFoundError
from app.scheduler.queue import Queue


def undo_application(db: Database, application_id: int, *, learner: Learner, now: datetime) -> None:
    """Put back every card that an application touched; what it proposed is open again.

    A card that it made is deleted if nobody has studied it, and retired with its history otherwise.

    Raises:
        NotFoundError: the learner has no such application.
        ConflictError: it was undone before, or one of its cards has been changed since; nothing was changed.
    """
    with db.write() as connection:
        found = proposals.application(connection, learner.id, application_id)
        if found is None:
            raise NotFoundError("There is no such change to undo.", advice="Look at Changes.")
        if found.undone_at is not None:
            raise ConflictError("That has been undone already.", advice="Reload Changes.")
        _refuse_changed(connection, found)
        row_images.put_back(connection, _with_reviews_since(connection, found))
        for card_id in found.made:
            _unmake(connection, card_id, now)
        for proposal_id in found.proposals:
            proposals.set_state(connection, proposal_id, ProposalState.OPEN)
        proposals.mark_undone(connection, application_id, now)
        changes.settle_state(connection, found.change_id, now)


def _refuse_changed(connection: Connection, application: Application) -> None:
    """What was edited, retired or revived since would be lost: that is for the learner to undo first."""
    for image, now in _pairs(connection, application, "cards"):
        if now["version"] != image["version"] + 1:
            raise ConflictError(
                f"“{now['question']}” has been changed since; nothing was undone.",
                advice="Undo what came later first, or edit the card by hand.",
            )


def _with_reviews_since(connection: Connection, application: Application) -> dict[str, list[row_images.Image]]:
    """The images to put back; a card studied since (a reworded one) keeps the schedule it has earned."""
    images = dict(application.before)
    retired = {
        image["id"] for image, now in _pairs(connection, application, "cards") if now["status"] != image["status"]
    }
    images["schedules"] = [image for image in images["schedules"] if image["card_id"] in retired]
    return images


def _pairs(
    connection: Connection, application: Application, table: str
) -> list[tuple[row_images.Image, row_images.Image]]:
    """Each row as it was before, beside what it is now."""
    before = application.before[table]
    now = row_images.take(connection, [image["id"] for image in application.before["cards"]])[table]
    return list(zip(before, now, strict=True))


def _unmake(connection: Connection, card_id: str, now: datetime) -> None:
    if review_log.has_reviews(connection, card_id):
        card_store.set_status(connection, card_id, CardStatus.RETIRED, int(Queue.OUT), now)
    else:
        row_images.remove(connection, card_id)
