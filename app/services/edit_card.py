"""The learner's own words on a card."""

from datetime import datetime

from app.cards.cloze import hidden, validate
from app.db import browse_cards, edits, proposals
from app.db.engine import Database
from app.domain import CardKind, Learner
from app.errors import ConflictError, InvalidInputError, NotFoundError

_LONGEST = 20_000


def edit_card(
    db: Database, card_id: str, *, learner: Learner, question: str, answer: str, version: int, now: datetime
) -> None:
    """Give a card new words; its memory and history stay. `version` is the one the learner was looking at.

    Raises:
        NotFoundError: the learner has no such card.
        ConflictError: the card has changed since; nothing was changed now.
        InvalidInputError: a side is empty or far too long, or a cloze has no deletion or a malformed one.
    """
    question, answer = _clean(question), _clean(answer)
    with db.write() as connection:
        card = browse_cards.card_record(connection, learner.id, card_id)
        if card is None:
            raise NotFoundError("There is no such card.", advice="Search for it in Cards.")
        if card.version != version:
            raise ConflictError(
                "This card has been changed elsewhere since you opened it; your words were not saved.",
                advice="Go back, copy your words, reload the card and edit it again.",
            )
        if card.kind is not CardKind.BASIC and question:
            validate(question)
            answer = hidden(question)
        if (question, answer) == (card.question, card.answer):
            return
        if not question or not answer:
            raise InvalidInputError(
                "A card needs a question and an answer; nothing was changed.", advice="Fill in both."
            )
        edits.edit(connection, card_id, question=question, answer=answer, now=now)
        from app.cards.verdicts import OWN_WORDS, Verdict  # here, because a server starts without what compares texts

        # What was proposed for it before would put other words over the learner's, or start anew without them.
        proposals.only_flag(connection, card_id, Verdict.KEEP.value, OWN_WORDS)


def _clean(text: str) -> str:
    if len(text) > _LONGEST:
        raise InvalidInputError(
            f"That is longer than {_LONGEST:,} characters; nothing was changed.", advice="Ask for less on one card."
        )
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
