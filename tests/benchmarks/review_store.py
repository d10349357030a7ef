"""One durable review through the store, beside Anki's, in one run.

A review here is what one press of a rating button costs the store: log the answer, update the schedule and the day's
counts, commit with synchronous=FULL, count what is left, and fetch the next card with its words and place. (The four
intervals on its buttons are computed as its page is rendered.) Anki's is `answer_card` and `get_queued_cards` through
its own backend, FSRS on, its file in WAL mode with synchronous=FULL too; what that leaves out, the words of the next
card, is in a row of its own.
The two take turns in short blocks, and medians are compared: the machine may be shared and noisy.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from anki.collection import Collection  # first: anki.scheduler.v3 alone is a circular import
from anki.scheduler.v3 import CardAnswer
from sqlalchemy import insert

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.db.tables import Base
from app.domain import Learner, Rating
from app.scheduler.schedule import Scheduler
from app.services.review import Submission, answer_and_next, next_card

SIZES = (1_000, 10_000, 100_000)
ROUNDS, BLOCK, WARM_UP = 11, 25, 50  # 325 answers: with siblings buried, 1,000 cards hold 334
MOST_A_DAY = 500  # enough for this run; both sides count what is left of it
CARDS_A_NOTE = 500


class Ours:
    """A collection of `size` review cards, all due, answered Good one after another."""

    def __init__(self, folder: Path, size: int, siblings: int = 1) -> None:
        self._db = Database.open(folder / "torchdeck.db")
        fill(self._db, size, siblings)
        self._learner = limited(ensure_learner(self._db, zone="UTC"))
        self._scheduler = Scheduler(self._learner.desired_retention)
        self._number = 0
        self._next = next_card(self._db, self._scheduler, self._learner, datetime.now(UTC))

    def __call__(self) -> None:
        assert self._next is not None
        self._number += 1
        submission = Submission(
            f"submission-{self._number}", self._next.card.id, self._next.schedule.version, Rating.GOOD, 4_000
        )
        answered, self._next = answer_and_next(self._db, self._scheduler, self._learner, submission, datetime.now(UTC))
        assert not answered.repeated

    def close(self) -> None:
        self._db.close()


class Anki:
    """The same through Anki's backend."""

    def __init__(self, folder: Path, size: int) -> None:
        path = str(folder / "collection.anki2")
        fill_anki(path, size)
        self._collection = Collection(path)
        self._queued = self._collection.sched.get_queued_cards()

    def __call__(self) -> None:
        self.answer_and_get()

    def answer_and_get(self) -> None:
        card = self._queued.cards[0]
        answer = CardAnswer(
            card_id=card.card.id,
            current_state=card.states.current,
            new_state=card.states.good,
            rating=CardAnswer.GOOD,
            answered_at_millis=int(time.time() * 1000),
            milliseconds_taken=4_000,
        )
        self._collection.sched.answer_card(answer)
        self._queued = self._collection.sched.get_queued_cards()

    def close(self) -> None:
        self._collection.close()


class AnkiWithText(Anki):
    """The same, and the words of the next card, which our figure includes and Anki's queue does not."""

    def __call__(self) -> None:
        self.answer_and_get()
        note = self._collection.get_card(self._queued.cards[0].card.id).note()
        assert note.fields[0]


def limited(learner: Learner) -> Learner:
    """The same limits as the peer has."""
    return Learner(learner.id, learner.name, learner.zone, new_per_day=MOST_A_DAY, reviews_per_day=MOST_A_DAY)


def fill(db: Database, size: int, siblings: int = 1) -> None:
    """`size` review cards, due within the last five days, in notes of CARDS_A_NOTE."""
    ensure_learner(db, zone="UTC")
    rng, now, today = random.Random(1), datetime.now(UTC), datetime.now(UTC).date()
    tables = Base.metadata.tables
    with db.write() as connection:
        notes = range(1, -(-size // CARDS_A_NOTE) + 1)
        connection.execute(insert(tables["notes"]), [_note(number, now) for number in notes])
        connection.execute(insert(tables["sections"]), [_section(number) for number in notes])
        for start in range(0, size, CARDS_A_NOTE):
            numbers = range(start, min(start + CARDS_A_NOTE, size))
            connection.execute(insert(tables["cards"]), [_card(number, siblings, now) for number in numbers])
            connection.execute(insert(tables["sources"]), [_source(number) for number in numbers])
            connection.execute(insert(tables["schedules"]), [_schedule(n, rng, now, today) for n in numbers])


def _note_of(number: int) -> int:
    return number // CARDS_A_NOTE + 1


def _card_id(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-{number:012x}"


def _note(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "learner_id": 1,
        "path": f"note{number}.md",
        "title": f"Note {number}",
        "text": "A term means this. " * 200,
        "content_hash": "0" * 64,
        "ingested_at": now,
    }


def _section(number: int) -> dict[str, object]:
    return {
        "id": number,
        "note_id": number,
        "key": "terms",
        "title": "Terms",
        "level": 2,
        "heading_path": ["Note", "Terms"],
        "start_line": 1,
        "end_line": 9,
        "text": "A term means this. " * 40,
        "text_hash": "0" * 64,
        "position": 0,
    }


def _card(number: int, siblings: int, now: datetime) -> dict[str, object]:
    return {
        "id": _card_id(number),
        "learner_id": 1,
        "note_id": _note_of(number),
        "kind": "basic",
        "question": f"Question number {number}: what does term {number * 7919 % 10_007} mean?",
        "answer": "An answer. " * 8,
        "status": "active",
        "writer": "extractive",
        "model": "",
        "rule": "definition",
        "sibling_group": f"group-{number // siblings}",
        "position": number,
        "version": 0,
        "edited": False,
        "created_at": now,
        "updated_at": now,
    }


def _source(number: int) -> dict[str, object]:
    return {
        "card_id": _card_id(number),
        "ordinal": 0,
        "section_id": _note_of(number),
        "quote": "A term means this.",
        "quote_start": 0,
        "quote_end": 18,
        "start_line": 1,
        "end_line": 1,
        "stands": True,
    }


def _schedule(number: int, rng: random.Random, now: datetime, today: date) -> dict[str, object]:
    late, interval = rng.randint(0, 5), rng.randint(3, 60)
    due = now - timedelta(days=late)
    return {
        "card_id": _card_id(number),
        "learner_id": 1,
        "note_id": _note_of(number),
        "queue": 2,
        "state": 2,
        "stability": float(interval),
        "difficulty": rng.uniform(2, 8),
        "due": due,
        "due_day": today - timedelta(days=late),
        "last_review": due - timedelta(days=interval),
        "reps": 5,
        "lapses": 0,
        "suspended": False,
        "position": number,
        "version": 5,
    }


def fill_anki(path: str, size: int) -> None:
    """`size` review cards, all due, with FSRS memory state, put in by SQL: adding them one by one takes minutes."""
    collection = Collection(path)
    collection.set_config("fsrs", True)
    settings = collection.decks.config_dict_for_deck_id(1)
    settings["rev"]["perDay"] = settings["new"]["perDay"] = MOST_A_DAY
    collection.decks.update_config(settings)
    deck = collection.decks.id("Terms")
    basic = collection.models.by_name("Basic")["id"]
    rng, today, now = random.Random(1), collection.sched.today, int(time.time())
    first = (now - 30 * 86_400) * 1000 - size
    notes, cards = [], []
    for number in range(size):
        question = f"Question number {number}: what does term {number * 7919 % 10_007} mean?"
        fields = question + "\x1f" + "An answer. " * 8
        notes.append((first + number, f"g{number}", basic, now, -1, "", fields, question, number, 0, ""))
        interval = rng.randint(3, 60)
        memory = (
            f'{{"s":{interval},"d":{rng.uniform(2, 8):.2f},"dr":0.9,"decay":0.1542,"lrt":{now - interval * 86_400}}}'
        )
        place = (first + number, first + number, deck, 0, now, -1, 2, 2, today - rng.randint(0, 5))
        cards.append((*place, interval, 2500, 5, 0, 0, 0, 0, 0, memory))
    collection.db.executemany(f"INSERT INTO notes VALUES ({','.join('?' * 11)})", notes)
    collection.db.executemany(f"INSERT INTO cards VALUES ({','.join('?' * 18)})", cards)
    collection.decks.select(deck)
    collection.close()


def take_turns(contenders: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Seconds of every call, by contender, in short blocks one after another."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    os.sync()  # what filling the files left to write would slow the first commits
    for review in contenders.values():
        for _ in range(WARM_UP):
            review()
    for _ in range(ROUNDS):
        for name, review in contenders.items():
            for _ in range(BLOCK):
                start = time.perf_counter()
                review()
                seconds[name].append(time.perf_counter() - start)
    return seconds


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print a markdown table: medians with their 10th and 90th percentiles, and ratios to Anki's median."""
    print("### One durable review: answer, commit, next card (µs)\n")
    print("| cards | contender | median | p10..p90 | x Anki |")
    print("|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="torchdeck-bench-") as folder:
            plain, groups, peers = (Path(folder, name) for name in ("plain", "groups", "peers"))
            peers.mkdir()
            with (
                closing(Anki(Path(folder), size)) as anki,
                closing(AnkiWithText(peers, size)) as anki_with_text,
                closing(Ours(plain, size)) as ours,
                closing(Ours(groups, size, siblings=3)) as in_threes,
            ):
                contenders: dict[str, Callable[[], None]] = {
                    "Anki": anki,
                    "Anki, and the next card's words": anki_with_text,
                    "Torchdeck": ours,
                    "Torchdeck, burying 2 siblings": in_threes,
                }
                _print_rows(size, take_turns(contenders))


def _print_rows(size: int, seconds: dict[str, list[float]]) -> None:
    peer = statistics.median(seconds["Anki"])
    for name, measured in seconds.items():
        tenths = statistics.quantiles(measured, n=10)
        median = statistics.median(measured)
        spread = f"{tenths[0] * 1e6:.0f}..{tenths[-1] * 1e6:.0f}"
        print(f"| {size:,} | {name} | {median * 1e6:.0f} | {spread} | {median / peer:.2f} |", flush=True)


if __name__ == "__main__":
    main()
