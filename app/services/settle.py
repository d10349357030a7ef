"""What a changed text means for the cards it bore, carried out: reword, replace, retire, or leave to the learner."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.cards.verdicts import CARRIED_OVER, Decision, NewText, OldCard, Verdict, decide
from app.db import known_cards
from app.db.cards import DoubtfulCard
from app.db.notes import StoredSection
from app.domain import Draft
from app.generator.writer import WriterReply
from app.services.accept import Acceptor, Place

_AFTER_THE_WRITERS = 900
"""The place in its section of a card that no draft of the writer replaced, but its own words carried over."""


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What became of one card whose text had changed, and why."""

    card_id: str
    verdict: Verdict
    question: str
    answer: str
    new_question: str = ""
    new_answer: str = ""
    reason: str = ""


def settle(
    connection: Connection,
    acceptor: Acceptor,
    replies: Sequence[tuple[StoredSection, WriterReply]],
    doubtful: Sequence[DoubtfulCard],
) -> tuple[set[int], list[CardVerdict]]:
    """Decide and carry out; returns the `id()` of the drafts used up by rewording, and the verdicts in order."""
    if not doubtful:
        return set(), []
    places = [place_of(stored) for stored, _ in replies]
    in_doubt = {card.card_id for card in doubtful}
    texts = [
        NewText(place.section.text, _fresh(acceptor, reply, place, in_doubt))
        for place, (_, reply) in zip(places, replies, strict=True)
    ]
    cards = [OldCard(c.card_id, c.kind, c.question, c.answer, c.edited, c.quote) for c in doubtful]
    spent: set[int] = set()
    verdicts = []
    for card, decision in zip(cards, decide(cards, texts), strict=True):
        _carry_out(connection, acceptor, decision, places)
        if decision.verdict is Verdict.REWORD:
            spent.add(id(decision.draft))
        verdicts.append(_verdict(card, decision))
    return spent, verdicts


def place_of(stored: StoredSection) -> Place:
    """Where the drafts of a stored section stand."""
    return Place(stored.id, stored.note_id, stored.section, stored.position)


def _fresh(acceptor: Acceptor, reply: WriterReply, place: Place, in_doubt: set[str]) -> tuple[Draft, ...]:
    """The drafts that no other card asks already."""
    known = [(draft, acceptor.known(draft, place)) for draft in reply.drafts]
    return tuple(draft for draft, card_id in known if card_id is None or card_id in in_doubt)


def _carry_out(connection: Connection, acceptor: Acceptor, decision: Decision, places: Sequence[Place]) -> None:
    draft = decision.draft
    match decision.verdict:
        case Verdict.REWORD if draft is not None and decision.text is not None:
            acceptor.reword(connection, decision.card_id, draft, places[decision.text])
        case Verdict.REPLACE:
            acceptor.retire(connection, decision.card_id)
            acceptor.tally.replaced += 1
            # The draft itself is accepted with the others, and counted there as new.
            acceptor.tally.new -= 1
            if draft is not None and decision.text is not None and draft.rule == CARRIED_OVER:
                # Its words stay those of whoever wrote the card that it takes the place of.
                author = known_cards.author_of(connection, decision.card_id)
                acceptor.accept(connection, draft, places[decision.text], _AFTER_THE_WRITERS, author)
        case Verdict.RETIRE:
            acceptor.retire(connection, decision.card_id)
            acceptor.tally.retired += 1


def _verdict(card: OldCard, decision: Decision) -> CardVerdict:
    draft = decision.draft
    return CardVerdict(
        card.card_id,
        decision.verdict,
        card.question,
        card.answer,
        draft.question if draft else "",
        draft.answer if draft else "",
        decision.reason,
    )
