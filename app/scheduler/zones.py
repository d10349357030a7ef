"""Time zones by their IANA names."""

import os
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import InvalidInputError

_LOCALTIME = Path("/etc/localtime")


@lru_cache(maxsize=64)
def zone_info(name: str) -> ZoneInfo:
    """The zone called `name`, such as "Europe/Berlin".

    Raises:
        InvalidInputError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInputError(
            f"There is no time zone called {name!r}.",
            advice='Use an IANA name such as "Europe/Berlin" or "America/New_York".',
        ) from error


def system_zone(environment: dict[str, str] | None = None, localtime: Path = _LOCALTIME) -> str:
    """The IANA name of this machine's zone: from TZ, then from what /etc/localtime points to, else "UTC"."""
    named = (os.environ if environment is None else environment).get("TZ", "").lstrip(":")
    linked = str(localtime.resolve()).partition("zoneinfo/")[2] if localtime.is_symlink() else ""
    for candidate in (named, linked):
        if candidate and _exists(candidate):
            return candidate
    return "UTC"


def _exists(name: str) -> bool:
    try:
        zone_info(name)
    except InvalidInputError:
        return False
    return True
