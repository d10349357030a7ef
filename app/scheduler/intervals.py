"""Intervals as people say them: "10 min", "3 days", "2.1 months"."""

from datetime import timedelta

from app.domain import Schedule

_MINUTE = 60.0
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_MONTH = 30.44 * _DAY
_YEAR = 365.25 * _DAY


def interval_text(interval: timedelta) -> str:
    """An interval in the largest unit that reads naturally; days are whole, months and years have one decimal."""
    seconds = max(0.0, interval.total_seconds())
    if seconds < _MINUTE:
        return "< 1 min"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min" if seconds < 59.5 * _MINUTE else "1 h"
    if seconds < _DAY:
        return f"{round(seconds / _HOUR)} h" if seconds < 23.5 * _HOUR else "1 day"
    if seconds < _MONTH:
        days = round(seconds / _DAY)
        return "1 day" if days == 1 else f"{days} days"
    if seconds < _YEAR:
        return _decimal(seconds / _MONTH, "month")
    return _decimal(seconds / _YEAR, "year")


def _decimal(amount: float, unit: str) -> str:
    number = f"{amount:.1f}".removesuffix(".0")
    return f"1 {unit}" if number == "1" else f"{number} {unit}s"


def answer_text(schedule: Schedule) -> str:
    """How long the answer that gave this schedule puts the card off; what a rating button shows."""
    if schedule.due is None or schedule.last_review is None:
        return "new"
    return interval_text(schedule.due - schedule.last_review)
