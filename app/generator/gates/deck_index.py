"""The deck as gates search it: an inverted index, so that one look-up does not read a hundred thousand cards.

A question can only be similar to one that shares most of its words, so it is enough to look at the cards behind a few
of its rarest words (the prefix filter of Chaudhuri, Ganti and Kaushik, ICDE 2006).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain import CardKind, Draft
from app.generator.gates.similarity import (
    QuestionKey,
    answer_similarity,
    asked_text,
    contradict,
    different_subjects,
    may_ask_the_same,
    overlap,
    question_key,
    question_similarity,
    says_more,
    subject_similarity,
)
from app.generator.gates.thresholds import INTERFERENCE, PERHAPS_SAME, SAME_ANSWER, SAME_QUESTION, SAME_SPAN
from app.generator.vectors import Neighbour
from app.text import content_words, normalise


@dataclass(frozen=True, slots=True)
class Entry:
    """One card, as far as duplicates are concerned. `section_key` is unique in the deck, not only in its note."""

    card_id: str
    kind: CardKind
    question: str
    answer: str
    section_key: str
    span: tuple[int, int]
    asked: str
    key: QuestionKey


class DeckIndex:
    """The cards of one learner's deck. Retired cards are known facts, but stand in nobody's way."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._retired: set[str] = set()
        # Postings may name cards that were since reworded: every hit is compared with the entry as it is now.
        self._by_stem: dict[str, list[str]] = {}
        self._by_question: dict[str, list[str]] = {}
        self._by_section: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self,
        card_id: str,
        kind: CardKind,
        question: str,
        answer: str,
        section_key: str,
        quote_start: int,
        quote_end: int,
    ) -> None:
        """Know a card; the same id again takes the place of what was known of it."""
        text = asked_text(kind, question)
        entry = Entry(
            card_id,
            kind,
            question,
            answer,
            section_key,
            (quote_start, quote_end),
            normalise(text).text,
            question_key(text),
        )
        self._entries[card_id] = entry
        self._retired.discard(card_id)
        for stem in entry.key.stems:
            self._by_stem.setdefault(stem, []).append(card_id)
        self._by_question.setdefault(entry.asked, []).append(card_id)
        self._by_section.setdefault(section_key, []).append(card_id)

    def retire(self, card_id: str) -> None:
        """The card is no longer asked: `same_fact` still finds it, the duplicate rules pass over it."""
        self._retired.add(card_id)

    def revive(self, card_id: str) -> None:
        """The card is asked again."""
        self._retired.discard(card_id)

    def same_fact(self, draft: Draft, section_key: str) -> str | None:
        """The card that asks this already and gives this answer, whichever note it came from; active ones first."""
        probe = _probe(draft, section_key)
        found = [entry.card_id for entry in self._same(probe)]
        return min(found, key=lambda card_id: card_id in self._retired) if found else None

    def same_question(self, draft: Draft, section_key: str) -> Entry | None:
        """An active card with the very same question, unless its answer, found elsewhere, contradicts this one."""
        probe = _probe(draft, section_key)
        return next((entry for entry in self._with_same_question(probe) if not _disagree(entry, probe)), None)

    def same_quote_and_answer(self, draft: Draft, section_key: str) -> Entry | None:
        """An active card that proves the same answer by the same quote and does not ask for something else."""
        probe = _probe(draft, section_key)
        for entry in self._neighbours(probe, retired=False):
            same_answer = normalise(entry.answer).text == normalise(probe.answer).text
            if entry.span == probe.span and same_answer and not different_subjects(entry.key, probe.key):
                return entry
        return None

    def near_duplicate(self, draft: Draft, section_key: str) -> Entry | None:
        """An active card that asks much the same with the same answer, or proves the same answer in the same place."""
        return next((e for e in self._same(_probe(draft, section_key)) if e.card_id not in self._retired), None)

    def interfering(self, draft: Draft, section_key: str) -> Entry | None:
        """An active card whose question is nearly the same, though its answer is another; or the very same, if it was
        found elsewhere and the answers contradict each other."""
        probe = _probe(draft, section_key)
        for entry in self._with_same_question(probe):
            if _disagree(entry, probe):
                return entry
        for entry in self._sharing(probe, probe.key.stems, INTERFERENCE.value):
            if question_similarity(entry.key, probe.key) < INTERFERENCE.value:
                continue
            other_words = entry.asked != probe.asked and entry.card_id not in self._retired
            if other_words and answer_similarity(entry.answer, probe.answer) < SAME_ANSWER.value:
                return entry
        return None

    def perhaps_same(self, draft: Draft, near: Sequence[Neighbour]) -> tuple[Entry, float] | None:
        """The nearest of the proposed cards that may ask the same, and its cosine; None where no answer agrees.

        Vectors stand for the question's half of the rule only, and only where the two questions name nothing specific
        that differs: "may" and "is", or HTTP and HTTPS, are next to each other for an embedding model. Here a cloze can
        be compared with a question too.
        """
        probe = _probe(draft, "")
        for neighbour in near:
            entry = self._entries.get(neighbour.card_id)
            if entry is None or entry.card_id in self._retired or neighbour.cosine < PERHAPS_SAME.value:
                continue
            agree = answer_similarity(entry.answer, probe.answer) >= SAME_ANSWER.value
            if agree and may_ask_the_same(entry.key, probe.key, one_word=len(content_words(probe.answer)) < 2):
                return entry, neighbour.cosine
        return None

    def _same(self, probe: Entry) -> Iterator[Entry]:
        for entry in self._sharing(probe, probe.key.subject, SAME_QUESTION.value):
            alike = subject_similarity(entry.key, probe.key) >= SAME_QUESTION.value
            agree = answer_similarity(entry.answer, probe.answer) >= SAME_ANSWER.value
            more = entry.asked == probe.asked and says_more(entry.answer, probe.answer)
            if (alike and agree) or more:
                yield entry
        for entry in self._neighbours(probe, retired=True):
            near = overlap(entry.span, probe.span) >= SAME_SPAN.value
            if near and answer_similarity(entry.answer, probe.answer) >= SAME_ANSWER.value:
                yield entry

    def _with_same_question(self, probe: Entry) -> Iterator[Entry]:
        for card_id in self._by_question.get(probe.asked, ()):
            entry = self._entries[card_id]
            same = entry.asked == probe.asked and _comparable(entry, probe)
            if same and card_id not in self._retired and (entry.kind is CardKind.BASIC or entry.answer == probe.answer):
                yield entry

    def _sharing(self, probe: Entry, named: frozenset[str], least: float) -> Iterator[Entry]:
        """Cards of a comparable kind that may share the share `least` of the words `named`, each once."""
        stems = sorted(named, key=lambda stem: len(self._by_stem.get(stem, ())))
        enough = len(stems) - math.ceil(least * len(stems)) + 1
        candidates = dict.fromkeys(card_id for stem in stems[:enough] for card_id in self._by_stem.get(stem, ()))
        for card_id in candidates:
            entry = self._entries[card_id]
            if _comparable(entry, probe):
                yield entry

    def _neighbours(self, probe: Entry, *, retired: bool) -> Iterator[Entry]:
        """Cards that were found in the same section and do not name another subject."""
        for card_id in dict.fromkeys(self._by_section.get(probe.section_key, ())):
            entry = self._entries[card_id]
            if entry.section_key != probe.section_key or (not retired and card_id in self._retired):
                continue
            if not different_subjects(entry.key, probe.key):
                yield entry


@lru_cache(maxsize=64)
def _probe(draft: Draft, section_key: str) -> Entry:
    text = asked_text(draft.kind, draft.question)
    span = (draft.quote_start, draft.quote_end)
    return Entry(
        "", draft.kind, draft.question, draft.answer, section_key, span, normalise(text).text, question_key(text)
    )


def _disagree(entry: Entry, probe: Entry) -> bool:
    return entry.section_key != probe.section_key and contradict(entry.answer, probe.answer)


def _comparable(one: Entry, other: Entry) -> bool:
    """A question is not like a cloze text; two cloze texts, or two questions, can be compared."""
    return (one.kind is CardKind.BASIC) == (other.kind is CardKind.BASIC)
