"""All gates, one after the other."""

from collections.abc import Callable, Sequence

from app.domain import Draft, Finding, Section, Severity
from app.generator.gates import (
    a1_atomic,
    a2_enumeration,
    d1_exact_duplicate,
    d2_near_duplicate,
    d3_interference,
    d4_perhaps_same,
    f1_form,
    f2_source_talk,
    f3_self_contained,
    f4_binary,
    f5_artefacts,
    g1_quote_verbatim,
    g2_answer_support,
    g3_literals,
    g4_question_support,
    g5_claims,
    g6_subject,
    g7_language,
    g8_direction,
    l1_leak,
    l2_leak_ratio,
    t1_trivial,
)
from app.generator.gates.deck_index import DeckIndex
from app.generator.vectors import Neighbour

DRAFT_RULES: tuple[Callable[[Draft, Section], Finding | None], ...] = (
    g1_quote_verbatim.check,
    g2_answer_support.check,
    g3_literals.check,
    g4_question_support.check,
    g5_claims.check,
    g6_subject.check,
    g7_language.check,
    g8_direction.check,
    l1_leak.check,
    l2_leak_ratio.check,
    f1_form.check,
    f2_source_talk.check,
    f3_self_contained.check,
    f4_binary.check,
    f5_artefacts.check,
    a1_atomic.check,
    a2_enumeration.check,
    t1_trivial.check,
)
DECK_RULES: tuple[Callable[[Draft, Section, DeckIndex], Finding | None], ...] = (
    d1_exact_duplicate.check,
    d2_near_duplicate.check,
    d3_interference.check,
)


def judge(
    draft: Draft,
    section: Section,
    deck: DeckIndex,
    near: Sequence[Neighbour] = (),
    alone: Sequence[Finding] | None = None,
) -> tuple[Finding, ...]:
    """All that is wrong with a draft: hard findings first, each group in the order of the rules; empty if it is good.

    `section.key` must be unique in the deck where cards of several notes are indexed. `near` are cards that vectors
    propose as alike; where a rule has found a twin already, they have nothing to add. `alone` is what `judge_alone` has
    said already.
    """
    in_deck = [rule(draft, section, deck) for rule in DECK_RULES]
    if not any(in_deck):
        in_deck.append(d4_perhaps_same.check(draft, deck, near))
    findings = [*(judge_alone(draft, section) if alone is None else alone), *(each for each in in_deck if each)]
    return tuple(sorted(findings, key=lambda finding: finding.severity is not Severity.HARD))


def judge_alone(draft: Draft, section: Section) -> tuple[Finding, ...]:
    """What is wrong with a draft by itself, whatever the deck holds."""
    found = [rule(draft, section) for rule in DRAFT_RULES]
    return tuple(finding for finding in found if finding is not None)
