"""Verdicts on edited notes beside those of a careful person; the cases are in edits/."""

import pytest

from app.cards.verdicts import Decision, NewText, OldCard, Verdict, decide
from app.domain import CardKind
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext
from tests.cards.edits_read import EDITS, Edit, new_section, old_card

AGREEMENT = {"meaning": 0.9, "wording": 0.9, "held_out": 0.7, "held_out_again": 0.7}
"""Least share of each file. The held-out edits were judged before any rule was run on them (docs/verdicts.md)."""


def judged(edit: Edit) -> Decision:
    """What the built-in decision says, with the drafts that the built-in writer makes of the new text."""
    after = new_section(edit)
    reply = ExtractiveWriter().write(after, SectionContext("Note"))
    return decide([old_card(edit)], [NewText(after.text, reply.drafts)])[0]


def test_there_are_enough_edits_of_every_kind() -> None:
    assert len(EDITS) >= 80
    for verdict in (Verdict.REWORD, Verdict.REPLACE, Verdict.RETIRE):
        assert sum(edit.verdict is verdict for edit in EDITS) >= 8


@pytest.mark.parametrize("edit", [e for e in EDITS if e.verdict is not Verdict.REWORD], ids=lambda e: e.name)
def test_no_change_of_meaning_passes_as_a_reword(edit: Edit) -> None:
    assert judged(edit).verdict is not Verdict.REWORD


@pytest.mark.parametrize("file", AGREEMENT)
def test_the_decision_agrees_with_a_careful_person(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    edits = [edit for edit in EDITS if edit.file == file]
    apart = [(edit, decision) for edit in edits if (decision := judged(edit)).verdict is not edit.verdict]
    agreement = 1 - len(apart) / len(edits)
    with capsys.disabled():
        print(f"\nverdicts: {agreement:.1%} of the {len(edits)} edits in {file}.md as a careful person would decide")
    listed = "\n".join(f"{e.name}: wanted {e.verdict}, got {d.verdict} ({d.reason})" for e, d in apart)
    assert agreement >= AGREEMENT[file], listed


@pytest.mark.parametrize("edit", [e for e in EDITS if e.verdict is Verdict.REWORD], ids=lambda e: e.name)
def test_a_reworded_card_quotes_the_new_text(edit: Edit) -> None:
    decision = judged(edit)
    if decision.draft is None or decision.verdict is not Verdict.REWORD:
        pytest.skip("decided otherwise; the agreement counts it")
    text = new_section(edit).text
    assert text[decision.draft.quote_start : decision.draft.quote_end] == decision.draft.quote


def test_a_card_in_the_learners_own_words_is_only_flagged() -> None:
    card = OldCard("card", CardKind.BASIC, "What is it?", "My answer", edited=True, quote="gone")
    assert decide([card], [NewText("# Other\n\nText.")])[0].verdict is Verdict.KEEP
