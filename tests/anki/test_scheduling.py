"""Schedules, memory states and the review log as Anki holds them after an import, in three zones."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.anki.ids import Instants
from app.anki.package import write_package
from app.anki.rows import ExportCard
from app.anki.scheduling import Memory, columns, day_number, interval, revlog_row
from app.domain import CardKind, Rating, Review, Schedule, State
from app.scheduler.schedule import Scheduler
from app.scheduler.study_day import study_day
from tests.anki.desktop import Desktop
from tests.samples import NOW

MakeCard = Callable[..., ExportCard]
MEMORY = Memory(desired_retention=0.9, decay=0.1542)


def studied(
    card_id: str, answers: list[tuple[Rating, timedelta]], now: datetime
) -> tuple[Schedule, tuple[Review, ...]]:
    """What FSRS makes of answers, each given so long after the one before; the last was given at `now`."""
    scheduler = Scheduler(0.9)
    at = now - sum((gap for _, gap in answers), timedelta())
    schedule, log = Schedule(card_id), []
    for number, (rating, gap) in enumerate(answers):
        at += gap
        after = scheduler.answer(schedule, rating, at, UTC)
        log.append(
            Review(number, card_id, f"{card_id}-{number}", rating, at, 0, study_day(at, UTC), 4_200, schedule, after)
        )
        schedule = after
    return schedule, tuple(log)


HISTORIES = {
    "learning": [(Rating.GOOD, timedelta())],
    "review": [(Rating.GOOD, timedelta()), (Rating.GOOD, timedelta(minutes=11)), (Rating.GOOD, timedelta(days=3))],
    "hard": [(Rating.EASY, timedelta()), (Rating.HARD, timedelta(days=20)), (Rating.GOOD, timedelta(days=9))],
    "relearning": [(Rating.EASY, timedelta()), (Rating.AGAIN, timedelta(days=16))],
}


def packed(make_card: MakeCard, now: datetime) -> list[ExportCard]:
    """A card of every state with its history, two suspended ones, and one retired before it was ever asked."""
    cards = []
    for name, answers in HISTORIES.items():
        schedule, log = studied(name, answers, now)
        cards.append(make_card(id=name, schedule=schedule, reviews=log, steps_left=1))
    review = next(card for card in cards if card.id == "review")
    assert review.schedule is not None
    suspended = replace(review.schedule, card_id="suspended", suspended=True)
    return [
        *cards,
        replace(review, id="suspended", schedule=suspended, reviews=()),
        make_card(id="new", schedule=Schedule("new")),
        make_card(id="retired", schedule=Schedule("retired"), retired=True),
    ]


def test_states_queues_and_counts_arrive(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    write_package(packed(make_card, NOW), tmp_path / "deck.apkg", now=NOW, memory=MEMORY)
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    rows = desktop.col.db.all(
        "select n.guid, c.type, c.queue, c.reps, c.lapses from cards c join notes n on n.id = c.nid"
    )
    assert {guid: tuple(rest) for guid, *rest in rows} == {
        "learning": (1, 1, 1, 0),
        "review": (2, 2, 3, 0),
        "hard": (2, 2, 3, 0),
        "relearning": (3, 1, 2, 1),
        "suspended": (2, -1, 3, 0),
        "new": (0, 0, 0, 0),
        "retired": (0, -1, 0, 0),
    }


def test_memory_states_and_intervals_arrive(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    cards = packed(make_card, NOW)
    write_package(cards, tmp_path / "deck.apkg", now=NOW, memory=MEMORY)
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    for card in cards:
        assert card.schedule is not None
        (card_id,) = desktop.col.find_cards(f"nid:{note_id(desktop, card.id)}")
        arrived = desktop.col.get_card(card_id)
        if card.schedule.stability is None or card.schedule.difficulty is None:
            assert arrived.memory_state is None
            continue
        assert arrived.memory_state is not None
        assert arrived.memory_state.stability == pytest.approx(card.schedule.stability, abs=1e-3)
        assert arrived.memory_state.difficulty == pytest.approx(card.schedule.difficulty, abs=1e-3)
        stored = json.loads(desktop.col.db.scalar("select data from cards where id = ?", card_id))
        assert card.schedule.last_review is not None
        assert stored["lrt"] == int(card.schedule.last_review.timestamp())
        assert stored["dr"] == 0.9
        if card.schedule.state is State.REVIEW:
            assert card.schedule.due is not None
            assert arrived.ivl == (card.schedule.due - card.schedule.last_review).days


def note_id(desktop: Desktop, guid: str) -> int:
    return int(desktop.col.db.scalar("select id from notes where guid = ?", guid))


def test_the_log_arrives_answer_by_answer(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    cards = packed(make_card, NOW)
    write_package(cards, tmp_path / "deck.apkg", now=NOW, memory=MEMORY)
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    rows = desktop.col.db.all(
        "select n.guid, r.id / 1000, r.ease, r.ivl, r.lastIvl, r.factor, r.time, r.type from revlog r "
        "join cards c on c.id = r.cid join notes n on n.id = c.nid order by r.id"
    )
    for card in cards:
        arrived = [tuple(rest) for guid, *rest in rows if guid == card.id]
        expected = [tuple(revlog_row(each, 0, Instants())) for each in card.reviews]
        assert arrived == [(row[0] // 1000, *row[2:]) for row in expected]
    by_card = {guid: [row for row in rows if row[0] == guid] for guid in HISTORIES}
    assert [row[7] for row in by_card["review"]] == [0, 0, 1]
    assert [row[7] for row in by_card["relearning"]] == [0, 1]
    assert by_card["review"][0][3] == -600  # the second learning step, in seconds
    assert by_card["review"][1][4] == -600


def test_anki_goes_on_from_the_same_memory(make_card: MakeCard, desktop: Desktop, tmp_path: Path) -> None:
    """The next answer in Anki gives what our scheduler gives: stability within rounding, the same days."""
    from anki.scheduler.v3 import CardAnswer

    now = datetime.now(UTC)
    schedule, log = studied("review", HISTORIES["hard"], now - timedelta(days=30))
    card = make_card(id="review", schedule=schedule, reviews=log)
    write_package([card], tmp_path / "deck.apkg", now=now, memory=MEMORY)
    desktop.col.set_config("fsrs", True)
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    (card_id,) = desktop.col.find_cards("")
    states = desktop.col._backend.get_scheduling_states(card_id)
    theirs = desktop.col.get_card(card_id)
    theirs.start_timer()
    desktop.col.sched.answer_card(desktop.col.sched.build_answer(card=theirs, states=states, rating=CardAnswer.GOOD))
    theirs = desktop.col.get_card(card_id)
    ours = Scheduler(0.9, fuzz=False).answer(schedule, Rating.GOOD, now, UTC)
    assert theirs.memory_state is not None
    assert theirs.memory_state.stability == pytest.approx(ours.stability, rel=1e-3)
    assert theirs.memory_state.difficulty == pytest.approx(ours.difficulty, abs=0.01)


def test_each_answer_of_a_cloze_is_logged_on_the_deletion_it_asked(
    make_card: MakeCard, desktop: Desktop, tmp_path: Path
) -> None:
    schedule, log = studied("list", [*HISTORIES["review"], (Rating.GOOD, timedelta(days=12))], NOW)
    card = make_card(
        id="list", kind=CardKind.CLOZE, question="{{c1::a}} {{c2::b}} {{c4::c}}", schedule=schedule, reviews=log
    )
    write_package([card], tmp_path / "deck.apkg", now=NOW, memory=MEMORY)
    desktop.take(tmp_path / "deck.apkg", with_scheduling=True)
    asked = desktop.col.db.all("select c.ord, r.id / 1000 from revlog r join cards c on c.id = r.cid order by r.id")
    assert asked == [
        [ordinal, int(review.reviewed_at.timestamp())] for ordinal, review in zip((0, 1, 3, 0), log, strict=True)
    ]


def test_a_later_import_leaves_the_schedule_in_anki_alone(
    make_card: MakeCard, desktop: Desktop, tmp_path: Path
) -> None:
    first, *_ = packed(make_card, NOW)
    write_package([first], tmp_path / "first.apkg", now=NOW, memory=MEMORY)
    desktop.take(tmp_path / "first.apkg", with_scheduling=True)
    before = desktop.col.db.all("select type, queue, due, ivl, data from cards")
    schedule, log = studied(first.id, HISTORIES["hard"], NOW)
    later = replace(first, schedule=schedule, reviews=log, answer="Another", changed_at=NOW + timedelta(days=1))
    write_package([later], tmp_path / "later.apkg", now=NOW + timedelta(days=1), memory=MEMORY)
    assert desktop.take(tmp_path / "later.apkg", with_scheduling=True).updated == 1
    assert desktop.col.db.all("select type, queue, due, ivl, data from cards") == before


# Run in a process of its own, because Anki reads the machine's zone once.
IMPORTER = """
import sys
from pathlib import Path
from tests.anki.desktop import Desktop
anki = Desktop(Path(sys.argv[2]))
anki.take(Path(sys.argv[1]), with_scheduling=True)
for guid, due in anki.col.db.all("select n.guid, c.due from cards c join notes n on n.id = c.nid"):
    print(guid, due - anki.col.sched.today)
anki.col.close()
"""


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_due_days_arrive_exact_where_the_learner_lives(zone: str, make_card: MakeCard, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    today = study_day(now, ZoneInfo(zone))
    ahead = [-400, -1, 0, 1, 5, 30, 3650]
    cards = [
        make_card(
            id=f"in{days}",
            schedule=Schedule(
                f"in{days}",
                state=State.REVIEW,
                stability=10.0,
                difficulty=5.0,
                due=now + timedelta(days=days),
                due_day=today + timedelta(days=days),
                last_review=now - timedelta(days=500),
                reps=3,
            ),
        )
        for days in ahead
    ]
    write_package(cards, tmp_path / "deck.apkg", now=now, memory=MEMORY)
    done = subprocess.run(
        [sys.executable, "-c", IMPORTER, str(tmp_path / "deck.apkg"), str(tmp_path / "anki.anki2")],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    arrived = dict(line.split() for line in done.stdout.splitlines())
    assert arrived == {f"in{days}": str(days) for days in ahead}


def test_a_day_number_counts_study_days() -> None:
    assert day_number(date(2020, 1, 1)) == 0
    assert day_number(date(2026, 3, 14)) == 2264
    assert day_number(date(2019, 12, 31)) == -1


def test_intervals_are_days_or_negative_seconds() -> None:
    reviewed = Schedule("a", state=State.REVIEW, last_review=NOW, due=NOW + timedelta(days=7))
    learning = Schedule("a", state=State.LEARNING, last_review=NOW, due=NOW + timedelta(minutes=10))
    assert (interval(reviewed), interval(learning), interval(Schedule("a"))) == (7, -600, 0)


def test_two_answers_in_one_millisecond_are_two_rows() -> None:
    review = studied("a", HISTORIES["learning"], NOW)[1][0]
    instants = Instants()
    rows = [revlog_row(review, 1, instants), revlog_row(review, 1, instants)]
    assert rows[1][0] == rows[0][0] + 1


def test_without_a_memory_the_cards_are_new(make_card: MakeCard) -> None:
    place = columns(make_card(schedule=None), position=3, memory=None)
    assert (place.type, place.queue, place.due, place.data) == (0, 0, 3, "")


def test_steps_left_follow_the_schedulers_own_steps(make_card: MakeCard) -> None:
    scheduler = Scheduler(0.9)
    first = scheduler.answer(Schedule("a"), Rating.AGAIN, NOW, UTC)
    second = scheduler.answer(first, Rating.GOOD, NOW + timedelta(minutes=2), UTC)
    assert [scheduler.steps_left(each) for each in (first, second)] == [2, 1]
    place = columns(make_card(schedule=first, steps_left=2), position=1, memory=None)
    assert place.left % 1000 == 2
