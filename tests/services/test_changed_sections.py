"""A changed note and a model over real sockets: one call for a changed section, no other card, rules above it all."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cards.verdicts import Verdict
from app.domain import ModelSettings
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.model.asking import Patience
from app.generator.model.seam import Deadline, ModelInfo
from app.generator.model.writer import ModelWriter
from app.generator.ollama import loop
from app.services.regenerate import Regeneration, regenerate
from app.services.workspace import Workspace
from tests.cards.edits_read import EDITS
from tests.fake_ollama import FakeOllama, Fault, fake_ollama
from tests.samples import NOW
from tests.services.run_scenes import carry, many_sections, plan, read, rows, write_notes

MODEL = "llama3.1:8b"
HASTY = Patience(Deadline(first_frame=5, between_frames=5, total=10), pauses=(0.01, 0.01))


@pytest.fixture(scope="module")
def server() -> Iterator[FakeOllama]:
    with fake_ollama(slots=2, loaded=True) as fake:
        yield fake


@pytest.fixture
def fake(server: FakeOllama) -> FakeOllama:
    server.change(faults=[], verdicts="honest", content="extractive", script=[])
    server.forget()
    return server


def model_writer(fake: FakeOllama) -> ModelWriter:
    settings = ModelSettings(fake.url, MODEL, 8192, 2, "", 8, second_look=False, embedding_model="")
    info = ModelInfo(MODEL, "d1", 8192, 2)
    return ModelWriter(
        loop.shared(settings), settings, ExtractiveWriter(), rng=random.Random(1), info=info, patience=HASTY
    )


def written(workspace: Workspace, folder: Path, *texts: str) -> None:
    """Notes with the built-in writer's cards."""
    read(workspace, write_notes(folder, texts))
    builtin = ExtractiveWriter()
    carry(workspace, plan(workspace, builtin), builtin)


def follow(workspace: Workspace, folder: Path, fake: FakeOllama, *texts: str) -> Regeneration:
    """The notes are saved with these texts; what the model and the rules make of it is applied."""
    write_notes(folder, texts)
    return regenerate(
        workspace.db,
        [folder],
        writer=model_writer(fake),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(7),
        matcher=workspace.matcher,
        confirm=lambda _: True,
    )


def cards_of(workspace: Workspace) -> dict[str, tuple[object, ...]]:
    """Every card with all of its columns, by its id."""
    return {str(row[0]): row for row in rows(workspace, "SELECT id, * FROM cards")}


def touched(workspace: Workspace, before: dict[str, tuple[object, ...]]) -> set[str]:
    """The sections of cards that are not what they were, or are new."""
    now = cards_of(workspace)
    assert before.keys() <= now.keys()
    changed = [card_id for card_id, row in now.items() if before.get(card_id) != row]
    ids = ", ".join(f"'{card_id}'" for card_id in changed)
    found = rows(
        workspace, f"SELECT title FROM sections JOIN sources ON section_id = sections.id WHERE card_id IN ({ids})"
    )
    return {str(title) for (title,) in found}


# -------------------------------------------------------------------------------------------------- the figures


def small_sections(count: int, first: int) -> str:
    """A note of sections of one sentence that define something each."""
    names = [f"Tarn {number}" for number in range(first, first + count)]
    return f"# Tarns from {first}\n\n" + "\n\n".join(
        f"## {name}\n\n{name} is a lake of the upper valley that freezes {number + 30} days a year."
        for number, name in enumerate(names, first)
    )


def test_of_a_thousand_sections_only_the_edited_one_is_asked_about(
    workspace: Workspace, tmp_path: Path, fake: FakeOllama
) -> None:
    texts = [small_sections(100, first) for first in range(0, 1000, 100)]
    written(workspace, tmp_path / "vault", *texts)
    assert rows(workspace, "SELECT count(*) FROM sections WHERE level = 2") == [(1000,)]
    before = everything(workspace)
    follow(workspace, tmp_path / "vault", fake, *texts)
    assert fake.requests() == []
    assert everything(workspace) == before

    cards = cards_of(workspace)
    texts[3] = texts[3].replace("freezes 347 days", "freezes 48 days")
    seen = follow(workspace, tmp_path / "vault", fake, *texts)
    (call,) = fake.requests()
    assert "a_verdicts" in call.text
    assert seen.cards.model_calls == 1
    assert touched(workspace, cards) == {"Tarn 317"}
    (verdict,) = seen.cards.verdicts
    assert (verdict.verdict, verdict.applied, "48 days" in verdict.new_answer) == (Verdict.REPLACE, True, True)


def everything(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    tables = rows(workspace, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {str(name): rows(workspace, f"SELECT * FROM {name}") for (name,) in tables if "fts" not in str(name)}


# ------------------------------------------------------------------------------------------- rules above a model


def test_the_model_is_told_of_the_sentence_that_is_new_and_of_the_card_that_lost_its_own(
    workspace: Workspace, tmp_path: Path, fake: FakeOllama
) -> None:
    dune = "A dune is a hill of sand that the wind has built."
    text = (
        f"# Sand\n\nSand is a loose material of small grains from worn rock.\n\n{dune}\n\nA reg is a plain of gravel.\n"
    )
    written(workspace, tmp_path / "vault", text)
    new = dune.replace("wind has built", "sea has built")
    follow(workspace, tmp_path / "vault", fake, text.replace(dune, new))
    (call,) = fake.requests()
    last = call.body["messages"][-1]["content"]
    assert f"Lost words: {dune}" in last
    assert f"Only this is new:\n- {new}\n\n" in last


def test_a_failing_model_leaves_the_cards_to_the_rules(workspace: Workspace, tmp_path: Path, fake: FakeOllama) -> None:
    text = many_sections(3)
    written(workspace, tmp_path / "vault", text)
    fake.change(faults=[Fault("error_500")])
    seen = follow(workspace, tmp_path / "vault", fake, text.replace("sleeps 4 hours", "sleeps 5 hours"))
    assert seen.cards.fallbacks == 1
    assert [each.verdict for each in seen.cards.verdicts] == [Verdict.REPLACE]
    assert "a number" in seen.cards.verdicts[0].reason


def note_of(number: int, lines: list[str]) -> str:
    """The section of an edit as a note of its own."""
    return "\n\n".join([f"# Note {number}", *[line.replace("# ", "## ", 1) for line in lines]]) + "\n"


@pytest.mark.parametrize("manner", ["reword", "honest"])
def test_no_change_of_meaning_is_a_reword_over_a_server(
    workspace: Workspace, tmp_path: Path, fake: FakeOllama, manner: str
) -> None:
    """All edits of meaning.md at once, each a note of its own, with the built-in writer's cards about them."""
    edits = [edit for edit in EDITS if edit.file == "meaning"]
    written(workspace, tmp_path / "vault", *[note_of(number, edit.old) for number, edit in enumerate(edits)])
    fake.change(verdicts=manner)
    seen = follow(workspace, tmp_path / "vault", fake, *[note_of(at, edit.new) for at, edit in enumerate(edits)])
    assert len(fake.requests()) >= len(edits) * 3 // 4
    verdicts = [each.verdict for each in seen.cards.verdicts]
    assert len(verdicts) >= len(edits) * 3 // 4
    assert Verdict.REWORD not in verdicts
    assert Verdict.REPLACE in verdicts
