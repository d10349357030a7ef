"""An application taken back, whenever: every row is what it was before."""

from datetime import datetime

from sqlalchemy import Connection

from app.db import cards as card_store
from app.db import changes, proposals, review_log, row_images
from app.db.engine import Database
from app.db.proposals import Application, Proposal, ProposalState
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
        for words in found.before.get("proposals", ()):
            proposals.put_words(connection, words["id"], words["verdict"], words["question"], words["answer"])
        proposals.mark_undone(connection, application_id, now)
        changes.settle_state(connection, found.change_id, now)


def ask_again(db: Database, proposal_id: int, *, learner: Learner, now: datetime) -> None:
    """A proposal that was declined is open again.

    Raises:
        NotFoundError: the learner has no such proposal.
        ConflictError: it was not declined, the note has changed again since, or its card needs no decision any more.
    """
    with db.write() as connection:
        found = proposals.find(connection, ids=[proposal_id])
        change = changes.find(connection, learner.id, found[0].change_id) if found else None
        if change is None:
            raise NotFoundError("There is no such proposal.", advice="Look at Changes.")
        if found[0].state is not ProposalState.DECLINED or changes.current(connection, change.note_id) != change.id:
            raise ConflictError("That cannot be asked again as it was.", advice="Reload Changes.")
        _refuse_settled(connection, found[0], change.note_id)
        proposals.set_state(connection, proposal_id, ProposalState.OPEN)
        changes.settle_state(connection, change.id, now)


def _refuse_settled(connection: Connection, proposal: Proposal, note_id: int) -> None:
    """A card that was retired, or whose quote is back, is not in doubt."""
    card_id = proposal.card_id or ""
    live = card_id in card_store.live_cards(connection, note_id)
    if not live or card_store.standing(connection, [card_id]):
        raise ConflictError(f"“{proposal.old_question}” needs no decision any more.", advice="Reload Changes.")


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
