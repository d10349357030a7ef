"""Verdicts on edited notes beside those of a careful person; the cases are in edits/."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.cards.verdicts import Decision, NewText, OldCard, Verdict, decide
from app.domain import CardKind
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext
from app.notes.sections import cut
from app.text import find_quote

AGREEMENT = 0.9


@dataclass
class Edit:
    """One case: a section before and after, a card of it, and the verdict it should get."""

    name: str
    verdict: Verdict
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    question: str = ""
    answer: str = ""
    quote: str = ""


def read_edits() -> list[Edit]:
    edits: list[Edit] = []
    for file in sorted((Path(__file__).parent / "edits").glob("*.md")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if heading := re.fullmatch(r"## (.+): (\w+)", line):
                edits.append(Edit(heading[1], Verdict(heading[2])))
            elif edits and (entry := re.fullmatch(r"(both|old|new|Q|A|quote): (.+)", line)):
                _enter(edits[-1], entry[1], entry[2])
    return edits


def _enter(edit: Edit, what: str, text: str) -> None:
    match what:
        case "Q":
            edit.question = text
        case "A":
            edit.answer = text
        case "quote":
            edit.quote = text
        case _:
            if what in {"both", "old"}:
                edit.old.append(text)
            if what in {"both", "new"}:
                edit.new.append(text)
            if what == "old":
                edit.gone.append(text)


EDITS = read_edits()


def judged(edit: Edit) -> Decision:
    """What the built-in decision says, with the drafts that the built-in writer makes of the new text."""
    old, new = ("\n\n".join(lines) + "\n" for lines in (edit.old, edit.new))
    before, after = cut(old, "Note")[1][0], cut(new, "Note")[1][0]
    quote = edit.quote or " ".join(line.removeprefix("- ") for line in edit.gone)
    assert find_quote(quote, before.text), "the quote does not stand in the old text"
    assert not find_quote(quote, after.text), "the quote still stands: nothing is to be decided"
    reply = ExtractiveWriter().write(after, SectionContext("Note"))
    card = OldCard("card", CardKind.BASIC, edit.question, edit.answer, edited=False, quote=quote)
    return decide([card], [NewText(after.text, reply.drafts)])[0]


def test_there_are_enough_edits_of_every_kind() -> None:
    assert len(EDITS) >= 80
    for verdict in (Verdict.REWORD, Verdict.REPLACE, Verdict.RETIRE):
        assert sum(edit.verdict is verdict for edit in EDITS) >= 8


@pytest.mark.parametrize("edit", [e for e in EDITS if e.verdict is Verdict.REPLACE], ids=lambda e: e.name)
def test_no_change_of_meaning_passes_as_a_reword(edit: Edit) -> None:
    assert judged(edit).verdict is not Verdict.REWORD


def test_the_decision_agrees_with_a_careful_person(capsys: pytest.CaptureFixture[str]) -> None:
    others = [(edit, judged(edit)) for edit in EDITS]
    apart = [(edit, decision) for edit, decision in others if decision.verdict is not edit.verdict]
    agreement = 1 - len(apart) / len(EDITS)
    with capsys.disabled():
        print(f"\nverdicts: {agreement:.1%} of {len(EDITS)} edits as a careful person would decide")
    listed = "\n".join(f"{e.name}: wanted {e.verdict}, got {d.verdict} ({d.reason})" for e, d in apart)
    assert agreement >= AGREEMENT, listed


@pytest.mark.parametrize("edit", [e for e in EDITS if e.verdict is Verdict.REWORD], ids=lambda e: e.name)
def test_a_reworded_card_quotes_the_new_text(edit: Edit) -> None:
    decision = judged(edit)
    if decision.draft is None or decision.verdict is not Verdict.REWORD:
        pytest.skip("decided otherwise; the agreement counts it")
    text = cut("\n\n".join(edit.new) + "\n", "Note")[1][0].text
    assert text[decision.draft.quote_start : decision.draft.quote_end] == decision.draft.quote


def test_a_card_in_the_learners_own_words_is_only_flagged() -> None:
    card = OldCard("card", CardKind.BASIC, "What is it?", "My answer", edited=True, quote="gone")
    assert decide([card], [NewText("# Other\n\nText.")])[0].verdict is Verdict.KEEP
