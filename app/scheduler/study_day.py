"""The study day: a day of learning starts at 4 am where the learner lives, and times are stored in UTC.

`study_day = (local wall time - 4 h).date()`, as Anki counts it. Wall time is taken as the clock shows it, so a night
with a change of clocks has one study day like any other.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as wall_time

DAY_STARTS = timedelta(hours=4)

# The widest date difference that travel alone can make: from UTC+14 to UTC-12.
_MOST_REPEATED = timedelta(days=2)


def study_day(now: datetime, zone: tzinfo) -> date:
    """The study day that the aware instant `now` belongs to in `zone`."""
    return (now.astimezone(zone).replace(tzinfo=None) - DAY_STARTS).date()


def day_start(day: date, zone: tzinfo) -> datetime:
    """The UTC instant at which the study day begins: 4 am by the clock in `zone`."""
    return datetime.combine(day, wall_time(DAY_STARTS.seconds // 3600), tzinfo=zone).astimezone(UTC)


def not_before(computed: date, last: date | None) -> date:
    """The study day to count for, given the last one that was studied: max(last, computed), within reach.

    Flying west can bring yesterday back; limits must not start over then. A last day further ahead than any flight
    explains comes from a clock that was wrong, and is ignored.
    """
    if last is not None and computed < last <= computed + _MOST_REPEATED:
        return last
    return computed


def latest_repeat(computed: date) -> date:
    """The last day that `not_before` would still hold on to."""
    return computed + _MOST_REPEATED


def utc_offset_minutes(now: datetime, zone: tzinfo) -> int:
    """How far local time is ahead of UTC at `now`, in whole minutes."""
    offset = now.astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)
