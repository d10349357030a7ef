"""What a model says of old cards, weighed: believed where it doubts, not where it lends a memory to another fact."""

import pytest

from app.cards.passages import units
from app.cards.suggestions import CHANGED, GONE, SAME, Suggestion, decide_together
from app.cards.verdicts import CARRIED_OVER, Decision, NewText, OldCard, Verdict
from app.domain import CardKind, Draft
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext
from tests.cards.edits_read import EDITS, Edit, new_section, old_card

LEAVES = "Leaves look green because chlorophyll reflects green light."
CARD = OldCard(
    "c", CardKind.BASIC, "Why are leaves green?", "because chlorophyll reflects green light", edited=False, quote=LEAVES
)


def text_of(words: str) -> str:
    return f"# Leaves\n\n{words}\n"


def draft(words: str, question: str = CARD.question, answer: str = CARD.answer) -> Draft:
    start = text_of(words).index(words)
    return Draft(CardKind.BASIC, question, answer, words, start, start + len(words), "changes-1")


def weighed(
    words: str, verdict: Verdict, suggested: Draft | None = None, *, card: OldCard = CARD, sound: bool = True
) -> Decision:
    """The decision about a card, in a text of these words, when a model says this."""
    suggestions = {card.card_id: Suggestion(verdict, suggested, 0)}
    (decision,) = decide_together([card], [NewText(text_of(words))], suggestions, lambda *_: sound)
    return decision


# --------------------------------------------------------------------------------- where a model may have its word

SEEM = LEAVES.replace("look", "come out")


def test_without_a_suggestion_the_rules_decide() -> None:
    (decision,) = decide_together([CARD], [NewText(text_of(SEEM))], {}, lambda *_: True)
    assert decision.verdict is not Verdict.REWORD


@pytest.mark.parametrize("verdict", [Verdict.REWORD, Verdict.KEEP])
def test_a_word_that_the_card_does_not_lean_on_is_the_models_to_judge(verdict: Verdict) -> None:
    decision = weighed(SEEM, verdict, draft(SEEM))
    assert (decision.verdict, decision.reason, decision.safe) == (Verdict.REWORD, SAME, False)
    assert decision.draft == draft(SEEM)


def test_a_reword_that_asks_something_else_leaves_the_card_its_own_words() -> None:
    decision = weighed(SEEM, Verdict.REWORD, draft(SEEM, "What does chlorophyll reflect?", "green light"))
    assert decision.verdict is Verdict.REWORD
    assert decision.draft is not None
    assert (decision.draft.question, decision.draft.answer) == (CARD.question, CARD.answer)
    assert decision.draft.rule == CARRIED_OVER


def test_words_that_no_gate_lets_through_change_nothing() -> None:
    for verdict in (Verdict.REWORD, Verdict.REPLACE):
        decision = weighed(SEEM, verdict, draft(SEEM, "Why are leaves as green as that?"), sound=False)
        assert decision.verdict is Verdict.RETIRE


def test_a_card_in_the_learners_own_words_is_never_touched() -> None:
    own = OldCard("c", CardKind.BASIC, CARD.question, CARD.answer, edited=True, quote=CARD.quote)
    for verdict in Verdict:
        assert weighed(SEEM, verdict, draft(SEEM), card=own).verdict is Verdict.KEEP


# ----------------------------------------------------------------------------------------- where a model is believed


def test_a_replacement_is_taken_as_proposed() -> None:
    words = "Leaves look green because carotene absorbs red light."
    new = draft(words, answer="because carotene absorbs red light")
    decision = weighed(words, Verdict.REPLACE, new)
    assert (decision.verdict, decision.draft) == (Verdict.REPLACE, new)


def test_a_fact_that_the_rules_would_keep_is_given_up_on_a_models_word() -> None:
    aside = LEAVES.replace("look", "clearly look")
    assert decide_together([CARD], [NewText(text_of(aside))], {}, lambda *_: True)[0].verdict is Verdict.REWORD
    new = draft(aside, "What do leaves reflect?", "green light")
    assert weighed(aside, Verdict.REPLACE, new).reason == CHANGED
    assert weighed(aside, Verdict.RETIRE).reason == GONE


def test_a_typo_in_the_note_costs_no_memory_whatever_a_model_says() -> None:
    typo = LEAVES.replace("chlorophyll", "chlorophyl")
    for verdict in Verdict:
        new = draft(typo, "Another question?", "green light")
        assert weighed(typo, verdict, new).verdict is Verdict.REWORD


def test_a_reword_over_a_changed_fact_becomes_a_replacement_with_the_rules_reason() -> None:
    words = LEAVES.replace("reflects", "never reflects")
    decision = weighed(words, Verdict.REWORD, draft(words, answer="because chlorophyll never reflects green light"))
    assert (decision.verdict, decision.reason) == (Verdict.REPLACE, "its passage has changed: a negation")


# -------------------------------------------------------------------------------------------------- a lying model


def lies(edit: Edit) -> list[Draft]:
    """Rewords that a liar may hand in: each sentence of the new text as the quote, the card's own words or the new
    ones."""
    text = new_section(edit).text
    found = []
    for start, end in units(text):
        words = text[start:end]
        if not words.startswith("#"):
            pairs = [(edit.question, edit.answer), (edit.question, words), (words.rstrip(".") + "?", edit.answer)]
            found += [Draft(CardKind.BASIC, *pair, words, start, end, "changes-1") for pair in pairs]
    return found


@pytest.mark.parametrize("edit", [e for e in EDITS if e.verdict is Verdict.REPLACE], ids=lambda e: e.name)
def test_no_lie_makes_a_reword_of_a_change_of_meaning(edit: Edit) -> None:
    section = new_section(edit)
    drafts = ExtractiveWriter().write(section, SectionContext("Note")).drafts
    card = old_card(edit)
    for verdict in (Verdict.REWORD, Verdict.KEEP):
        for lie in lies(edit):
            for known in ((), drafts, (*drafts, lie)):
                text = NewText(section.text, known, by_rules=lie not in known)
                (decision,) = decide_together([card], [text], {"card": Suggestion(verdict, lie, 0)}, lambda *_: True)
                assert decision.verdict is not Verdict.REWORD, lie
