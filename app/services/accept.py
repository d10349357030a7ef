"""Drafts to cards: a known fact gains a source, a faulty draft is refused with its reasons, the rest is minted."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from app.cards.matching import same_meaning
from app.concepts.matcher import Matcher
from app.db import cards as card_store
from app.db import known_cards
from app.domain import (
    Author,
    CardStatus,
    Draft,
    Finding,
    Learner,
    Rejection,
    Severity,
    Source,
)
from app.generator.gates.chain import judge, judge_alone
from app.generator.gates.deck_index import DeckIndex
from app.generator.vectors import Neighbour
from app.scheduler.queue import queue_of
from app.services.courtesy import keep_going
from app.services.follow import source_at
from app.services.minting import Place, minted, sibling_group
from app.text import content_words


@dataclass(slots=True)
class Tally:
    """What became of the drafts of a run. `kept` counts drafts that a card asks already."""

    new: int = 0
    kept: int = 0
    waiting: int = 0
    refused: int = 0
    rejected: list[tuple[int, Rejection]] = field(default_factory=list)

    def take_rejected(self) -> list[tuple[int, Rejection]]:
        """The rejections since the last call, each beside its section's id; they are then no longer held here."""
        taken, self.rejected = self.rejected, []
        return taken


class Acceptor:
    """Turns the drafts of one run into cards. Holds the deck's index; writes only through the given connection.

    Its memory is ahead of the database once a transaction has been rolled back; it is then of no use any more.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        learner: Learner,
        matcher: Matcher,
        rng: random.Random,
        now: Callable[[], datetime],
        give_way: Callable[[], None] = keep_going,
    ) -> None:
        self._learner = learner
        self._matcher = matcher
        self._rng = rng
        self._now = now
        self._deck = DeckIndex()
        self._status: dict[str, CardStatus] = {}
        self._words: dict[str, tuple[str, str]] = {}
        self._groups: dict[int, list[tuple[int, int, str]]] = {}
        self._last_number = 0
        self.tally = Tally()
        self._learn(connection, give_way)

    def refresh(self, connection: Connection) -> None:
        """Learn of the cards that others have stored meanwhile: to be called first in every transaction."""
        self._learn(connection, keep_going)

    def _learn(self, connection: Connection, give_way: Callable[[], None]) -> None:
        for fact in known_cards.facts(connection, self._learner.id, after=self._last_number):
            give_way()
            self._last_number = max(self._last_number, fact.number)
            if fact.card_id in self._status:
                continue
            self._status[fact.card_id] = fact.status
            self._deck.add(
                fact.card_id,
                fact.kind,
                fact.question,
                fact.answer,
                fact.section_key,
                fact.quote_start,
                fact.quote_end,
            )
            self._words[fact.card_id] = (fact.question, fact.answer)
            if fact.status in {CardStatus.RETIRED, CardStatus.REFUSED}:
                self._deck.retire(fact.card_id)

    def known(self, draft: Draft, place: Place) -> str | None:
        """The card that asks this fact already, if there is one.

        A retired card counts only where its very words are back: its memory is not lent to a fact that has changed.
        For any other card, an answer that says something else in place of its own ("spends light" for "spends ATP") is
        no second source, however alike the two read.
        """
        card_id = self._deck.same_fact(draft, place.addressed.key)
        if card_id is None:
            return None
        question, answer = self._words[card_id]
        if self._status[card_id] is not CardStatus.RETIRED:
            return None if _says_otherwise(answer, draft.answer) else card_id
        back = same_meaning(question, draft.question) and same_meaning(answer, draft.answer)
        return card_id if back else None

    def accept(
        self,
        connection: Connection,
        draft: Draft,
        place: Place,
        ordinal: int,
        author: Author,
        *,
        doubts: Sequence[Finding] = (),
        near: Sequence[Neighbour] = (),
        alone: Sequence[Finding] | None = None,
    ) -> str | None:
        """Store what a draft gives: a card, another source of a card, or a rejection. Returns the new card's id.

        `doubts` are the writer's own about its draft, `near` the cards that vectors propose as alike, `alone` what the
        gates have said of the draft by itself, where that was asked before.
        """
        source = source_at(place.section_id, place.section, (draft.quote_start, draft.quote_end))
        card_id = self.known(draft, place)
        if card_id is not None:
            self._meet_again(connection, card_id, source)
            return None
        findings = (*judge(draft, place.addressed, self._deck, near, alone), *doubts)
        self._reject(place, draft, findings)
        if any(finding.severity is Severity.HARD for finding in findings):
            self.tally.refused += 1
            return None
        waits = bool(findings) or self._learner.ask_before_accepting
        group = self._group(connection, draft, place)
        card = minted(
            draft,
            place,
            source,
            ordinal,
            author,
            group,
            waits=waits,
            matcher=self._matcher,
            rng=self._rng,
            now=self._now(),
        )
        queue = queue_of(card.status)
        card_store.insert_card(connection, self._learner.id, place.note_id, card, int(queue))
        self._status[card.id] = card.status
        self._remember(card.id, draft, place)
        self.tally.new += 1
        self.tally.waiting += waits
        return card.id

    def learn(self, card_id: str, draft: Draft, place: Place, status: CardStatus) -> None:
        """A card has these words now, or is new: what was decided outside of this run's own accepting."""
        self._status[card_id] = status
        self._remember(card_id, draft, place)

    def forget(self, card_id: str) -> None:
        """A card is retired: its fact is known, but stands in nobody's way."""
        self._status[card_id] = CardStatus.RETIRED
        self._deck.retire(card_id)

    def sound(self, draft: Draft, place: Place) -> bool:
        """Whether a draft may take a card's place: no rule about the draft itself refuses it. What the deck holds does
        not count, because the card it is compared with is the one it replaces."""
        return not any(finding.severity is Severity.HARD for finding in judge_alone(draft, place.section))

    def note_loss(self, place: Place, rejection: Rejection) -> None:
        """What the writer itself could not use."""
        self.tally.rejected.append((place.section_id, rejection))

    def _meet_again(self, connection: Connection, card_id: str, source: Source) -> None:
        # As it is now, not as it was when the run began: the learner goes on deciding meanwhile.
        status = known_cards.status_of(connection, card_id) or self._status[card_id]
        if self._status[card_id] is CardStatus.RETIRED and status is CardStatus.RETIRED:
            card_store.replace_source(connection, card_id, 0, source)
            card_store.revive(connection, card_id, self._now())
            self._status[card_id] = CardStatus.ACTIVE
            self._deck.revive(card_id)
            self.tally.new += 1
            return
        if status is CardStatus.REFUSED:
            return
        card_store.add_source(connection, card_id, source)
        self.tally.kept += 1

    def _reject(self, place: Place, draft: Draft, findings: Sequence[Finding]) -> None:
        self.tally.rejected += [
            (place.section_id, Rejection(place.section.key, finding, draft.question, draft.answer))
            for finding in findings
        ]

    def _remember(self, card_id: str, draft: Draft, place: Place) -> None:
        self._words[card_id] = (draft.question, draft.answer)
        self._deck.add(
            card_id,
            draft.kind,
            draft.question,
            draft.answer,
            place.addressed.key,
            draft.quote_start,
            draft.quote_end,
        )

    def _group(self, connection: Connection, draft: Draft, place: Place) -> str:
        """Cards whose quotes overlap are siblings: seeing one gives the other away."""
        spans = self._groups.get(place.section_id)
        if spans is None:
            spans = self._groups[place.section_id] = known_cards.sibling_spans(connection, place.section_id)
        return sibling_group(spans, draft, self._rng)


def _says_otherwise(answer: str, other: str) -> bool:
    """Whether each of two answers has a word of meaning that the other lacks."""
    ours, theirs = set(content_words(answer)), set(content_words(other))
    return bool(ours - theirs) and bool(theirs - ours)
