"""Every shape of note in shapes.md and every sentence in sentences.md gives exactly the cards written under it."""

from pathlib import Path

import pytest

from app.generator.extractive.writer import ExtractiveWriter
from app.generator.gates.chain import judge
from app.generator.gates.deck_index import DeckIndex
from app.generator.writer import SectionContext
from tests.generator.extractive.case_reader import Case, read_cases, shown

FILES = [Path(__file__).with_name(name) for name in ("shapes.md", "sentences.md")]
CASES = [case for file in FILES for case in read_cases(file)]


def test_every_case_is_read() -> None:
    headings = sum(file.read_text(encoding="utf-8").count("\n## ") for file in FILES)
    assert len(CASES) == headings > 20


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cards_of_a_shape(case: Case) -> None:
    reply = ExtractiveWriter().write(case.section, SectionContext(case.section.heading_path[0]))
    lost = [f"LOST: {rejection.finding.span}" for rejection in reply.rejections]

    assert "\n".join([*map(shown, reply.drafts), *lost]) == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cards_pass_every_gate(case: Case) -> None:
    deck = DeckIndex()
    reply = ExtractiveWriter().write(case.section, SectionContext(case.section.heading_path[0]))

    for number, draft in enumerate(reply.drafts):
        findings = judge(draft, case.section, deck)
        assert not findings, f"{draft.question}: {findings}"
        deck.add(
            str(number),
            draft.kind,
            draft.question,
            draft.answer,
            case.section.key,
            draft.quote_start,
            draft.quote_end,
        )
