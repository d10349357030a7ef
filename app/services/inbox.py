"""Cards that wait for the learner's word: looked at, then accepted into study or refused."""

from dataclasses import dataclass
from datetime import datetime

from app.db import browse_cards, browse_history
from app.db import cards as card_store
from app.db.browse_cards import CardFilter, CardLine, SourcePassage
from app.db.browse_history import Doubt
from app.db.engine import Database
from app.domain import CardStatus, Learner
from app.errors import ConflictError, NotFoundError
from app.scheduler.queue import queue_of

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting card, the passage it comes from, and what the gates had against it (nothing where all must wait)."""

    card: CardLine
    source: SourcePassage | None
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The first waiting cards, and how many there are."""

    waiting: tuple[Waiting, ...]
    total: int


def open_inbox(db: Database, learner: Learner) -> Inbox:
    """The cards that wait, in the order of the notes."""
    with db.read() as connection:
        cards, total = browse_cards.find_cards(
            connection, learner.id, CardFilter(status=CardStatus.INBOX.value), limit=PER_PAGE, offset=0
        )
        waiting = []
        for card in cards:
            sources = browse_cards.source_passages(connection, card.id)
            source = sources[0] if sources else None
            doubts = browse_history.doubts(connection, source.section_id, card.question) if source else ()
            waiting.append(Waiting(card, source, tuple(doubts)))
    return Inbox(tuple(waiting), total)


def decide(db: Database, card_id: str, *, learner: Learner, accept: bool, now: datetime) -> None:
    """Take a waiting card into study, or refuse it so that the same fact is not proposed again.

    A refused card may still be accepted: the learner has thought better of it.

    Raises:
        NotFoundError: the learner has no such card.
        ConflictError: it does not wait any more.
    """
    with db.write() as connection:
        card = browse_cards.card_record(connection, learner.id, card_id)
        if card is None:
            raise NotFoundError("There is no such card.", advice="Search for it in Cards.")
        if card.status is not CardStatus.INBOX and not (accept and card.status is CardStatus.REFUSED):
            raise ConflictError("That card has been decided already.", advice="Reload the inbox.")
        status = CardStatus.ACTIVE if accept else CardStatus.REFUSED
        queue = queue_of(status, card.state, suspended=card.suspended)
        card_store.set_status(connection, card_id, status, int(queue), now)


def accept_all(db: Database, *, learner: Learner, now: datetime) -> int:
    """Take every waiting card into study; returns how many."""
    wanted = CardFilter(status=CardStatus.INBOX.value)
    with db.write() as connection:
        cards, _ = browse_cards.find_cards(connection, learner.id, wanted, limit=1_000_000, offset=0)
        for card in cards:
            queue = queue_of(CardStatus.ACTIVE, card.state, suspended=card.suspended)
            card_store.set_status(connection, card.id, CardStatus.ACTIVE, int(queue), now)
    return len(cards)
