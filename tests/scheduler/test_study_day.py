"""The 4 am rule: by the clock on the wall, through changes of clocks and flights."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduler.study_day import day_start, latest_repeat, not_before, study_day, utc_offset_minutes

ZONES = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(("Etc", "posix")))


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("UTC", "2026-03-02T03:59:59", "2026-03-01"),
        ("UTC", "2026-03-02T04:00:00", "2026-03-02"),
        ("Europe/Berlin", "2026-03-29T01:59:59", "2026-03-28"),  # clocks go from 2 to 3
        ("Europe/Berlin", "2026-03-29T03:59:59", "2026-03-28"),
        ("Europe/Berlin", "2026-03-29T04:00:00", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25T03:59:59", "2026-10-24"),  # clocks go from 3 to 2
        ("Europe/Berlin", "2026-10-25T04:00:00", "2026-10-25"),
        ("America/New_York", "2026-11-01T03:30:00", "2026-10-31"),
        ("Pacific/Apia", "2026-01-01T12:00:00", "2026-01-01"),
        ("Asia/Kathmandu", "2026-01-01T03:59:00", "2025-12-31"),
    ],
)
def test_a_study_day_starts_at_four_by_the_wall_clock(zone: str, local: str, expected: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert study_day(now, ZoneInfo(zone)) == date.fromisoformat(expected)
    assert study_day(now.astimezone(UTC), ZoneInfo(zone)) == date.fromisoformat(expected)


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2035, 1, 1)))
def test_a_day_starts_where_the_one_before_ends(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    start = day_start(day, zone)
    if start.astimezone(zone).replace(tzinfo=None).hour != 4:
        return  # 4 am did not happen here on that day
    assert study_day(start, zone) == day
    assert study_day(start - timedelta(seconds=1), zone) < day


@given(st.sampled_from(ZONES), st.integers(2016, 2034))
def test_study_days_follow_one_another_without_a_gap(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    now = datetime(year, 1, 1, 12, tzinfo=UTC)
    last = study_day(now, zone)
    for _ in range(366 * 24):
        now += timedelta(hours=1)
        day = study_day(now, zone)
        assert last <= day <= last + timedelta(days=1)
        last = day


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, 10),
        (9, 10),
        (10, 10),
        (11, 11),  # flew west over the date line
        (12, 12),
        (13, 10),  # no flight is that long: the clock was wrong
        (400, 10),
    ],
)
def test_a_day_is_not_repeated_by_travel(last: int | None, expected: int) -> None:
    start = date(2026, 1, 1)
    computed = start + timedelta(days=10)
    known = None if last is None else start + timedelta(days=last)
    assert not_before(computed, known) == start + timedelta(days=expected)
    assert not_before(computed, known) <= latest_repeat(computed)


def test_the_offset_is_that_of_the_moment() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert utc_offset_minutes(datetime(2026, 1, 1, tzinfo=UTC), berlin) == 60
    assert utc_offset_minutes(datetime(2026, 7, 1, tzinfo=UTC), berlin) == 120
    assert utc_offset_minutes(datetime(2026, 7, 1, tzinfo=UTC), ZoneInfo("Asia/Kathmandu")) == 345
