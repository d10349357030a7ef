"""When a file that was touched is whole again: an editor may write it in pieces, or delete it and put a new one there.

An event is only a hint. A file has settled once two looks at it, some time apart, saw the same; one that has
disappeared is given longer, because saving by "delete and rename" looks the same for a moment. Pure: time and looks are
passed in.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

STEADY_SECONDS = 0.3
"""A file must look the same for so long."""

ABSENT_SECONDS = 2.0
"""A file must be missing for so long before it is taken to be gone."""

Look = tuple[int, int, int] | None
"""What two looks are compared by: size, time of the last change in ns, inode; None where there is no file."""


def look_at(path: Path) -> Look:
    """One look at a file, through links; None where there is none or it cannot be seen."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


@dataclass(slots=True)
class _Touched:
    look: Look
    since: float


class Settling:
    """The files that were touched and have not settled yet."""

    def __init__(self, look: Callable[[Path], Look] = look_at) -> None:
        self._look = look
        self._touched: dict[Path, _Touched] = {}

    def __len__(self) -> int:
        return len(self._touched)

    def hint(self, paths: Iterable[Path], now: float) -> None:
        """These files may have changed. `now` is in seconds of a clock that never goes back."""
        for path in paths:
            self._touched[path] = _Touched(self._look(path), now)

    def settled(self, now: float) -> list[Path]:
        """The files that have come to rest, in the order of the hints; each is named once."""
        ready = []
        for path, touched in list(self._touched.items()):
            seen = self._look(path)
            if seen != touched.look:
                self._touched[path] = _Touched(seen, now)
            elif now - touched.since >= (STEADY_SECONDS if seen else ABSENT_SECONDS):
                del self._touched[path]
                ready.append(path)
        return ready
