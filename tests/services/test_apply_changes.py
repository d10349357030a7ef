"""Proposals for the cards of a changed note: looked at, applied together, undone whenever. Real files and database."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cards.verdicts import Verdict
from app.db import proposals
from app.db.changes import ChangeState
from app.db.proposals import Proposal, ProposalState
from app.domain import CardStatus, Rating
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.generator.extractive.writer import ExtractiveWriter
from app.services.apply_changes import Choice, apply_choices, decline
from app.services.edit_card import edit_card
from app.services.generate import GenerateReport, generate
from app.services.ingest import ingest
from app.services.list_cards import list_cards
from app.services.review import Submission, answer, next_card
from app.services.undo_changes import ask_again, undo_application
from app.services.workspace import Workspace
from tests.samples import NOW

_SEEDS = count(101)
TABLES = ("cards", "sources", "schedules", "reviews", "card_concepts")
ATTENTION = """# Attention

Multi-head attention runs **eight heads** in parallel.

- **Purpose:** Every head looks at another relation between words.
- **Cost:** The cost of attention grows with the square of the length.
"""


@dataclass
class Desk:
    """One note, its deck, and a learner at work on both."""

    workspace: Workspace
    path: Path
    sent: int = field(default=0)

    def write(self, text: str) -> GenerateReport:
        """Save the note, and have its cards followed up as the server does."""
        space = self.workspace
        self.path.write_text(text, encoding="utf-8")
        ingest(space.db, [self.path], learner=space.learner, now=NOW, matcher=space.matcher)
        return generate(
            space.db,
            writer=ExtractiveWriter(),
            learner=space.learner,
            now=NOW,
            rng=random.Random(next(_SEEDS)),
            matcher=space.matcher,
            asks=True,
        )

    def proposals(self, state: ProposalState | None = ProposalState.OPEN) -> list[Proposal]:
        with self.workspace.db.read() as connection:
            return proposals.find(connection, note_id=1, state=state)

    def states(self) -> list[str]:
        return [state for (state,) in self.rows("SELECT state FROM changes ORDER BY id")]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.workspace.db.read() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def memory(self) -> list[list[tuple[object, ...]]]:
        return [self.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]

    def apply(self, *choices: Choice, leave: Sequence[int] = ()) -> int:
        space = self.workspace
        rng = random.Random(next(_SEEDS))
        return apply_choices(
            space.db, choices, leave=leave, learner=space.learner, matcher=space.matcher, rng=rng, now=NOW
        )

    def undo(self, application: int) -> None:
        undo_application(self.workspace.db, application, learner=self.workspace.learner, now=NOW)

    def study_all(self) -> None:
        space = self.workspace
        while (card := next_card(space.db, space.scheduler, space.learner, NOW)) is not None:
            self.sent += 1
            submission = Submission(f"s{self.sent}", card.card.id, card.schedule.version, Rating.EASY)
            answer(space.db, space.scheduler, space.learner, submission, NOW)

    def cards(self, status: CardStatus) -> list[str]:
        space = self.workspace
        return [card.question for card in list_cards(space.db, space.learner, space.catalogue, status=status)]


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    made = Desk(workspace, tmp_path / "attention.md")
    made.write(ATTENTION)
    made.study_all()
    return made


def changed(old: str, new: str) -> str:
    assert old in ATTENTION
    return ATTENTION.replace(old, new)


FEWER = changed("**eight heads**", "**four heads**")


def test_a_changed_fact_waits_for_the_learner(desk: Desk) -> None:
    before = desk.memory()
    desk.write(FEWER)
    (proposal,) = desk.proposals()
    assert proposal.verdict == Verdict.REPLACE
    assert "eight heads" in proposal.old_quote
    assert "four heads" in proposal.quote
    assert desk.states() == [ChangeState.OPEN]
    after = desk.memory()
    assert [after[0], after[2], after[3]] == [before[0], before[2], before[3]]


def test_a_change_that_touches_no_card_is_settled_by_the_run_that_looks_at_it(desk: Desk) -> None:
    desk.write(changed("# Attention", "# On attention"))
    assert desk.states() == [ChangeState.CLOSED]


def test_applying_replaces_the_card_and_undo_puts_every_byte_back(desk: Desk) -> None:
    desk.write(FEWER)
    before = desk.memory()
    application = desk.apply(Choice(desk.proposals()[0].id))
    assert desk.states() == [ChangeState.CLOSED]
    assert len(desk.cards(CardStatus.RETIRED)) == 1
    desk.undo(application)
    assert desk.memory() == before
    assert desk.states() == [ChangeState.OPEN]
    assert len(desk.proposals()) == 1


def test_what_was_undone_can_be_applied_again(desk: Desk) -> None:
    desk.write(FEWER)
    desk.undo(desk.apply(Choice(desk.proposals()[0].id)))
    desk.apply(Choice(desk.proposals()[0].id))
    assert len(desk.cards(CardStatus.RETIRED)) == 1


def test_the_learner_may_keep_the_memory_all_the_same(desk: Desk) -> None:
    desk.write(FEWER)
    schedules = desk.rows("SELECT * FROM schedules ORDER BY 1")
    desk.apply(Choice(desk.proposals()[0].id, Verdict.REWORD, "Attention has {{c1::four heads}} here."))
    assert desk.cards(CardStatus.RETIRED) == []
    assert any(question.startswith("Attention has") for question in desk.cards(CardStatus.ACTIVE))
    assert desk.rows("SELECT * FROM schedules ORDER BY 1") == schedules


def test_what_was_done_is_kept_and_undo_puts_back_what_was_proposed(desk: Desk) -> None:
    desk.write(FEWER)
    proposed = desk.proposals()
    words = "Attention has {{c1::four heads}} here."
    application = desk.apply(Choice(proposed[0].id, Verdict.REWORD, words))
    (done,) = desk.proposals(ProposalState.APPLIED)
    assert (done.verdict, done.question, done.answer) == (Verdict.REWORD, words, "four heads")
    assert desk.rows("SELECT question FROM cards WHERE edited") == [(words,)]
    desk.undo(application)
    assert desk.proposals() == proposed
    assert desk.rows("SELECT question FROM cards WHERE edited") == []


def test_some_are_applied_and_others_left_in_one_go(desk: Desk) -> None:
    desk.write(FEWER.replace("square of the length", "length"))
    first, second = desk.proposals()
    application = desk.apply(Choice(first.id), leave=[second.id])
    assert [each.id for each in desk.proposals(ProposalState.DECLINED)] == [second.id]
    assert desk.states() == [ChangeState.CLOSED]
    desk.undo(application)
    assert [each.id for each in desk.proposals()] == [first.id]


def test_a_card_is_not_reworded_into_another_kind(desk: Desk) -> None:
    desk.write(FEWER)
    with desk.workspace.db.write() as connection:
        connection.execute(text("UPDATE proposals SET kind = 'basic'"))
    before = desk.memory()
    with pytest.raises(InvalidInputError, match="another way"):
        desk.apply(Choice(desk.proposals()[0].id, Verdict.REWORD, "How many heads?", "Four heads."))
    assert desk.memory() == before


def test_what_was_declined_can_be_asked_again(desk: Desk) -> None:
    desk.write(FEWER)
    proposed = desk.proposals()
    space = desk.workspace
    decline(space.db, [proposed[0].id], learner=space.learner, now=NOW)
    ask_again(space.db, proposed[0].id, learner=space.learner, now=NOW)
    assert desk.proposals() == proposed
    assert desk.states() == [ChangeState.OPEN]
    with pytest.raises(ConflictError, match="asked again"):
        ask_again(space.db, proposed[0].id, learner=space.learner, now=NOW)
    with pytest.raises(NotFoundError):
        ask_again(space.db, 99, learner=space.learner, now=NOW)


def test_a_card_that_needs_no_decision_is_not_asked_about_again(desk: Desk) -> None:
    desk.write(FEWER)
    (proposal,) = desk.proposals()
    space = desk.workspace
    decline(space.db, [proposal.id], learner=space.learner, now=NOW)
    with space.db.write() as connection:
        connection.execute(text(f"UPDATE sources SET stands = 1 WHERE card_id = '{proposal.card_id}'"))
    with pytest.raises(ConflictError, match="no decision"):
        ask_again(space.db, proposal.id, learner=space.learner, now=NOW)


def test_a_declined_proposal_leaves_the_card_and_is_not_made_again(desk: Desk) -> None:
    desk.write(FEWER)
    decline(desk.workspace.db, [desk.proposals()[0].id], learner=desk.workspace.learner, now=NOW)
    assert desk.states() == [ChangeState.CLOSED]
    desk.write(FEWER + "\nAnother remark stands here.\n")
    assert desk.proposals() == []
    assert desk.cards(CardStatus.RETIRED) == []


def test_a_passage_that_comes_back_needs_no_decision(desk: Desk) -> None:
    before = desk.memory()
    desk.write(FEWER)
    desk.write(ATTENTION)
    assert desk.proposals() == []
    assert desk.states() == [ChangeState.CLOSED]
    assert desk.memory() == before


def test_another_edit_elsewhere_leaves_an_open_proposal_alone(desk: Desk) -> None:
    desk.write(FEWER)
    first = desk.proposals()
    desk.write(FEWER.replace("another relation", "a different relation"))
    assert first[0].id in [proposal.id for proposal in desk.proposals()]


def test_a_second_edit_of_the_same_passage_supersedes_the_proposal(desk: Desk) -> None:
    desk.write(FEWER)
    desk.write(changed("**eight heads**", "**two heads**"))
    (proposal,) = desk.proposals()
    assert "two heads" in proposal.quote
    assert len(desk.states()) == 1


def test_a_mended_typo_applies_by_itself_and_is_listed(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace, tmp_path / "attention.md")
    desk.write(changed("square of the length", "square of the lenght"))
    desk.study_all()
    schedules = desk.rows("SELECT * FROM schedules ORDER BY 1")
    desk.write(ATTENTION)
    assert desk.proposals() == []
    assert desk.rows("SELECT by_itself, undone_at FROM applications") == [(1, None)]
    assert desk.rows("SELECT * FROM schedules ORDER BY 1") == schedules
    assert desk.rows("SELECT 1 FROM cards WHERE question || answer LIKE '%lenght%'") == []


def test_an_edited_card_is_only_flagged(desk: Desk) -> None:
    space = desk.workspace
    (card,) = [c for c in list_cards(space.db, space.learner, space.catalogue) if "eight heads" in c.quote][:1]
    (version,) = desk.rows(f"SELECT version FROM cards WHERE id = '{card.id}'")[0]
    edit_card(
        space.db,
        card.id,
        learner=space.learner,
        question="My own question?" if card.cloze is None else card.cloze.replace("runs", "has"),
        answer="mine",
        version=int(str(version)),
        now=NOW,
    )
    words = desk.rows(f"SELECT question, answer FROM cards WHERE id = '{card.id}'")
    desk.write(FEWER)
    (proposal,) = desk.proposals()
    assert proposal.verdict == Verdict.KEEP
    assert desk.rows(f"SELECT question, answer FROM cards WHERE id = '{card.id}'") == words
    assert [(proposal.question, proposal.answer)] == words
    # Only the learner's word lets it stand on what the note says now.
    assert "four heads" in proposal.quote
    desk.apply(Choice(proposal.id, Verdict.REWORD))
    assert desk.rows(f"SELECT question, answer FROM cards WHERE id = '{card.id}'") == words
    assert desk.rows(f"SELECT stands FROM sources WHERE card_id = '{card.id}'") == [(1,)]


def test_a_card_that_the_learner_edits_meanwhile_is_theirs(desk: Desk) -> None:
    desk.write(FEWER)
    (proposal,) = desk.proposals()
    assert proposal.card_id is not None
    words = "There are {{c1::heads}} at work."
    space = desk.workspace
    edit_card(space.db, proposal.card_id, learner=space.learner, question=words, answer="", version=0, now=NOW)
    (flagged,) = desk.proposals()
    assert (flagged.verdict, flagged.question) == (Verdict.KEEP, proposal.question)
    desk.apply(Choice(flagged.id, Verdict.REWORD))
    assert words not in desk.cards(CardStatus.ACTIVE)


def test_a_new_card_that_was_studied_is_retired_by_undo_and_not_deleted(desk: Desk) -> None:
    desk.write(FEWER)
    application = desk.apply(Choice(desk.proposals()[0].id))
    reviews = desk.rows("SELECT count(*) FROM reviews")[0]
    desk.study_all()
    assert desk.rows("SELECT count(*) FROM reviews")[0] != reviews
    log = desk.rows("SELECT * FROM reviews ORDER BY id")
    desk.undo(application)
    assert desk.rows("SELECT * FROM reviews ORDER BY id") == log
    assert len(desk.cards(CardStatus.RETIRED)) == 1


def test_a_card_changed_since_is_not_overwritten_by_undo(desk: Desk) -> None:
    desk.write(FEWER)
    application = desk.apply(Choice(desk.proposals()[0].id, Verdict.REWORD, "It has {{c1::four heads}} now."))
    with desk.workspace.db.write() as connection:
        connection.execute(
            text("UPDATE cards SET question = 'Mine {{c1::x}}', version = version + 1 WHERE question LIKE 'It has%'")
        )
    before = desk.memory()
    with pytest.raises(ConflictError, match="changed since"):
        desk.undo(application)
    assert desk.memory() == before


Misuse = Callable[[Desk], object]


def apply_twice(desk: Desk) -> object:
    proposal = desk.proposals()[0]
    desk.apply(Choice(proposal.id))
    return desk.apply(Choice(proposal.id))


def undo_twice(desk: Desk) -> object:
    application = desk.apply(Choice(desk.proposals()[0].id))
    desk.undo(application)
    return desk.undo(application)


@pytest.mark.parametrize(
    ("misuse", "error"),
    [
        (apply_twice, ConflictError),
        (undo_twice, ConflictError),
        (lambda desk: desk.apply(), InvalidInputError),
        (lambda desk: desk.apply(Choice(desk.proposals()[0].id, question=" ")), InvalidInputError),
        (lambda desk: desk.apply(Choice(desk.proposals()[0].id, question="no deletion")), InvalidInputError),
        (lambda desk: desk.apply(Choice(99)), NotFoundError),
        (lambda desk: desk.undo(99), NotFoundError),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(desk: Desk, misuse: Misuse, error: type[Exception]) -> None:
    desk.write(FEWER)
    with pytest.raises(error):
        misuse(desk)
