"""Proposals for the cards of a changed note, carried out: the one path for the learner's word and for the engine's.

Every row that is touched is kept as it was, so that all of it can be undone together (`services.undo_changes`).
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.cards.cloze import hidden, validate
from app.cards.verdicts import Verdict
from app.concepts.matcher import Matcher
from app.db import cards as card_store
from app.db import changes, edits, known_cards, proposals, row_images
from app.db import notes as note_store
from app.db.changes import ChangeKind, ChangeState
from app.db.engine import Database
from app.db.notes import StoredSection
from app.db.proposals import NewProposal, Proposal, ProposalState
from app.domain import Author, CardKind, CardStatus, Draft, Learner
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.scheduler.queue import Queue, queue_of
from app.services.follow import source_at
from app.services.minting import Place, minted, sibling_group

_AFTER_THE_WRITERS = 900
"""The place in its section of a card that came with a change, after those that the writer put in order."""

_NO_FILE = "the file of its note has gone"


@dataclass(frozen=True, slots=True)
class Choice:
    """The learner's word on one proposal: as proposed, or with another verdict or other words."""

    proposal_id: int
    verdict: Verdict | None = None
    question: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: the application's number, and the card that each proposal made, where it made one."""

    application_id: int
    made: dict[int, str]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who applies, and with what: the same for every proposal of one go."""

    learner: Learner
    matcher: Matcher
    rng: random.Random
    now: datetime


def apply_choices(
    db: Database,
    choices: Sequence[Choice],
    *,
    leave: Sequence[int] = (),
    learner: Learner,
    matcher: Matcher,
    rng: random.Random,
    now: datetime,
) -> int:
    """Apply what the learner chose of one change, all together; returns the application's number.

    `leave` are proposals of the same change whose cards stay as they are, as by `decline`.

    Raises:
        NotFoundError: there is no such proposal.
        ConflictError: one of them was decided before, or its card or passage is another now; nothing was applied.
        InvalidInputError: nothing was chosen, or a card would have no question, no answer or a malformed deletion.
    """
    hand = Hand(learner, matcher, rng, now)
    with db.write() as connection:
        wanted = [_chosen(connection, learner, choice) for choice in choices]
        if not wanted:
            raise InvalidInputError("Nothing was chosen; nothing was changed.", advice="Choose what is to be applied.")
        left = [_open(connection, learner, proposal_id) for proposal_id in leave]
        if len({proposal.change_id for proposal in (*wanted, *left)}) > 1:
            raise InvalidInputError("Changes are applied note by note; nothing was changed.")
        applied = apply(connection, wanted, hand)
        for proposal in left:
            proposals.set_state(connection, proposal.id, ProposalState.DECLINED)
        changes.settle_state(connection, wanted[0].change_id, now)
    return applied.application_id


def decline(db: Database, proposal_ids: Sequence[int], *, learner: Learner, now: datetime) -> None:
    """Leave the cards of these proposals as they are; they are not asked about again until their text is back.

    Raises:
        NotFoundError, ConflictError: as `apply_choices`.
    """
    with db.write() as connection:
        for proposal_id in proposal_ids:
            proposal = _open(connection, learner, proposal_id)
            proposals.set_state(connection, proposal.id, ProposalState.DECLINED)
            changes.settle_state(connection, proposal.change_id, now)


def retire_missing(
    db: Database, change_id: int, *, learner: Learner, matcher: Matcher, rng: random.Random, now: datetime
) -> int:
    """Retire the cards of a note whose file has gone; returns the application's number, by which it can be undone.

    Raises:
        NotFoundError: there is no such change.
        ConflictError: the file is there again, or it was decided before; nothing was changed.
    """
    hand = Hand(learner, matcher, rng, now)
    with db.write() as connection:
        note_id = _missing_note(connection, learner, change_id)
        retiring = [
            proposals.add(connection, change_id, NewProposal(card_id, None, Verdict.RETIRE.value, _NO_FILE))
            for card_id in card_store.live_cards(connection, note_id)
        ]
        if not retiring:
            raise ConflictError("None of its cards is in study any more; nothing was changed.")
        applied = apply(connection, retiring, hand)
        changes.set_state(connection, change_id, ChangeState.CLOSED, now)
    return applied.application_id


def keep_missing(db: Database, change_id: int, *, learner: Learner, now: datetime) -> None:
    """Go on studying the cards of a note whose file has gone. Raises as `retire_missing` does."""
    with db.write() as connection:
        _missing_note(connection, learner, change_id)
        changes.set_state(connection, change_id, ChangeState.CLOSED, now)


def _missing_note(connection: Connection, learner: Learner, change_id: int) -> int:
    found = changes.find(connection, learner.id, change_id)
    if found is None:
        raise NotFoundError("There is no such change.", advice="Look at Changes.")
    if found.kind is not ChangeKind.MISSING or found.state is not ChangeState.OPEN:
        raise ConflictError("That has been decided already; nothing was changed.", advice="Reload Changes.")
    return found.note_id


def apply(connection: Connection, chosen: Sequence[Proposal], hand: Hand, *, by_itself: bool = False) -> Applied:
    """Carry open proposals of one change out, within the caller's transaction.

    Raises:
        ConflictError: a card is no longer one that can be changed, or a passage no longer stands.
        InvalidInputError: a card would ask in another way than it does.
    """
    touched = [each.card_id for each in chosen if each.card_id and each.verdict != Verdict.KEEP.value]
    before = row_images.take(connection, touched)
    _refuse_settled(before["cards"])
    _refuse_another_kind(before["cards"], chosen)
    before["proposals"] = proposals.take_words(connection, [proposal.id for proposal in chosen])
    proposed = {words["id"]: (words["question"], words["answer"]) for words in before["proposals"]}
    made: dict[int, str] = {}
    for proposal in chosen:
        proposals.put_words(connection, proposal.id, proposal.verdict, proposal.question, proposal.answer)
        made_card = _carry_out(connection, proposal, hand)
        if made_card is not None:
            made[proposal.id] = made_card
        if (proposal.question, proposal.answer) != proposed[proposal.id]:
            edits.mark_own(connection, made_card or proposal.card_id)
        proposals.set_state(connection, proposal.id, ProposalState.APPLIED, made_card_id=made_card)
    application_id = proposals.keep_application(
        connection,
        hand.learner.id,
        chosen[0].change_id,
        proposals=[proposal.id for proposal in chosen],
        before=before,
        made=list(made.values()),
        by_itself=by_itself,
        now=hand.now,
    )
    return Applied(application_id, made)


def _chosen(connection: Connection, learner: Learner, choice: Choice) -> Proposal:
    """A proposal with the learner's verdict and words in place of the proposed ones."""
    proposal = _open(connection, learner, choice.proposal_id)
    verdict = Verdict(choice.verdict or proposal.verdict)
    question = proposal.question if choice.question is None else choice.question.strip()
    answer = proposal.answer if choice.answer is None else choice.answer.strip()
    if proposal.kind not in {"", CardKind.BASIC.value} and verdict in {Verdict.REWORD, Verdict.REPLACE}:
        validate(question)
        answer = hidden(question)
    if verdict in {Verdict.REWORD, Verdict.REPLACE} and not (question and answer and proposal.quote):
        raise InvalidInputError(
            f"There are no new words for “{proposal.old_question}”; nothing was changed.",
            advice="Retire the card, or leave it as it is.",
        )
    return replace(proposal, verdict=verdict.value, question=question, answer=answer)


def _open(connection: Connection, learner: Learner, proposal_id: int) -> Proposal:
    found = proposals.find(connection, ids=[proposal_id])
    if not found or not changes.owns(connection, learner.id, found[0].change_id):
        raise NotFoundError("There is no such proposal.", advice="Look at Changes.")
    if found[0].state is not ProposalState.OPEN:
        raise ConflictError("That has been decided already; nothing was changed.", advice="Reload Changes.")
    return found[0]


def _refuse_settled(cards: Iterable[dict[str, object]]) -> None:
    for card in cards:
        if card["status"] in {CardStatus.RETIRED.value, CardStatus.REFUSED.value}:
            raise ConflictError(
                f"“{card['question']}” is {card['status']} by now; nothing was changed.", advice="Reload Changes."
            )


def _refuse_another_kind(cards: Iterable[dict[str, object]], chosen: Sequence[Proposal]) -> None:
    """A card gets new words, but goes on asking the way it did: a cloze text is no question."""
    kinds = {card["id"]: card["kind"] for card in cards}
    for each in chosen:
        if each.verdict == Verdict.REWORD.value and kinds[each.card_id] != each.kind:
            raise InvalidInputError(
                f"The new words for “{each.old_question}” ask in another way than the card; nothing was changed.",
                advice="Replace the card, or leave it as it is.",
            )


def _carry_out(connection: Connection, proposal: Proposal, hand: Hand) -> str | None:
    """Do one; returns the id of the card it made, if it made one."""
    match Verdict(proposal.verdict):
        case Verdict.REWORD:
            assert proposal.card_id is not None
            draft, place = _draft(connection, proposal)
            card_store.reword(connection, proposal.card_id, draft.question, draft.answer, hand.now)
            source = source_at(place.section_id, place.section, (draft.quote_start, draft.quote_end))
            card_store.replace_source(connection, proposal.card_id, 0, source)
        case Verdict.REPLACE:
            assert proposal.card_id is not None
            draft, place = _draft(connection, proposal)
            _retire(connection, proposal.card_id, hand.now)
            return _make(connection, proposal, draft, place, hand)
        case Verdict.RETIRE:
            assert proposal.card_id is not None
            _retire(connection, proposal.card_id, hand.now)
        case Verdict.KEEP:
            pass
    return None


def _draft(connection: Connection, proposal: Proposal) -> tuple[Draft, Place]:
    found: dict[int, StoredSection] = {}
    if proposal.section_id is not None:
        found = note_store.sections_now(connection, [proposal.section_id])
    if proposal.section_id not in found:
        raise ConflictError("The passage is not in the note any more; nothing was changed.", advice="Reload Changes.")
    stored = found[proposal.section_id]
    if stored.section.text[proposal.quote_start : proposal.quote_end] != proposal.quote:
        raise ConflictError("The passage has changed again; nothing was changed.", advice="Reload Changes.")
    draft = Draft(
        CardKind(proposal.kind),
        proposal.question,
        proposal.answer,
        proposal.quote,
        proposal.quote_start,
        proposal.quote_end,
        proposal.rule,
    )
    return draft, Place(stored.id, stored.note_id, stored.section, stored.position)


def _retire(connection: Connection, card_id: str, now: datetime) -> None:
    """Out of study, with its schedule and history kept."""
    card_store.set_status(connection, card_id, CardStatus.RETIRED, int(Queue.OUT), now)


def _make(connection: Connection, proposal: Proposal, draft: Draft, place: Place, hand: Hand) -> str:
    """The new card of a replacement: the learner has seen it beside the old one, so it does not wait."""
    source = source_at(place.section_id, place.section, (draft.quote_start, draft.quote_end))
    card = minted(
        draft,
        place,
        source,
        _AFTER_THE_WRITERS + proposal.id % 100,
        Author(proposal.writer, proposal.model, proposal.digest),
        sibling_group(known_cards.sibling_spans(connection, place.section_id), draft, hand.rng),
        waits=False,
        matcher=hand.matcher,
        rng=hand.rng,
        now=hand.now,
    )
    card_store.insert_card(connection, hand.learner.id, place.note_id, card, int(queue_of(card.status)))
    return card.id
