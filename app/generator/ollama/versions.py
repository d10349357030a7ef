"""What releases of Ollama are known for, as far as it concerns writing cards. Numbers are Ollama's own issues."""

import re
from dataclasses import dataclass

Release = tuple[int, int, int]

FIRST_WITH_SCHEMA: Release = (0, 5, 0)
FIRST_WITHOUT_SILENT_CUTS: Release = (0, 12, 6)
# Before it, the count of the prompt could leave out what the cache held (#16428).
FIRST_WITH_WHOLE_COUNTS: Release = (0, 30, 1)


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds from one release on and before another; `grave` where cards cannot be written with it.

    `thinkers` says that it concerns models that can think, and no others.
    """

    since: Release
    before: Release
    words: str
    grave: bool = False
    thinkers: bool = False


_KNOWN = (
    _Known((0, 0, 0), FIRST_WITH_SCHEMA, "cannot hold a model to the form of a card", grave=True),
    _Known((0, 0, 0), FIRST_WITHOUT_SILENT_CUTS, "cuts texts that are too long without saying so"),
    _Known((0, 12, 6), (0, 30, 1), "may leave cached text out of its counts"),
    _Known((0, 0, 0), (0, 21, 1), "may forget the form when told not to think (#15260)", thinkers=True),
    _Known((0, 32, 0), (0, 33, 0), "may forget the form when told not to think (#17871)", thinkers=True),
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of one release, as parts of a sentence; `grave` where it is too old to write cards."""

    words: tuple[str, ...]
    grave: bool


def release_of(version: str) -> Release | None:
    """The numbers of a version like `0.32.4` or `v0.33.0-rc2`; None for one that is not numbered (a build by hand)."""
    match = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version.strip())
    if match is None:
        return None
    major, minor, patch = match.groups()
    release = (int(major), int(minor), int(patch or 0))
    return None if release == (0, 0, 0) else release  # 0.0.0 is what a build from source calls itself


def known_of(release: Release, *, thinks: bool) -> Knowledge:
    """What that release is known for; `thinks` is whether the model in question can think."""
    found = [each for each in _KNOWN if each.since <= release < each.before and (thinks or not each.thinkers)]
    return Knowledge(tuple(each.words for each in found), any(each.grave for each in found))
