"""Notes to cards, and what an edited note does to them. Real files, real database, real writer."""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cards.verdicts import Verdict
from app.domain import CardStatus, Section
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext, Writer, WriterReply
from app.services.generate import GenerateReport, generate
from app.services.ingest import IngestReport, ingest
from app.services.list_cards import ListedCard, list_cards
from app.services.regenerate import Regeneration, regenerate
from app.services.workspace import Workspace
from tests.samples import NOW, OSMOSIS

WriteNote = Callable[..., Path]
_SEEDS = count(7)


def read(workspace: Workspace, *paths: Path) -> IngestReport:
    return ingest(workspace.db, paths, learner=workspace.learner, now=NOW, matcher=workspace.matcher)


def write_cards(workspace: Workspace, writer: Writer | None = None) -> GenerateReport:
    return generate(
        workspace.db,
        writer=writer or ExtractiveWriter(),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(next(_SEEDS)),
        matcher=workspace.matcher,
    )


def follow(workspace: Workspace, *paths: Path, apply: bool = True) -> Regeneration:
    return regenerate(
        workspace.db,
        paths,
        writer=ExtractiveWriter(),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(next(_SEEDS)),
        matcher=workspace.matcher,
        confirm=lambda _: apply,
    )


def cards(workspace: Workspace, status: CardStatus | None = None) -> list[ListedCard]:
    return list_cards(workspace.db, workspace.learner, workspace.catalogue, status=status)


def dump(workspace: Workspace, *tables: str) -> list[tuple[object, ...]]:
    with workspace.db.read() as connection:
        return [
            tuple(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))
        ]


def card_about(workspace: Workspace, words: str) -> ListedCard:
    found = [card for card in cards(workspace) if words in f"{card.question} {card.answer} {card.cloze or ''}"]
    assert found, f"no card about {words!r}: {[card.question for card in cards(workspace)]}"
    return found[0]


def test_every_card_shows_the_words_that_prove_it(workspace: Workspace, write_note: WriteNote) -> None:
    path = write_note()
    read(workspace, path)
    report = write_cards(workspace)
    lines = OSMOSIS.splitlines()

    made = cards(workspace)
    assert report.cards["new"] == len(made) >= 4
    for card in made:
        assert card.note == str(path)
        assert card.quote.split("\n")[0] in lines[card.start_line - 1]


def test_running_again_writes_nothing_new(workspace: Workspace, write_note: WriteNote) -> None:
    path = write_note()
    read(workspace, path)
    write_cards(workspace)
    before = dump(workspace, "notes", "sections", "cards", "sources", "schedules")

    again = read(workspace, path)
    report = write_cards(workspace)

    assert [note.change for note in again.notes] == ["unchanged"]
    assert report.sections == 0
    assert dump(workspace, "notes", "sections", "cards", "sources", "schedules") == before


def test_text_around_a_quote_may_change_without_touching_its_card(workspace: Workspace, write_note: WriteNote) -> None:
    read(workspace, write_note())
    write_cards(workspace)
    before = dump(workspace, "cards", "schedules")

    moved = OSMOSIS.replace("# Membranes\n", "# Membranes\n\nA word in advance.\n").replace(
        "## Osmosis", "## Osmosis in cells"
    )
    follow(workspace, write_note(moved))

    after = dump(workspace, "cards", "schedules")
    assert [row for row in after if row in before] == before
    for card in cards(workspace):
        assert card.quote.split("\n")[0] in moved.splitlines()[card.start_line - 1]


def test_a_changed_fact_replaces_its_card_and_keeps_the_old_one_retired(
    workspace: Workspace, write_note: WriteNote
) -> None:
    read(workspace, write_note())
    write_cards(workspace)
    old = card_about(workspace, "spend ATP")

    changed = OSMOSIS.replace("by pumps that spend ATP", "by pumps that spend light")
    outcome = follow(workspace, write_note(changed))

    assert outcome.applied
    assert {each.card_id: each.verdict for each in outcome.cards.verdicts}[old.id] in {Verdict.REPLACE, Verdict.RETIRE}
    assert old.id in {card.id for card in cards(workspace, CardStatus.RETIRED)}
    assert card_about(workspace, "spend light").status is CardStatus.ACTIVE


def test_a_mended_capital_is_a_reword_and_keeps_the_card(workspace: Workspace, write_note: WriteNote) -> None:
    read(workspace, write_note())
    write_cards(workspace)
    old = card_about(workspace, "water potential")

    outcome = follow(
        workspace, write_note(OSMOSIS.replace("difference in water potential", "difference  in *water* Potential"))
    )

    assert [each for each in outcome.cards.verdicts if each.verdict is not Verdict.REWORD] == []
    assert card_about(workspace, "ater").id == old.id or old.id in {
        card.id for card in cards(workspace, CardStatus.ACTIVE)
    }


def test_a_dry_run_changes_no_card(workspace: Workspace, write_note: WriteNote) -> None:
    read(workspace, write_note())
    write_cards(workspace)
    before = dump(workspace, "cards", "schedules", "runs")

    outcome = follow(workspace, write_note(OSMOSIS.replace("spend ATP", "spend light")), apply=False)

    assert not outcome.applied
    assert outcome.cards.verdicts
    assert dump(workspace, "cards", "schedules", "runs") == before


def test_a_deleted_passage_retires_and_its_return_revives_the_same_card(
    workspace: Workspace, write_note: WriteNote
) -> None:
    read(workspace, write_note())
    write_cards(workspace)
    ids = {card.id for card in cards(workspace) if "ATP" in card.quote}
    assert ids

    follow(workspace, write_note(OSMOSIS[: OSMOSIS.index("## Active transport")]))
    assert ids <= {card.id for card in cards(workspace, CardStatus.RETIRED)}

    follow(workspace, write_note(OSMOSIS))
    assert ids <= {card.id for card in cards(workspace, CardStatus.ACTIVE)}


def test_the_same_fact_in_two_notes_is_one_card_with_two_sources(workspace: Workspace, write_note: WriteNote) -> None:
    first = write_note()
    second = write_note(OSMOSIS, "copy.md")
    read(workspace, first)
    write_cards(workspace)
    alone = len(cards(workspace))
    read(workspace, second)
    report = write_cards(workspace)

    assert report.cards["new"] == 0
    assert len(cards(workspace)) == alone
    assert all(card.other_sources[0].note == str(second) for card in cards(workspace))


def test_a_note_that_says_otherwise_is_no_second_source(workspace: Workspace, write_note: WriteNote) -> None:
    read(workspace, write_note())
    write_cards(workspace)
    read(workspace, write_note(OSMOSIS.replace("spend ATP", "spend light"), "otherwise.md"))
    report = write_cards(workspace)

    card = card_about(workspace, "spend ATP")
    assert not [other for other in card.other_sources if "light" in other.quote]
    assert [each for each in report.rejected if "otherwise.md" in each.note] or card_about(workspace, "spend light")


def test_a_bad_file_is_named_and_the_others_are_read(workspace: Workspace, write_note: WriteNote) -> None:
    good = write_note()
    bad = good.parent / "scan.md"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    empty = good.parent / "empty.md"
    empty.write_text("")

    report = read(workspace, good.parent)

    assert [note.path for note in report.notes] == [str(good)]
    assert {Path(error.path).name for error in report.errors} == {"scan.md", "empty.md"}
    assert all(Path(error.path).name in error.error for error in report.errors)


def test_a_file_that_went_bad_loses_nothing(workspace: Workspace, write_note: WriteNote) -> None:
    path = write_note()
    read(workspace, path)
    write_cards(workspace)
    before = dump(workspace, "notes", "sections", "cards", "sources", "schedules")

    path.write_bytes(b"\x00\x01\x02" * 500)
    outcome = follow(workspace, path)

    assert outcome.notes.errors
    assert dump(workspace, "notes", "sections", "cards", "sources", "schedules") == before


@pytest.mark.parametrize("ask", [True, False])
def test_cards_wait_in_the_inbox_where_the_learner_wants_to_be_asked(
    workspace: Workspace, write_note: WriteNote, ask: bool
) -> None:
    read(workspace, write_note())
    generate(
        workspace.db,
        writer=ExtractiveWriter(),
        learner=replace(workspace.learner, ask_before_accepting=ask),
        now=NOW,
        rng=random.Random(7),
        matcher=workspace.matcher,
    )
    assert bool(cards(workspace, CardStatus.ACTIVE)) is not ask
    assert bool(cards(workspace, CardStatus.INBOX)) is ask


class StumblingWriter(ExtractiveWriter):
    """A writer with a fault in it that one section brings out, until it is mended."""

    mended = False

    def write(self, section: Section, context: SectionContext) -> WriterReply:
        if section.title == "Osmosis" and not self.mended:
            raise IndexError("string index out of range")
        return super().write(section, context)


def test_a_fault_on_one_section_is_reported_and_costs_the_others_nothing(
    workspace: Workspace, write_note: WriteNote
) -> None:
    read(workspace, write_note())
    writer = StumblingWriter()

    report = write_cards(workspace, writer)
    assert [each.section for each in report.rejected if each.rule == "FAULT"] == ["Membranes › Osmosis"]
    assert card_about(workspace, "ATP")
    assert not [card for card in cards(workspace) if "raisin" in card.quote]

    writer.mended = True
    assert write_cards(workspace, writer).sections == 1
    assert [card for card in cards(workspace) if "raisin" in card.quote]
