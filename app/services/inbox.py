"""Cards that wait for the learner's word: looked at, then accepted into study or refused; the last word taken back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.db import browse_cards, browse_history, browse_inbox, decisions
from app.db import cards as card_store
from app.db.browse_cards import CardRecord, SourcePassage
from app.db.browse_history import Doubt
from app.db.browse_inbox import InboxFilter, Undecided, WaitingAuthor, WaitingCard
from app.db.decisions import DecidedCard, Decision
from app.db.engine import Database
from app.domain import CardStatus, Learner
from app.errors import ConflictError, NotFoundError
from app.scheduler.queue import queue_of

PER_PAGE = 20
EVERYTHING = InboxFilter()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting card, the passage it comes from, and what the gates had against it (nothing where all must wait)."""

    card: WaitingCard
    source: SourcePassage | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """By what the waiting cards can be told apart, each with how many there are."""

    notes: tuple[tuple[int, str, int], ...]
    authors: tuple[WaitingAuthor, ...]
    rules: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of the waiting cards that pass the filter. `total` counts those that pass, `all_waiting` all of them.

    `last` is the decision that an undo would take back.
    """

    waiting: tuple[Waiting, ...]
    total: int
    all_waiting: int
    page: int
    pages: int
    choices: Choices
    last: Decision | None


def open_inbox(db: Database, learner: Learner, wanted: InboxFilter = EVERYTHING, *, page: int = 1) -> Inbox:
    """The cards that wait, in the order of the notes; past the last page comes the last one."""
    with db.read() as connection:
        total = browse_inbox.count_waiting(connection, learner.id, wanted)
        pages = max(1, -(-total // PER_PAGE))
        page = min(max(page, 1), pages)
        cards = browse_inbox.waiting_cards(connection, learner.id, wanted, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
        return Inbox(
            waiting=tuple(_with_its_passage(connection, card) for card in cards),
            total=total,
            all_waiting=browse_inbox.count_waiting(connection, learner.id, EVERYTHING),
            page=page,
            pages=pages,
            choices=Choices(
                tuple(browse_inbox.notes_waiting(connection, learner.id)),
                tuple(browse_inbox.authors_waiting(connection, learner.id)),
                tuple(browse_inbox.rules_waiting(connection, learner.id)),
            ),
            last=decisions.last(connection, learner.id),
        )


def _with_its_passage(connection: Connection, card: WaitingCard) -> Waiting:
    sources = browse_cards.source_passages(connection, card.line.id)
    source = sources[0] if sources else None
    doubts = browse_history.doubts(connection, source.section_id, card.line.question) if source else []
    return Waiting(card, source, tuple(doubts))


def decide(db: Database, card_id: str, *, learner: Learner, accept: bool, now: datetime) -> None:
    """Take a waiting card into study, or refuse it so that the same fact is not proposed again.

    A refused card may still be accepted: the learner has thought better of it.

    Raises:
        NotFoundError: the learner has no such card.
        ConflictError: it does not wait any more.
    """
    with db.write() as connection:
        card = _find(connection, learner, card_id)
        if card.status is not CardStatus.INBOX and not (accept and card.status is CardStatus.REFUSED):
            raise ConflictError("That card has been decided already.", advice="Reload the inbox.")
        decisions.keep(connection, learner.id, [(card_id, card.edited)], accepted=accept, now=now)
        _move(connection, card, CardStatus.ACTIVE if accept else CardStatus.REFUSED, now)


def accept_all(db: Database, *, learner: Learner, wanted: InboxFilter = EVERYTHING, now: datetime) -> int:
    """Take every waiting card that passes the filter into study, as one decision; returns how many."""
    with db.write() as connection:
        waiting = browse_inbox.undecided(connection, learner.id, wanted)
        edited = [(card.id, card.edited) for card in waiting]
        decisions.keep(connection, learner.id, edited, accepted=True, now=now)
        for card in waiting:
            _move(connection, card, CardStatus.ACTIVE, now)
    return len(waiting)


def undo(db: Database, *, learner: Learner, now: datetime) -> Decision:
    """Take back the last decision that nothing has come of yet; its cards wait again, or are refused as before it.

    What has been studied since, or retired, stays as it is: its decision is passed over.

    Raises:
        NotFoundError: there is no such decision.
    """
    with db.write() as connection:
        last = decisions.last(connection, learner.id)
        if last is None:
            raise NotFoundError(
                "There is no decision left to take back.", advice="A card that was studied can be suspended instead."
            )
        cards = decisions.cards_of(connection, last.batch)
        decisions.take_back(connection, last.batch, now)
        refused = decisions.refused_before(connection, last.batch)
        for card in cards:
            _move(connection, card, CardStatus.REFUSED if card.id in refused else CardStatus.INBOX, now)
    return last


def _find(connection: Connection, learner: Learner, card_id: str) -> CardRecord:
    card = browse_cards.card_record(connection, learner.id, card_id)
    if card is None:
        raise NotFoundError("There is no such card.", advice="Search for it in Cards.")
    return card


def _move(
    connection: Connection, card: CardRecord | Undecided | DecidedCard, status: CardStatus, now: datetime
) -> None:
    queue = queue_of(status, card.state, suspended=card.suspended)
    card_store.set_status(connection, card.id, status, int(queue), now)
