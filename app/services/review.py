"""Study: the next card, and the answer to it. An answer that has returned is on disk."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.db import days, review_log, schedules, study
from app.db.days import Day
from app.db.engine import Database
from app.db.study import CardInContext
from app.domain import Card, CardStatus, Learner, Rating, Review, Schedule
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.scheduler.intervals import answer_text
from app.scheduler.queue import Counts, Queue, queue_of
from app.scheduler.schedule import Scheduler
from app.scheduler.study_day import study_day, utc_offset_minutes
from app.scheduler.zones import zone_info

# A card left open over lunch: longer than this says nothing about the memory of it.
_MOST_MILLISECONDS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """What one rating would do: the schedule it leads to, and its interval in words."""

    rating: Rating
    schedule: Schedule
    interval: str


@dataclass(frozen=True, slots=True)
class StudyCard:
    """A card to be asked now, with everything its page shows.

    `card.sources` has the first source only. `remaining` includes this card; `done_today` counts answers.
    `in_doubt` once no note says any more what the card asks.
    """

    card: Card
    schedule: Schedule
    note_id: int
    note_title: str
    section_id: int | None
    heading_path: tuple[str, ...]
    remaining: Counts
    done_today: int
    asked_at: datetime
    zone: ZoneInfo
    scheduler: Scheduler
    in_doubt: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What each rating would do. Computed when asked for: not every caller shows buttons."""
        preview = self.scheduler.preview(self.schedule, self.asked_at, self.zone)
        return tuple(Choice(rating, schedule, answer_text(schedule)) for rating, schedule in preview.items())


@dataclass(frozen=True, slots=True)
class Submission:
    """An answer as a page sends it. `submission_id` is minted with the page, so that sending twice counts once;
    `schedule_version` is the version of the schedule that the page showed."""

    submission_id: str
    card_id: str
    schedule_version: int
    rating: Rating
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is on disk. `repeated` where the same submission had been stored before."""

    review: Review
    repeated: bool = False

    @property
    def schedule(self) -> Schedule:
        return self.review.after


def next_card(
    db: Database, scheduler: Scheduler, learner: Learner, now: datetime, note_id: int | None = None
) -> StudyCard | None:
    """The card whose turn it is, of all notes or of one; None when today holds no more."""
    zone = zone_info(learner.zone)
    with db.read() as connection:
        day = days.today(connection, learner.id, study_day(now, zone))
        return _next(connection, scheduler, learner, now, zone, day, note_id)


def this_card(
    db: Database, scheduler: Scheduler, learner: Learner, now: datetime, card_id: str, note_id: int | None = None
) -> StudyCard | None:
    """The named card, where it may be asked today (its answer was just taken back, or its page asked it already).

    Otherwise the card whose turn it is, as `next_card`.
    """
    zone = zone_info(learner.zone)
    with db.read() as connection:
        day = days.today(connection, learner.id, study_day(now, zone))
        found = study.one(connection, learner.id, card_id)
        if found is None or not _may_be_asked(found, day):
            return _next(connection, scheduler, learner, now, zone, day, note_id)
        counts = study.counts(connection, learner, day, now, note_id)
        return _study_card(found, counts, day, now, zone, scheduler)


def _may_be_asked(found: CardInContext, day: Day) -> bool:
    schedule = found.schedule
    if found.card.status is not CardStatus.ACTIVE or schedule.suspended:
        return False
    rested = schedule.buried_until is None or schedule.buried_until <= day.day
    return rested and (schedule.due_day is None or schedule.due_day <= day.day)


def remaining(db: Database, learner: Learner, now: datetime, note_id: int | None = None) -> Counts:
    """What today still holds, within its limits."""
    with db.read() as connection:
        day = days.today(connection, learner.id, study_day(now, zone_info(learner.zone)))
        return study.counts(connection, learner, day, now, note_id)


def answer(db: Database, scheduler: Scheduler, learner: Learner, submission: Submission, now: datetime) -> Answered:
    """Store an answer and reschedule its card; the card's siblings are put off until tomorrow.

    Raises:
        ConflictError: the card has been answered, set aside or retired since the page was made; nothing was stored.
        NotFoundError: the learner has no such card.
        StorageError: the answer could not be written; nothing was stored.
    """
    zone = zone_info(learner.zone)
    with db.write() as connection:
        day = days.today(connection, learner.id, study_day(now, zone))
        return _answer(connection, scheduler, learner, submission, now, zone, day)


def answer_and_next(
    db: Database,
    scheduler: Scheduler,
    learner: Learner,
    submission: Submission,
    now: datetime,
    note_id: int | None = None,
) -> tuple[Answered, StudyCard | None]:
    """`answer`, then `next_card`, from one state of the database; raises as `answer` does."""
    zone = zone_info(learner.zone)
    with db.write() as connection:
        day = days.today(connection, learner.id, study_day(now, zone))
        answered = _answer(connection, scheduler, learner, submission, now, zone, day)
        if not answered.repeated:
            day = day.counting(answered.review.before)
        following = _next(connection, scheduler, learner, now, zone, day, note_id)
    return answered, following


def _next(
    connection: Connection,
    scheduler: Scheduler,
    learner: Learner,
    now: datetime,
    zone: ZoneInfo,
    day: Day,
    note_id: int | None,
) -> StudyCard | None:
    left, found = study.next_of(connection, learner, day, now, note_id)
    return None if found is None else _study_card(found, left, day, now, zone, scheduler)


def _study_card(
    found: CardInContext, counts: Counts, day: Day, now: datetime, zone: ZoneInfo, scheduler: Scheduler
) -> StudyCard:
    return StudyCard(
        card=found.card,
        schedule=found.schedule,
        note_id=found.note_id,
        note_title=found.note_title,
        section_id=found.section_id,
        heading_path=found.heading_path,
        remaining=counts,
        done_today=day.answers,
        asked_at=now,
        zone=zone,
        scheduler=scheduler,
        in_doubt=found.in_doubt,
    )


def _answer(
    connection: Connection,
    scheduler: Scheduler,
    learner: Learner,
    submission: Submission,
    now: datetime,
    zone: ZoneInfo,
    day: Day,
) -> Answered:
    if not submission.submission_id:
        raise InvalidInputError("An answer needs the submission id of its page.", advice="Reload the page.")
    found = schedules.find(connection, learner.id, submission.card_id)
    if found is None:
        raise NotFoundError(f"There is no card {submission.card_id}.")
    before = found.schedule
    if before.version != submission.schedule_version or found.status is not CardStatus.ACTIVE:
        return _seen_before(connection, learner, submission)
    after = scheduler.answer(before, submission.rating, now, zone)
    siblings = schedules.siblings_in_sight(connection, learner.id, before.card_id, found.sibling_group, day.day)
    review = Review(
        id=0,
        card_id=before.card_id,
        submission_id=submission.submission_id,
        rating=submission.rating,
        reviewed_at=now.astimezone(UTC),
        utc_offset_minutes=utc_offset_minutes(now, zone),
        study_day=day.day,
        duration_ms=min(max(0, submission.duration_ms), _MOST_MILLISECONDS),
        before=before,
        after=after,
    )
    stored = schedules.stored(after)
    review_id = review_log.append(connection, learner.id, review, found.stored, stored, siblings)
    if review_id is None:
        return _seen_before(connection, learner, submission)
    schedules.save(connection, learner.id, after.card_id, stored, _queue(after))
    schedules.bury(connection, learner.id, list(siblings), day.tomorrow)
    days.count_up(connection, learner.id, day.day, before.state)
    return Answered(replace(review, id=review_id))


def _queue(schedule: Schedule) -> Queue:
    return queue_of(CardStatus.ACTIVE, schedule.state, suspended=schedule.suspended)


def _seen_before(connection: Connection, learner: Learner, submission: Submission) -> Answered:
    earlier = review_log.by_submission(connection, learner.id, submission.card_id, submission.submission_id)
    if earlier is None:
        raise ConflictError(
            "This card has changed since the page was opened; the answer was not counted.",
            advice="Go on with the next card.",
        )
    return Answered(earlier, repeated=True)
