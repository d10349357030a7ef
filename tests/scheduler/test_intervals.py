"""Intervals in words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import Schedule
from app.scheduler.intervals import answer_text, interval_text


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (timedelta(seconds=-5), "< 1 min"),
        (timedelta(seconds=59), "< 1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(minutes=59, seconds=45), "1 h"),
        (timedelta(hours=5), "5 h"),
        (timedelta(hours=23, minutes=50), "1 day"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=3), "3 days"),
        (timedelta(days=30), "30 days"),
        (timedelta(days=31), "1 month"),
        (timedelta(days=64), "2.1 months"),
        (timedelta(days=365), "12 months"),
        (timedelta(days=366), "1 year"),
        (timedelta(days=1000), "2.7 years"),
        (timedelta(days=36_500), "99.9 years"),
    ],
)
def test_interval_text(interval: timedelta, expected: str) -> None:
    assert interval_text(interval) == expected


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=36_500)))
def test_every_interval_reads_as_one_number_and_a_unit(interval: timedelta) -> None:
    text = interval_text(interval)
    number, _, unit = text.removeprefix("< ").partition(" ")
    assert float(number) > 0
    assert unit.rstrip("s") in {"min", "h", "day", "month", "year"}


def test_a_card_never_answered_is_new() -> None:
    assert answer_text(Schedule("a")) == "new"
