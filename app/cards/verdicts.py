"""What a changed text means for the cards it bore: reword, replace or retire, decided without a model.

A card whose quote is gone is compared with the drafts of the new text, and its quote with the passage that took the
quote's place (`cards.passages`, `cards.wording`). A text that still says the same is a reword: the memory stays. A
passage that says something else is a replacement: a new fact has a new memory. No such passage means that the fact has
left the notes. A changed number, name, negation, hedge or condition is never a reword.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.cards.matching import same_meaning
from app.cards.passages import Passage, find_passage
from app.cards.rewriting import rewrite
from app.cards.wording import Change, Difference, compare, overlap_of_words
from app.cards.words import used_words, words_of
from app.domain import CardKind, Draft
from app.text import normalise

CARRIED_OVER = "carried-over"
"""The rule of a draft that is a card's own words with the words that changed in its passage."""

OWN_WORDS = "the card is in your own words"
"""Why a card is only flagged."""

_MOST_OWN_WORDS = 1 / 3
"""Share of an answer's words that need not stand in its quote; with more, it is in other words than the note's."""

_ASKS_ALIKE = 0.5
"""Least share of words that a draft's question has in common with the question of the card it replaces."""


class Verdict(StrEnum):
    """KEEP leaves an edited card as the learner wrote it, only flagged."""

    KEEP = "keep"
    REWORD = "reword"
    REPLACE = "replace"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class OldCard:
    """A card in doubt, as far as a verdict needs it. `quote` is what its note no longer holds."""

    card_id: str
    kind: CardKind
    question: str
    answer: str
    edited: bool
    quote: str = ""


@dataclass(frozen=True, slots=True)
class NewText:
    """A text that the card's fact may stand in now, with the drafts that a writer made of it.

    Drafts made `by_rules` say what the text says; that a model asks and answers as a card does proves nothing.
    """

    text: str
    drafts: tuple[Draft, ...] = ()
    by_rules: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """One card's verdict, and why.

    `draft` takes the card's place or gives it its new words; it stands in the new text number `text`. It is one of the
    writer's, or where the writer has none, the card's own words carried over to the new passage (`cards.rewriting`).
    A `safe` one leaves question and answer as they are but for spelling and marks: it may be carried out unasked.
    """

    card_id: str
    verdict: Verdict
    reason: str = ""
    draft: Draft | None = None
    text: int | None = None
    safe: bool = False


def decide(cards: Sequence[OldCard], texts: Sequence[NewText]) -> tuple[Decision, ...]:
    """One decision per card, in order; a draft serves one card at most."""
    free = [(index, draft) for index, text in enumerate(texts) for draft in text.drafts]
    decisions = []
    for card in cards:
        decision = decide_one(card, texts, free)
        free = [(index, draft) for index, draft in free if draft is not decision.draft]
        decisions.append(decision)
    return tuple(decisions)


Free = Sequence[tuple[int, Draft]]
"""Drafts that serve no card yet, each with the number of its text."""


def decide_one(card: OldCard, texts: Sequence[NewText], free: Free) -> Decision:
    """The decision about one card."""
    decision = _decide(card, texts, free)
    return replace(decision, safe=_is_safe(card, decision))


def _is_safe(card: OldCard, decision: Decision) -> bool:
    draft = decision.draft
    if decision.verdict is not Verdict.REWORD or draft is None:
        return False
    both = ((card.question, draft.question), (card.answer, draft.answer), (card.quote, draft.quote))
    return all(compare(old, new).change in {Change.NONE, Change.FORM} for old, new in both)


def _decide(card: OldCard, texts: Sequence[NewText], free: Free) -> Decision:
    if card.edited:
        return Decision(card.card_id, Verdict.KEEP, OWN_WORDS)
    by_question = _by_question(card, texts, free)
    if by_question is not None and by_question.verdict is Verdict.REWORD:
        return by_question
    passage = find_passage(card.quote, [each.text for each in texts]) if card.quote else None
    if passage is None:
        return by_question or Decision(card.card_id, Verdict.RETIRE, "its passage is gone")
    words = texts[passage.text].text[passage.start : passage.end]
    difference = compare(card.quote, words, used=leans_on(card))
    if difference.same and by_question is None:
        return _reword(card, texts, passage, difference, free)
    return by_question or _replace(card, texts, passage, difference, free)


def leans_on(card: OldCard) -> frozenset[str]:
    """The words of its quote that a card leans on; none in particular, and so all of them, where it answers in words of
    its own."""
    answer = used_words(card.answer)
    own = answer - {word.key for word in words_of(card.quote)}
    if not answer or len(own) > _MOST_OWN_WORDS * len(answer):
        return frozenset()
    return used_words(card.question) | answer


def _by_question(card: OldCard, texts: Sequence[NewText], free: Free) -> Decision | None:
    """The verdict where a draft asks the very same question: its answer decides."""
    asked = normalise(card.question).text
    asking = [(i, d) for i, d in free if d.kind is card.kind and normalise(d.question).text == asked]
    for index, draft in asking:
        if same_meaning(card.answer, draft.answer) and _stands_by(card, draft, texts[index]):
            return Decision(card.card_id, Verdict.REWORD, "the same question and answer", draft, index)
    for index, draft in asking:
        if compare(card.answer, draft.answer).same and _stands_by(card, draft, texts[index]):
            return Decision(card.card_id, Verdict.REWORD, "the same answer in other words", draft, index)
    for index, draft in asking:
        difference = compare(card.answer, draft.answer)
        if not difference.same:
            reason = f"the answer has changed: {difference.reason}"
            return Decision(card.card_id, Verdict.REPLACE, reason, draft, index)
    return None


def _stands_by(card: OldCard, draft: Draft, text: NewText) -> bool:
    """Whether the passage of a draft that reads like the card leaves the fact as it is, as far as rules can tell."""
    if not card.quote:
        return text.by_rules
    difference = compare(card.quote, draft.quote, used=leans_on(card))
    return not difference.certain if text.by_rules else difference.same


def _reword(card: OldCard, texts: Sequence[NewText], passage: Passage, difference: Difference, free: Free) -> Decision:
    reason = difference.reason or ("the same words" if difference.change is Change.NONE else "spelling")
    for index, draft in _of_passage(passage, free):
        if draft.kind is card.kind and _says_the_same(card, draft):
            return Decision(card.card_id, Verdict.REWORD, reason, draft, index)
    return Decision(card.card_id, Verdict.REWORD, reason, _carried_over(card, texts, passage, difference), passage.text)


def _carried_over(card: OldCard, texts: Sequence[NewText], passage: Passage, difference: Difference) -> Draft:
    quote = texts[passage.text].text[passage.start : passage.end]
    question, answer = rewrite(card.kind, card.question, card.answer, card.quote, quote, difference)
    return Draft(card.kind, question, answer, quote, passage.start, passage.end, CARRIED_OVER)


def _replace(card: OldCard, texts: Sequence[NewText], passage: Passage, difference: Difference, free: Free) -> Decision:
    here = [(index, draft) for index, draft in _of_passage(passage, free) if not reads_alike(card, draft)]
    scored = [(overlap_of_words(card.question, draft.question), index, draft) for index, draft in here]
    scored = [each for each in scored if each[0] >= _ASKS_ALIKE]
    if not scored:
        draft = _carried_over(card, texts, passage, difference)
        if (draft.question, draft.answer) == (card.question, card.answer):
            return Decision(card.card_id, Verdict.RETIRE, f"its passage says something else: {difference.reason}")
        return Decision(card.card_id, Verdict.REPLACE, _changed(difference), draft, passage.text)
    _, index, draft = max(scored, key=lambda each: (each[2].kind is card.kind, each[0]))
    return Decision(card.card_id, Verdict.REPLACE, _changed(difference), draft, index)


def reads_alike(card: OldCard, draft: Draft) -> bool:
    """Whether a draft has the very words of a card."""
    return same_meaning(card.question, draft.question) and same_meaning(card.answer, draft.answer)


def _changed(difference: Difference) -> str:
    return f"its passage has changed: {difference.reason}"


def _of_passage(passage: Passage, free: Free) -> list[tuple[int, Draft]]:
    return [
        (index, draft)
        for index, draft in free
        if index == passage.text and draft.quote_start < passage.end and passage.start < draft.quote_end
    ]


def _says_the_same(card: OldCard, draft: Draft) -> bool:
    return compare(card.question, draft.question).same and compare(card.answer, draft.answer).same
