"""Zones by name, and the machine's own."""

from pathlib import Path

import pytest

from app.errors import InvalidInputError
from app.scheduler.zones import system_zone, zone_info


def test_a_zone_by_its_name() -> None:
    assert zone_info("Europe/Berlin").key == "Europe/Berlin"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "a\0b"])
def test_no_such_zone(name: str) -> None:
    with pytest.raises(InvalidInputError, match="no time zone"):
        zone_info(name)


def test_the_machine_zone_comes_from_tz_then_the_localtime_link(tmp_path: Path) -> None:
    target = tmp_path / "zoneinfo" / "Asia" / "Tokyo"
    target.parent.mkdir(parents=True)
    target.touch()
    link = tmp_path / "localtime"
    link.symlink_to(target)
    assert system_zone({"TZ": ":Europe/Paris"}, link) == "Europe/Paris"
    assert system_zone({"TZ": "CET-1CEST-nonsense"}, link) == "Asia/Tokyo"
    assert system_zone({}, link) == "Asia/Tokyo"
    assert system_zone({}, tmp_path / "absent") == "UTC"
