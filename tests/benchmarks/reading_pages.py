"""What the inbox and the statistics of writers read, at 1,000 and 100,000 cards; coverage of a section of 16 kB.

    python -m tests.benchmarks.reading_pages [cards…]

Reads only, without rendering: a page is a few milliseconds more. Every twentieth card waits in the inbox.
"""

import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.db.browse_inbox import InboxFilter
from app.db.engine import Database
from app.db.learners import ensure_learner
from app.domain import Section
from app.generator.coverage import coverage
from app.services import inbox
from app.services.stats import look_at_writers
from tests.benchmarks import review_store
from tests.benchmarks.corpus import many_notes
from tests.benchmarks.measure import heading, median, row, shown, spread, table, timed, turns

SIZES = (1_000, 100_000)
ROUNDS = 9
LONGEST_SECTION = 16_000
_MADE_BY_A_MODEL = text(
    "UPDATE cards SET writer = 'ollama', model = 'model-' || (number % 3), digest = 'sha256:' || (number % 3), "
    "rule = 'cards-1' WHERE number % 2 = 0"
)
_WAITING = (
    text("UPDATE cards SET status = 'inbox', waited = 1 WHERE number % 20 = 0"),
    text(
        "UPDATE schedules SET queue = -2, state = 0, reps = 0 "
        "WHERE card_id IN (SELECT id FROM cards WHERE status = 'inbox')"
    ),
    text(
        "INSERT INTO decisions (learner_id, card_id, batch, accepted, edited, decided_at) "
        "SELECT 1, id, number, 1, 0, created_at FROM cards WHERE number % 20 = 1"
    ),
)


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the tables."""
    heading("The inbox and the statistics of writers", f"{ROUNDS} rounds")
    table(["read", "cards", "median", "spread"])
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, closing(Database.open(Path(folder) / "torchdeck.db")) as db:
            review_store.fill(db, size)
            with db.write() as connection:
                for statement in (_MADE_BY_A_MODEL, *_WAITING):
                    connection.execute(statement)
            _print_reads(db, size)
    heading("Coverage of a section")
    table(["characters", "processor time, read anew"])
    row(f"{LONGEST_SECTION:,}", shown(_coverage_seconds()))


def _print_reads(db: Database, size: int) -> None:
    learner, now = ensure_learner(db), datetime.now(UTC)

    def decide_and_undo() -> None:
        card = inbox.open_inbox(db, learner).waiting[0].card.line.id
        inbox.decide(db, card, learner=learner, accept=True, now=now)
        inbox.undo(db, learner=learner, now=now)

    contenders = {
        "statistics of writers": lambda: timed(lambda: look_at_writers(db, learner)),
        "inbox, first page": lambda: timed(lambda: inbox.open_inbox(db, learner)),
        "inbox of one model": lambda: timed(
            lambda: inbox.open_inbox(db, learner, InboxFilter(None, "ollama", "model-0"))
        ),
        "open, decide, undo": lambda: timed(decide_and_undo),
    }
    for name, seconds in turns(contenders, ROUNDS).items():
        row(name, f"{size:,}", shown(median(seconds)), spread(seconds))


def _coverage_seconds() -> float:
    _, words = next(many_notes(0.1))
    note = words[:LONGEST_SECTION]
    quotes = [(at, at + 40) for at in range(0, LONGEST_SECTION, 100)]
    best = float("inf")
    for number in range(ROUNDS):
        section = Section(f"k{number}", "T", 1, ("T",), 1, 1, note)
        began = time.process_time()
        coverage(section, quotes)
        best = min(best, time.process_time() - began)
    return best


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
