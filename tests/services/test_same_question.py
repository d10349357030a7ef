"""One question from two notes: another source, nothing, or a word from the learner."""

import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain import CardStatus
from app.services.generate import generate
from app.services.ingest import ingest
from app.services.list_cards import list_cards
from app.services.workspace import Workspace
from tests.samples import NOW
from tests.services.told_writer import WritesWhatItIsTold

QUESTION = "How long does a glacier store its meltwater?"
FIRST = ("It stores its meltwater for weeks.", "for weeks")
_SEEDS = count(11)


def study(workspace: Workspace, write_note: Callable[..., Path], name: str, sentence: str, answer: str) -> None:
    """Add a note with one sentence and the card that asks about it."""
    note = write_note(f"# Ice\n\n## {name}\n\nA glacier keeps water. {sentence}\n", f"{name}.md")
    ingest(workspace.db, [note], learner=workspace.learner, now=NOW, matcher=workspace.matcher)
    generate(
        workspace.db,
        writer=WritesWhatItIsTold({name: (QUESTION, answer)}),
        learner=workspace.learner,
        now=NOW,
        rng=random.Random(next(_SEEDS)),
        matcher=workspace.matcher,
    )


def outcome(workspace: Workspace) -> tuple[list[tuple[str, CardStatus]], int, list[str]]:
    """The answers and states of the cards, how many sources they have in all, and the rules that spoke."""
    cards = list_cards(workspace.db, workspace.learner, workspace.catalogue)
    with workspace.db.read() as connection:
        sources = connection.scalar(text("SELECT count(*) FROM sources"))
        rules = list(connection.scalars(text("SELECT rule FROM rejections")))
    return [(card.answer, card.status) for card in cards], int(sources or 0), rules


@pytest.mark.parametrize(
    ("sentence", "answer", "cards", "sources", "rules"),
    [
        ("Its meltwater is stored for weeks.", "for weeks", ["for weeks"], 2, []),
        ("Its meltwater is stored for some weeks.", "for some weeks", ["for weeks"], 2, []),
        ("Its meltwater is stored for 3 days.", "for 3 days", ["for weeks", "for 3 days"], 2, ["D3"]),
    ],
    ids=["the same answer", "a word more", "a note that says otherwise"],
)
def test_a_second_note(
    workspace: Workspace,
    write_note: Callable[..., Path],
    sentence: str,
    answer: str,
    cards: list[str],
    sources: int,
    rules: list[str],
) -> None:
    study(workspace, write_note, "First", *FIRST)
    study(workspace, write_note, "Second", sentence, answer)
    found, places, spoken = outcome(workspace)
    assert [said for said, _ in found] == cards
    assert (places, spoken) == (sources, rules)
    assert found[0][1] is CardStatus.ACTIVE
    assert all(status is CardStatus.INBOX for _, status in found[1:])
