"""What a model suggests for old cards, weighed by rules.

A model is believed where it takes nothing for granted: that a fact has changed, or has gone. That a fact is still the
same is for the rules to say; a model may have its word only about words that the card does not lean on. So another
number, name, negation, hedge, condition or order is never a reword, whatever a model says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.cards.verdicts import CARRIED_OVER, Decision, NewText, OldCard, Verdict, decide_one, leans_on, reads_alike
from app.cards.wording import A_WORD, compare
from app.cards.words import used_words, words_of
from app.domain import Draft

Sound = Callable[[Draft, int], bool]
"""Whether a draft about the text of that number makes a good card."""

GONE = "the model finds its fact no more"
CHANGED = "the model finds another fact in its place"
SAME = "other words for the same"

_ASKING = used_words("what which who whom whose why how when where many much")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a writer would have become of a card; `draft` has its new words, from the text of number `text`."""

    verdict: Verdict
    draft: Draft | None
    text: int


def decide_together(
    cards: Sequence[OldCard], texts: Sequence[NewText], suggestions: Mapping[str, Suggestion], sound: Sound
) -> tuple[Decision, ...]:
    """One decision per card, in order, by the rules and what is suggested for it; a draft serves one card at most."""
    free = [(index, draft) for index, text in enumerate(texts) for draft in text.drafts]
    decisions = []
    for card in cards:
        decision = _with_good_words(decide_one(card, texts, free), sound)
        suggestion = suggestions.get(card.card_id)
        if suggestion is not None:
            decision = weigh(card, decision, suggestion, sound)
        free = [(index, draft) for index, draft in free if draft is not decision.draft]
        decisions.append(decision)
    return tuple(decisions)


def weigh(card: OldCard, by_rules: Decision, suggestion: Suggestion, sound: Sound) -> Decision:
    """The decision about a card for which there is a suggestion; `by_rules` is the one that would be without it.

    What the rules are certain of stands: a card in the learner's own words, and a passage where only the form changed.
    """
    if by_rules.verdict is Verdict.KEEP or by_rules.safe:
        return by_rules
    if suggestion.verdict is Verdict.RETIRE:
        reason = GONE if by_rules.verdict is Verdict.REWORD else by_rules.reason
        return Decision(card.card_id, Verdict.RETIRE, reason)
    if suggestion.verdict is Verdict.REPLACE:
        return _replaced(card, by_rules, suggestion, sound) or by_rules
    if by_rules.verdict is Verdict.REWORD:
        return by_rules
    return _reworded(card, suggestion, sound) or _replaced(card, by_rules, suggestion, sound) or by_rules


def _with_good_words(decision: Decision, sound: Sound) -> Decision:
    """A card's own words carried over must be a good card too; otherwise it has no words for what the note says now."""
    draft, text = decision.draft, decision.text
    if draft is None or text is None or draft.rule != CARRIED_OVER or sound(draft, text):
        return decision
    return Decision(decision.card_id, Verdict.RETIRE, decision.reason)


def _replaced(card: OldCard, by_rules: Decision, suggestion: Suggestion, sound: Sound) -> Decision | None:
    draft = suggestion.draft
    if draft is None or not sound(draft, suggestion.text):
        return None
    if reads_alike(card, draft):
        return None
    reason = by_rules.reason if by_rules.verdict is Verdict.REPLACE else CHANGED
    return Decision(card.card_id, Verdict.REPLACE, reason, draft, suggestion.text)


def _reworded(card: OldCard, suggestion: Suggestion, sound: Sound) -> Decision | None:
    """The reword that a model proposes, where it may: in its words if these ask the same, else in the card's own."""
    draft = suggestion.draft
    if draft is None or draft.kind is not card.kind or not may_be_reworded(card, draft.quote):
        return None
    if not (compare(card.question, draft.question).same and compare(card.answer, draft.answer).same):
        draft = replace(draft, question=card.question, answer=card.answer, rule=CARRIED_OVER)
    if not sound(draft, suggestion.text):
        return None
    return Decision(card.card_id, Verdict.REWORD, SAME, draft, suggestion.text)


def may_be_reworded(card: OldCard, passage: str) -> bool:
    """Whether the rules leave it open that a passage says what the card's quote said.

    Nothing certain speaks against it, nothing was added or put in another order, and the words that the card asks and
    answers with all stand in both, one after the other. A card that asks in a word of its own ("makes" for "produces")
    may lean on any word of its quote.
    """
    used = leans_on(card)
    difference = compare(card.quote, passage, used=used)
    own = used_words(card.question) - {word.key for word in words_of(card.quote)} - _ASKING
    if not used or own or not card.quote or difference.certain or not (difference.same or difference.reason == A_WORD):
        return False
    return _in_order(card.quote, used) == _in_order(passage, used)


def _in_order(text: str, used: frozenset[str]) -> list[str]:
    return list(dict.fromkeys(word.key for word in words_of(text) if word.key in used))
