"""Decisions in the inbox: what they do, that they are kept, and that the last ones can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from app.db.browse_inbox import NO_RULE, InboxFilter
from app.db.engine import Database
from app.db.learners import ensure_learner
from app.domain import Learner, Rating
from app.errors import ConflictError, NotFoundError
from app.scheduler.queue import Queue
from app.scheduler.schedule import Scheduler
from app.services import inbox
from app.services.edit_card import edit_card
from app.services.review import Submission, answer_and_next, next_card
from tests.db.collection import MONDAY, T, open_collection

CARDS = 5


def full_inbox(path: Path, notes: int = 1) -> tuple[Database, Learner]:
    """A collection in which every card waits."""
    db = open_collection(path, notes=notes, cards=CARDS)
    with db.write() as connection:
        connection.execute(update(T["cards"]).values(status="inbox", waited=True))
        connection.execute(update(T["schedules"]).values(queue=int(Queue.OUT)))
    return db, ensure_learner(db)


def standing(db: Database) -> dict[str, tuple[str, int]]:
    """(status, queue) of every card."""
    with db.read() as connection:
        rows = connection.execute(
            select(T["cards"].c.id, T["cards"].c.status, T["schedules"].c.queue).join(
                T["schedules"], T["schedules"].c.card_id == T["cards"].c.id
            )
        )
        return {row.id: (row.status, row.queue) for row in rows}


def study_one(db: Database, learner: Learner, number: int = 0) -> str:
    """Answer the next card; returns its id."""
    scheduler, now = Scheduler(0.9), MONDAY + timedelta(minutes=number)
    card = next_card(db, scheduler, learner, now)
    assert card is not None
    answer_and_next(
        db, scheduler, learner, Submission(f"sub-{number:05}", card.card.id, card.schedule.version, Rating.GOOD), now
    )
    return card.card.id


def test_an_accepted_card_is_new_and_a_refused_one_is_never_asked(tmp_path: Path) -> None:
    db, learner = full_inbox(tmp_path / "deck.db")
    inbox.decide(db, "n1c0", learner=learner, accept=True, now=MONDAY)
    inbox.decide(db, "n1c1", learner=learner, accept=False, now=MONDAY)
    assert standing(db)["n1c0"] == ("active", Queue.NEW)
    assert standing(db)["n1c1"] == ("refused", Queue.OUT)
    assert study_one(db, learner) == "n1c0"
    assert [each.card.line.id for each in inbox.open_inbox(db, learner).waiting] == ["n1c2", "n1c3", "n1c4"]
    with pytest.raises(ConflictError):
        inbox.decide(db, "n1c0", learner=learner, accept=False, now=MONDAY)
    with pytest.raises(NotFoundError):
        inbox.decide(db, "nothing", learner=learner, accept=True, now=MONDAY)


def test_an_undo_takes_back_one_decision_after_the_other(tmp_path: Path) -> None:
    db, learner = full_inbox(tmp_path / "deck.db")
    inbox.decide(db, "n1c0", learner=learner, accept=True, now=MONDAY)
    inbox.decide(db, "n1c1", learner=learner, accept=False, now=MONDAY)
    assert inbox.accept_all(db, learner=learner, now=MONDAY) == 3
    assert inbox.undo(db, learner=learner, now=MONDAY).cards == 3
    assert inbox.undo(db, learner=learner, now=MONDAY).card_id == "n1c1"
    last = inbox.open_inbox(db, learner).last
    assert last is not None
    assert (last.card_id, last.accepted, last.question) == ("n1c0", True, "What is word n1c0?")
    inbox.undo(db, learner=learner, now=MONDAY)
    assert set(standing(db).values()) == {("inbox", Queue.OUT)}
    assert inbox.open_inbox(db, learner).last is None
    with pytest.raises(NotFoundError, match="no decision left"):
        inbox.undo(db, learner=learner, now=MONDAY)


def test_what_was_studied_since_stays_and_the_rest_of_its_decision_comes_back(tmp_path: Path) -> None:
    db, learner = full_inbox(tmp_path / "deck.db")
    inbox.accept_all(db, learner=learner, now=MONDAY)
    studied = study_one(db, learner)
    assert inbox.undo(db, learner=learner, now=MONDAY).cards == CARDS - 1
    found = standing(db)
    assert found.pop(studied)[0] == "active"
    assert set(found.values()) == {("inbox", Queue.OUT)}
    with pytest.raises(NotFoundError):
        inbox.undo(db, learner=learner, now=MONDAY)


def test_a_refusal_thought_better_of_is_a_refusal_again_when_that_is_taken_back(tmp_path: Path) -> None:
    db, learner = full_inbox(tmp_path / "deck.db")
    inbox.decide(db, "n1c0", learner=learner, accept=False, now=MONDAY)
    inbox.decide(db, "n1c0", learner=learner, accept=True, now=MONDAY)
    inbox.undo(db, learner=learner, now=MONDAY)
    assert standing(db)["n1c0"][0] == "refused"
    inbox.undo(db, learner=learner, now=MONDAY)
    assert standing(db)["n1c0"][0] == "inbox"


def find(rule: str, question: str, severity: str = "soft") -> dict[str, object]:
    return {
        "run_id": 1,
        "section_id": 1,
        "rule": rule,
        "severity": severity,
        "measured": "1",
        "threshold": "0",
        "span": "it",
        "question": question,
        "answer": "",
    }


def test_filters_by_note_writer_and_rule(tmp_path: Path) -> None:
    db, learner = full_inbox(tmp_path / "deck.db", notes=2)
    with db.write() as connection:
        connection.execute(
            insert(T["runs"]),
            {
                "id": 1,
                "learner_id": 1,
                "kind": "generate",
                "writer": "x",
                "model": "",
                "started_at": MONDAY,
                "counts": {},
                "wishes": {},
            },
        )
        found = [find("F3", "What is word n1c0?"), find("F3", "What is word n1c1?"), find("L2", "What is word n1c1?")]
        connection.execute(insert(T["rejections"]), [*found, *found, find("F4", "What is word n1c2?", "hard")])
        of_a_model = T["cards"].c.id == "n1c1"
        connection.execute(update(T["cards"]).where(of_a_model).values(writer="ollama", model="small:1b"))

    def shown(**wanted: object) -> list[str]:
        return [each.card.line.id for each in inbox.open_inbox(db, learner, InboxFilter(**wanted)).waiting]

    assert shown(note_id=2) == [f"n2c{number}" for number in range(CARDS)]
    assert shown(writer="ollama", model="small:1b") == ["n1c1"]
    assert shown(writer="ollama", model="other") == []
    assert shown(rule="F3") == ["n1c0", "n1c1"]
    assert shown(rule="L2") == ["n1c1"]
    assert shown(rule="F4") == []
    assert len(shown(rule=NO_RULE)) == 2 * CARDS - 2
    page = inbox.open_inbox(db, learner, InboxFilter(rule="F3"))
    assert (page.total, page.all_waiting) == (2, 2 * CARDS)
    assert [doubt.rule for doubt in page.waiting[1].doubts] == ["F3", "L2"]
    assert dict(page.choices.rules) == {"F3": 2, "L2": 1, NO_RULE: 2 * CARDS - 2}
    assert [(each.model, each.cards) for each in page.choices.authors] == [("", 2 * CARDS - 1), ("small:1b", 1)]
    assert [count for _, _, count in page.choices.notes] == [CARDS, CARDS]
    assert inbox.accept_all(db, learner=learner, wanted=InboxFilter(rule="F3"), now=MONDAY) == 2
    assert {card for card, (status, _) in standing(db).items() if status == "active"} == {"n1c0", "n1c1"}


def test_hundreds_wait_on_pages_in_the_order_of_the_notes(tmp_path: Path) -> None:
    db, learner = full_inbox(tmp_path / "deck.db", notes=9)
    pages = [inbox.open_inbox(db, learner, page=number) for number in (1, 2, 3, 99)]
    assert [page.page for page in pages] == [1, 2, 3, 3]
    assert {page.pages for page in pages} == {3}
    shown = [each.card.line.id for page in pages[:3] for each in page.waiting]
    assert shown == [f"n{note}c{card}" for note in range(1, 10) for card in range(CARDS)]


Deed = Callable[[Database, Learner, int], None]


def _decide(accept: bool) -> Deed:
    def deed(db: Database, learner: Learner, at: int) -> None:
        waiting = inbox.open_inbox(db, learner).waiting
        if waiting:
            card = waiting[at % len(waiting)].card.line.id
            inbox.decide(db, card, learner=learner, accept=accept, now=MONDAY)

    return deed


def _edit(db: Database, learner: Learner, at: int) -> None:
    waiting = inbox.open_inbox(db, learner).waiting
    if waiting:
        card = waiting[at % len(waiting)].card
        words = {"question": f"Another question {at}?", "answer": "Another answer."}
        edit_card(db, card.line.id, learner=learner, version=card.version, now=MONDAY, **words)


def _accept_all(db: Database, learner: Learner, at: int) -> None:
    inbox.accept_all(db, learner=learner, now=MONDAY)


def _undo(db: Database, learner: Learner, at: int) -> None:
    if inbox.open_inbox(db, learner).last is not None:
        inbox.undo(db, learner=learner, now=MONDAY)


def _study(db: Database, learner: Learner, at: int) -> None:
    if any(queue >= Queue.NEW for _, queue in standing(db).values()):
        study_one(db, learner, at)


DEEDS: list[Deed] = [_decide(True), _decide(False), _edit, _accept_all, _undo, _undo, _study]


@given(st.lists(st.sampled_from(range(len(DEEDS))), max_size=12))
@settings(max_examples=15, deadline=None)
def test_nothing_that_waits_is_ever_scheduled_whatever_is_done(deeds: list[int]) -> None:
    with TemporaryDirectory() as folder:
        db, learner = full_inbox(Path(folder) / "deck.db")
        studied: set[str] = set()
        for number, deed in enumerate(deeds):
            DEEDS[deed](db, learner, number)
            for card, (status, queue) in standing(db).items():
                assert (status == "active") is (queue >= Queue.NEW), (card, status, queue)
            card = next_card(db, Scheduler(0.9), learner, MONDAY + timedelta(minutes=number))
            assert card is None or standing(db)[card.card.id][0] == "active"
            with db.read() as connection:
                reps = T["schedules"].c.card_id, T["schedules"].c.reps
                answered = {row.card_id for row in connection.execute(select(*reps)) if row.reps}
            assert studied <= answered
            assert all(standing(db)[card_id][0] == "active" for card_id in answered)
            studied = answered
        while inbox.open_inbox(db, learner).last is not None:
            inbox.undo(db, learner=learner, now=MONDAY)
        left = {card for card, (status, _) in standing(db).items() if status != "inbox"}
        assert left == studied
        db.close()
