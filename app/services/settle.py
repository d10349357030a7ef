"""What a changed text means for the cards it bore: a proposal for each, and those carried out that need no asking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.cards.passages import find_passage
from app.cards.suggestions import Suggestion, decide_together
from app.cards.verdicts import CARRIED_OVER, Decision, NewText, OldCard, Verdict
from app.db import changes, known_cards, proposals
from app.db import notes as note_store
from app.db.cards import DoubtfulCard
from app.db.changes import ChangeKind
from app.db.notes import StoredNote, StoredSection
from app.db.proposals import NewProposal, Proposal
from app.domain import Author, CardKind, CardStatus, Draft
from app.generator.writer import WriterReply
from app.services.accept import Acceptor
from app.services.apply_changes import Hand, apply
from app.services.minting import Place


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """What is to become of one card whose text had changed, and why; `applied` where it has been done."""

    card_id: str
    verdict: Verdict
    question: str
    answer: str
    new_question: str = ""
    new_answer: str = ""
    reason: str = ""
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """`spent` are the `id()`s of the writer's drafts that a proposal uses; the others are new facts."""

    spent: frozenset[int] = frozenset()
    verdicts: tuple[CardVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Court:
    """How verdicts are dealt with: `all_at_once` carries them out, otherwise only those that are safe."""

    hand: Hand
    all_at_once: bool


def settle(
    connection: Connection,
    acceptor: Acceptor,
    court: Court,
    note: StoredNote,
    replies: Sequence[tuple[StoredSection, WriterReply, Author]],
    doubtful: Sequence[DoubtfulCard],
) -> Settled:
    """Decide about the cards in doubt, keep the decisions as proposals, and carry out what may be carried out.

    `replies` come with who wrote them.
    """
    change_id = changes.current(connection, note.id)
    if not doubtful:
        if change_id is not None:
            changes.settle_state(connection, change_id, court.hand.now)
        return Settled()
    if change_id is None:
        change_id = _change_of(connection, note, court.hand)
    places = [place_of(stored) for stored, _, _ in replies]
    in_doubt = {card.card_id for card in doubtful}
    texts = [
        NewText(place.section.text, _fresh(acceptor, reply, place, in_doubt), by_rules=not author.model)
        for place, (_, reply, author) in zip(places, replies, strict=True)
    ]
    cards = [OldCard(c.card_id, c.kind, c.question, c.answer, c.edited, c.quote) for c in doubtful]
    decisions = decide_together(
        cards,
        texts,
        _suggested([reply for _, reply, _ in replies]),
        lambda draft, text: _may_stand(acceptor, draft, places[text], in_doubt),
    )
    authors = [author for _, _, author in replies]
    stored = [
        proposals.add(connection, change_id, _proposal(connection, card, decision, places, authors))
        for card, decision in zip(doubtful, decisions, strict=True)
    ]
    chosen = [p for p in stored if p.verdict != Verdict.KEEP.value and (court.all_at_once or p.safe)]
    if chosen:
        done = apply(connection, chosen, court.hand, by_itself=not court.all_at_once)
        _tell(connection, acceptor, chosen, done.made)
    changes.settle_state(connection, change_id, court.hand.now)
    applied = {proposal.id for proposal in chosen}
    return Settled(
        frozenset(id(d.draft) for d in decisions if d.draft is not None),
        tuple(_verdict(proposal, applied=proposal.id in applied) for proposal in stored),
    )


def place_of(stored: StoredSection) -> Place:
    """Where the drafts of a stored section stand."""
    return Place(stored.id, stored.note_id, stored.section, stored.position)


def _change_of(connection: Connection, note: StoredNote, hand: Hand) -> int:
    """Cards may be in doubt since before changes were kept: what the note said then is not known."""
    text = note_store.text_of(connection, note.id)
    return changes.record(
        connection, hand.learner.id, note.id, kind=ChangeKind.EDITED, old_text=text, new_text=text, now=hand.now
    )


def _fresh(acceptor: Acceptor, reply: WriterReply, place: Place, in_doubt: set[str]) -> tuple[Draft, ...]:
    """The drafts that no other card asks already, and that no rule refuses."""
    return tuple(draft for draft in reply.drafts if _may_stand(acceptor, draft, place, in_doubt))


def _may_stand(acceptor: Acceptor, draft: Draft, place: Place, in_doubt: set[str]) -> bool:
    """Whether a draft is a good card that no card asks already but those in doubt; a card's own words are its own."""
    card_id = None if draft.rule == CARRIED_OVER else acceptor.known(draft, place)
    return (card_id is None or card_id in in_doubt) and acceptor.sound(draft, place)


def _suggested(replies: Sequence[WriterReply]) -> dict[str, Suggestion]:
    """What the writer would have become of its old cards, by the card; each was told of one section only."""
    return {
        each.card_id: Suggestion(Verdict(each.verdict), each.draft, number)
        for number, reply in enumerate(replies)
        for each in reply.verdicts
    }


def _proposal(
    connection: Connection, card: DoubtfulCard, decision: Decision, places: Sequence[Place], authors: Sequence[Author]
) -> NewProposal:
    plain = NewProposal(
        card.card_id,
        card.section_id,
        decision.verdict.value,
        decision.reason,
        old_question=card.question,
        old_answer=card.answer,
        old_quote=card.quote,
    )
    draft, text = decision.draft, decision.text
    if decision.verdict is Verdict.KEEP:
        return _own_words(connection, plain, card, places)
    if draft is None or text is None:
        return plain
    # Words carried over stay those of whoever wrote the card.
    carried = draft.rule == CARRIED_OVER
    author = known_cards.author_of(connection, card.card_id) if carried else authors[text]
    return replace(
        plain,
        section_id=places[text].section_id,
        safe=decision.safe,
        kind=draft.kind.value,
        question=draft.question,
        answer=draft.answer,
        quote=draft.quote,
        quote_start=draft.quote_start,
        quote_end=draft.quote_end,
        rule=draft.rule,
        writer=author.writer,
        model=author.model,
        digest=author.digest,
    )


def _own_words(connection: Connection, plain: NewProposal, card: DoubtfulCard, places: Sequence[Place]) -> NewProposal:
    """The learner's words beside the passage that took the old one's place, should they want to stand on it."""
    passage = find_passage(card.quote, [place.section.text for place in places]) if card.quote else None
    if passage is None:
        return plain
    place = places[passage.text]
    author = known_cards.author_of(connection, card.card_id)
    return replace(
        plain,
        section_id=place.section_id,
        kind=card.kind.value,
        question=card.question,
        answer=card.answer,
        quote=place.section.text[passage.start : passage.end],
        quote_start=passage.start,
        quote_end=passage.end,
        rule=CARRIED_OVER,
        writer=author.writer,
        model=author.model,
        digest=author.digest,
    )


def _tell(connection: Connection, acceptor: Acceptor, done: Sequence[Proposal], made: dict[int, str]) -> None:
    """The run goes on to accept drafts, and must know the deck as it is now."""
    sections = note_store.sections_now(connection, [p.section_id for p in done if p.section_id is not None])
    for proposal in done:
        assert proposal.card_id is not None
        if proposal.verdict != Verdict.REWORD.value:
            acceptor.forget(proposal.card_id)
        card_id = made.get(proposal.id) or proposal.card_id
        if proposal.quote and proposal.section_id in sections:
            place = place_of(sections[proposal.section_id])
            acceptor.learn(card_id, _draft_of(proposal), place, CardStatus.ACTIVE)


def _draft_of(proposal: Proposal) -> Draft:
    return Draft(
        CardKind(proposal.kind),
        proposal.question,
        proposal.answer,
        proposal.quote,
        proposal.quote_start,
        proposal.quote_end,
        proposal.rule,
    )


def _verdict(proposal: Proposal, *, applied: bool) -> CardVerdict:
    assert proposal.card_id is not None
    return CardVerdict(
        proposal.card_id,
        Verdict(proposal.verdict),
        proposal.old_question,
        proposal.old_answer,
        proposal.question,
        proposal.answer,
        proposal.reason,
        applied,
    )
