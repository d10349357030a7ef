"""Answers cards as fast as it can and prints each answer's id once it is confirmed, until it is killed."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.db.engine import Database
from app.db.learners import ensure_learner
from app.domain import Rating
from app.scheduler.schedule import Scheduler
from app.services.review import Submission, answer_and_next, next_card


def main(path: Path, run: str) -> None:
    db = Database.open(path)
    learner = ensure_learner(db)
    scheduler = Scheduler(0.9)
    now = datetime.now(UTC)
    card = next_card(db, scheduler, learner, now)
    number = 0
    while True:
        now += timedelta(days=1)
        if card is None:  # all done for this day
            card = next_card(db, scheduler, learner, now)
            continue
        number += 1
        submission = Submission(f"{run}-{number}", card.card.id, card.schedule.version, Rating(number % 4 + 1))
        answered, card = answer_and_next(db, scheduler, learner, submission, now)
        print(answered.review.submission_id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
