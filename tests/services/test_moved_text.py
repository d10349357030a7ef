"""Text that moves takes its cards along: headings renamed, sections reordered, split and merged, files moved.

The writer is asked nothing, and not a byte of a card, its schedule or its reviews changes.
"""

import os
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from app.config import shipped
from app.domain import Rating, Section
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext, WriterReply
from app.services.generate import GenerateReport, generate
from app.services.ingest import IngestReport, ingest
from app.services.review import Submission, answer, next_card
from app.services.workspace import Workspace
from tests.samples import NOW

_SEEDS = count(11)

SOME = """# Tides

The sea rises and falls twice a day.

## Cause

A **tide** is the rise and fall of the sea that the pull of the moon causes.

- **Range:** The largest tides reach sixteen metres in the Bay of Fundy.
- **Period:** Two high tides lie twelve hours and twenty-five minutes apart.

## Spring tide

A **spring tide** is a tide with a large range, when sun and moon pull in one line.

## Neap tide

A **neap tide** is a tide with a small range, when sun and moon pull at right angles.
"""


@dataclass
class Watched:
    """The built-in writer, with the sections it was asked about."""

    name: str = "extractive"
    model: str = ""
    asked: list[str] = field(default_factory=list)

    def write(self, section: Section, context: SectionContext) -> WriterReply:
        self.asked.append(section.title)
        return ExtractiveWriter().write(section, context)


@dataclass
class Vault:
    """A folder of notes with a deck made of it."""

    folder: Path
    workspace: Workspace
    writer: Watched = field(default_factory=Watched)

    def files(self) -> list[Path]:
        return sorted(self.folder.rglob("*.md"))

    def follow(self) -> tuple[IngestReport, GenerateReport]:
        """Read the folder again, and have written what is new."""
        space = self.workspace
        read = ingest(space.db, [self.folder], learner=space.learner, now=NOW, matcher=space.matcher)
        written = generate(
            space.db,
            writer=self.writer,
            learner=space.learner,
            now=NOW,
            rng=random.Random(next(_SEEDS)),
            matcher=space.matcher,
        )
        return read, written

    def study(self, answers: int) -> None:
        space = self.workspace
        for number in range(answers):
            card = next_card(space.db, space.scheduler, space.learner, NOW)
            if card is None:
                return
            submission = Submission(f"s{number}", card.card.id, card.schedule.version, Rating.GOOD)
            answer(space.db, space.scheduler, space.learner, submission, NOW)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.workspace.db.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def memory(self) -> list[list[tuple[object, ...]]]:
        """Every column of cards, schedules and reviews but the note that a card is studied with."""
        return [
            self.rows(
                "SELECT id, kind, question, answer, status, writer, model, digest, rule, sibling_group, position, "
                "version, edited, created_at, updated_at, retired_at FROM cards ORDER BY id"
            ),
            self.rows(
                "SELECT card_id, queue, state, step, stability, difficulty, due, due_day, last_review, reps, lapses, "
                "suspended, buried_until, position, version FROM schedules ORDER BY card_id"
            ),
            self.rows("SELECT * FROM reviews ORDER BY id"),
            self.rows(
                "SELECT card_id, ordinal, replace(quote, char(10), ' '), stands FROM sources ORDER BY card_id, ordinal"
            ),
        ]


@pytest.fixture
def vault(tmp_path: Path, workspace: Workspace) -> Vault:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "tides.md").write_text(SOME, encoding="utf-8")
    # A third of the shipped text: enough kinds of section, and a hundred cases in seconds.
    activations = (shipped("content") / "activations.md").read_text(encoding="utf-8")
    (folder / "activations.md").write_text("\n## ".join(activations.split("\n## ")[:5]), encoding="utf-8")
    made = Vault(folder, workspace)
    made.follow()
    made.study(12)
    made.writer.asked.clear()
    return made


Edit = Callable[[Vault, random.Random], None]


def sections_of(path: Path) -> tuple[str, list[str]]:
    """What stands before the first `##`, and the parts that begin with one."""
    head, *parts = re.split(r"(?m)^(?=## )", path.read_text(encoding="utf-8"))
    return head, [part.rstrip("\n") + "\n\n" for part in parts]


def write(path: Path, head: str, parts: Sequence[str]) -> None:
    path.write_text(head + "".join(parts), encoding="utf-8")


def rename_headings(vault: Vault, rng: random.Random) -> None:
    path = rng.choice(vault.files())
    head, parts = sections_of(path)
    chosen = set(rng.sample(range(len(parts)), k=rng.randint(1, len(parts)))) if parts else set()
    renamed = [
        re.sub(r"^## .*", f"## About {n} {rng.random():.4f}", p, count=1) if n in chosen else p
        for n, p in enumerate(parts)
    ]
    write(path, head, renamed)


def reorder(vault: Vault, rng: random.Random) -> None:
    path = rng.choice(vault.files())
    head, parts = sections_of(path)
    rng.shuffle(parts)
    write(path, head, parts)


def move_file(vault: Vault, rng: random.Random) -> None:
    path = rng.choice(vault.files())
    target = vault.folder / f"folder{rng.randint(1, 3)}" / f"{path.stem}-{rng.randint(1, 99)}.md"
    target.parent.mkdir(exist_ok=True)
    os.replace(path, target)


def move_section(vault: Vault, rng: random.Random) -> None:
    source, target = rng.sample(vault.files(), k=2) if len(vault.files()) > 1 else vault.files() * 2
    head, parts = sections_of(source)
    if len(parts) < 2 or source == target:
        return
    moved = parts.pop(rng.randrange(len(parts)))
    write(source, head, parts)
    other_head, others = sections_of(target)
    others.insert(rng.randint(0, len(others)), moved)
    write(target, other_head, others)


def split_section(vault: Vault, rng: random.Random) -> None:
    path = rng.choice(vault.files())
    head, parts = sections_of(path)
    at = rng.randrange(len(parts)) if parts else 0
    lines = parts[at].split("\n\n") if parts else []
    if len(lines) > 3:
        middle = rng.randint(2, len(lines) - 2)
        parts[at : at + 1] = ["\n\n".join(lines[:middle]) + "\n\n", "## Split off\n\n" + "\n\n".join(lines[middle:])]
        write(path, head, parts)


def merge_sections(vault: Vault, rng: random.Random) -> None:
    path = rng.choice(vault.files())
    head, parts = sections_of(path)
    if len(parts) > 1:
        at = rng.randrange(len(parts) - 1)
        parts[at : at + 2] = [parts[at] + parts[at + 1].partition("\n\n")[2]]
        write(path, head, parts)


def rewrap(vault: Vault, rng: random.Random) -> None:
    path = rng.choice(vault.files())
    written = path.read_text(encoding="utf-8")
    write(path, re.sub(r"(?m)^(A \*\*[^\n]{30,}?) ", r"\1\n", written) + "\n\n", [])


EDITS: tuple[Edit, ...] = (
    rename_headings,
    reorder,
    move_file,
    move_section,
    split_section,
    merge_sections,
    rewrap,
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_one_kind_of_move_costs_nothing(vault: Vault, edit: Edit) -> None:
    before = vault.memory()
    edit(vault, random.Random(3))
    vault.follow()
    assert vault.writer.asked == []
    assert vault.memory() == before


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.slow) if seed > 9 else seed for seed in range(100)]
)
def test_random_moves_cost_nothing(vault: Vault, seed: int) -> None:
    rng = random.Random(seed)
    before = vault.memory()
    for _ in range(3):
        for _ in range(rng.randint(1, 3)):
            rng.choice(EDITS)(vault, rng)
        read, written = vault.follow()
        assert not read.errors
        assert written.cards["retired"] == written.cards["new"] == 0
    assert vault.writer.asked == []
    assert vault.memory() == before


def test_a_file_that_is_gone_is_named_and_its_cards_stay(vault: Vault) -> None:
    before = vault.memory()
    (vault.folder / "tides.md").unlink()
    read, _ = vault.follow()
    assert [Path(note.path).name for note in read.missing] == ["tides.md"]
    assert vault.memory() == before


def test_a_file_that_moved_and_changed_is_still_the_same_note(vault: Vault) -> None:
    notes = vault.rows("SELECT id FROM notes ORDER BY id")
    changed = SOME.replace("sixteen metres", "fifteen metres")
    (vault.folder / "tides.md").unlink()
    (vault.folder / "sea.md").write_text(changed, encoding="utf-8")
    read, _ = vault.follow()
    assert not read.missing
    assert vault.rows("SELECT id FROM notes ORDER BY id") == notes
    assert vault.writer.asked == ["Cause"]


def test_a_deleted_sentence_is_no_new_text(vault: Vault) -> None:
    path = vault.folder / "tides.md"
    path.write_text(SOME.replace("- **Range:** The largest tides reach sixteen metres in the Bay of Fundy.\n", ""))
    _, written = vault.follow()
    assert vault.writer.asked == []
    assert written.cards["retired"] >= 1
