"""Instants as the learner's own calendar and clock show them."""

from datetime import datetime

from app.scheduler.zones import zone_info


def moment(instant: datetime, zone: str) -> str:
    """`21 Nov 2026, 07:31` in the zone of that IANA name."""
    at = instant.astimezone(zone_info(zone))
    return f"{at.day} {at:%b %Y, %H:%M}"
