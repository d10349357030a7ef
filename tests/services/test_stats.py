"""What is counted of the writers of cards, and how sure a rate is."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, update

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.db.stats import Decided, Drafted, MadeCards, Maker, Remembered
from app.domain import Learner, Rating
from app.scheduler.queue import Queue
from app.scheduler.schedule import Scheduler
from app.services import inbox
from app.services.edit_card import edit_card
from app.services.rates import Rate
from app.services.review import Submission, answer_and_next, next_card
from app.services.stats import WriterRecord, combine, look_at_writers
from app.services.undo import undo
from tests.db.collection import MONDAY, T, open_collection

MODEL = Maker("ollama", "small:1b", "sha256:00aa", "cards-1")


def deck(path: Path) -> tuple[Database, Learner]:
    """Six cards: three by a model, two of which wait; three by the built-in writer."""
    db = open_collection(path, cards=6)
    with db.write() as connection:
        for card in ("n1c0", "n1c1", "n1c2"):
            values = {"writer": MODEL.writer, "model": MODEL.model, "digest": MODEL.digest, "rule": MODEL.rule}
            connection.execute(update(T["cards"]).where(T["cards"].c.id == card).values(**values))
        connection.execute(update(T["cards"]).where(T["cards"].c.id == "n1c5").values(rule="list"))
        for card in ("n1c0", "n1c1"):
            connection.execute(update(T["cards"]).where(T["cards"].c.id == card).values(status="inbox", waited=True))
            connection.execute(update(T["schedules"]).where(T["schedules"].c.card_id == card).values(queue=Queue.OUT))
    return db, ensure_learner(db)


def records(db: Database, learner: Learner) -> dict[str, WriterRecord]:
    return {record.maker.model: record for record in look_at_writers(db, learner)}


def test_decisions_and_edits_are_counted_by_their_maker(tmp_path: Path) -> None:
    db, learner = deck(tmp_path / "deck.db")
    assert records(db, learner)["small:1b"].cards == MadeCards(cards=3, waited=2, waiting=2)
    words = {"question": "What else is a word?", "answer": "This."}
    edit_card(db, "n1c0", learner=learner, version=0, now=MONDAY, **words)
    inbox.decide(db, "n1c0", learner=learner, accept=True, now=MONDAY)
    inbox.decide(db, "n1c1", learner=learner, accept=False, now=MONDAY)
    found = records(db, learner)["small:1b"]
    assert found.decided == Decided(accepted=1, edited=1, refused=1)
    assert (found.accepted, found.edited) == (Rate(1, 2), Rate(1, 1))
    assert found.cards.waiting == 0
    inbox.undo(db, learner=learner, now=MONDAY)
    assert records(db, learner)["small:1b"].decided == Decided(accepted=1, edited=1, refused=0)


def test_a_card_counts_by_the_last_word_said_of_it(tmp_path: Path) -> None:
    db, learner = deck(tmp_path / "deck.db")
    inbox.decide(db, "n1c0", learner=learner, accept=False, now=MONDAY)
    inbox.decide(db, "n1c0", learner=learner, accept=True, now=MONDAY)
    assert records(db, learner)["small:1b"].decided == Decided(accepted=1)


def test_the_built_in_writer_is_one_record_with_its_rules_inside(tmp_path: Path) -> None:
    db, learner = deck(tmp_path / "deck.db")
    first, last = look_at_writers(db, learner)
    assert (first.maker, last.maker) == (MODEL, Maker("extractive"))
    assert last.cards.cards == 3
    assert [(rule.maker.rule, rule.cards.cards) for rule in last.rules] == [("definition", 2), ("list", 1)]


def test_lapses_are_counted_per_review_of_cards_that_were_not_new(tmp_path: Path) -> None:
    db, learner = deck(tmp_path / "deck.db")
    scheduler, now = Scheduler(0.9), MONDAY

    def answer(number: int, rating: Rating) -> str:
        card = next_card(db, scheduler, learner, now)
        assert card is not None
        sent = Submission(f"answer-{number}", card.card.id, card.schedule.version, rating)
        answer_and_next(db, scheduler, learner, sent, now)
        return card.card.id

    assert answer(0, Rating.EASY) == "n1c2"
    assert records(db, learner)["small:1b"].remembered == Remembered()
    now += timedelta(days=40)
    assert answer(1, Rating.AGAIN) == "n1c2"
    found = records(db, learner)["small:1b"]
    assert found.remembered == Remembered(reviews=1, lapses=1)
    assert found.lapsed == Rate(1, 1)
    undo(db, learner, now)
    assert records(db, learner)["small:1b"].remembered == Remembered()


def add_run(connection: Connection, run_id: int, maker: Maker, *rows: dict[str, object]) -> None:
    run = {"id": run_id, "learner_id": 1, "kind": "generate", "writer": maker.writer, "model": maker.model}
    run |= {"digest": maker.digest, "started_at": MONDAY, "counts": {}, "wishes": {}}
    connection.execute(insert(T["runs"]), run)
    for section_id, row in enumerate(rows, start=1):
        section = {"run_id": run_id, "section_id": section_id, "position": section_id, "text_hash": "0"}
        section |= {"state": "done", "writer": maker.writer, "model": maker.model, "prompt": maker.rule}
        connection.execute(insert(T["run_sections"]), section | row)


def test_drafts_count_for_who_wrote_them_in_the_end(tmp_path: Path) -> None:
    db = open_collection(tmp_path / "deck.db", notes=4, cards=1)
    fallen_back = {"writer": "extractive", "model": "", "prompt": "", "fault": "timeout", "proposed": 2}
    with db.write() as connection:
        add_run(
            connection,
            1,
            MODEL,
            {"proposed": 5, "rejected": 2, "known": 1},
            {"proposed": 3, "rejected": 0},
            fallen_back,
            {"state": "pending", "proposed": 9},
        )
    found = {record.maker: record for record in look_at_writers(db, ensure_learner(db))}
    assert found[MODEL].drafted == Drafted(sections=2, proposed=8, refused=2, known=1, fallbacks=1)
    assert found[MODEL].refused == Rate(2, 8)
    assert found[Maker("extractive")].drafted == Drafted(sections=1, proposed=2)


def test_a_section_without_drafts_counts_for_the_one_prompt_there_is() -> None:
    silent = Maker("ollama", "small:1b", "sha256:00aa", "")
    only = {MODEL: Drafted(1, 4, 1), silent: Drafted(1)}
    assert [record.drafted for record in combine({}, {}, {}, only)] == [Drafted(2, 4, 1)]
    newer = Maker("ollama", "small:1b", "sha256:00aa", "cards-2")
    both = {MODEL: Drafted(1, 4), newer: Drafted(1, 2), silent: Drafted(1)}
    assert len(combine({}, {}, {}, both)) == 3


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Wilson's interval as published tables have it, to four places.
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_intervals_are_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert Rate(count, of).interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 2_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_stays_within_bounds(pair: tuple[int, int]) -> None:
    rate = Rate(*pair)
    low, high = rate.interval
    assert 0.0 <= low <= high <= 1.0
    assert low - 1e-12 <= rate.share <= high + 1e-12
    if not rate.few:
        assert high - low < 0.09


def test_nothing_known_is_no_share() -> None:
    assert Rate(0, 0).share == 0.0
    assert Rate(0, 0).interval == (0.0, 1.0)
