"""Folders watched for saved notes, in a thread of its own. What is to be done about a saved note is the caller's."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from app.notes.kinds import SUFFIXES
from app.services.settling import Settling

_log = logging.getLogger(__name__)
_STEP_MS = 100
_FOLDERS_AGAIN_SECONDS = 5.0

Changed = Callable[[Sequence[Path]], object]


class Watcher:
    """Calls `changed` with the notes that were saved, moved or deleted, once they have come to rest.

    It is called with the folders themselves when their watch has begun: what happened before is for it to find out.
    `folders` is asked again every few seconds, so that a folder that is added, or mounted later, is watched too. A
    fault of `changed` is logged and ends nothing.
    """

    def __init__(self, folders: Callable[[], Sequence[Path]], changed: Changed) -> None:
        self._folders = folders
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to watch; returns at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop watching, and wait for work at hand."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            folders = self._there()
            if folders:
                self._watch(folders)
            else:
                self._stop.wait(_FOLDERS_AGAIN_SECONDS)

    def _there(self) -> list[Path]:
        return [folder for folder in self._folders() if folder.is_dir()]

    def _watch(self, folders: list[Path]) -> None:
        """Watch these folders until others are to be watched, or until the end."""
        from watchfiles import watch  # here, so that a server without watched folders never loads it

        settling, asked = Settling(), time.monotonic()
        events = watch(
            *folders,
            watch_filter=lambda _change, path: _is_note(path),
            stop_event=self._stop,
            step=50,
            rust_timeout=_STEP_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        for turn, batch in enumerate(events):
            if turn == 0:
                self._report(folders)
            now = time.monotonic()
            settling.hint((Path(path) for _, path in batch), now)
            self._report(settling.settled(now))
            if now - asked >= _FOLDERS_AGAIN_SECONDS and not len(settling):
                asked = now
                if self._there() != folders:
                    return

    def _report(self, saved: Iterable[Path]) -> None:
        paths = list(saved)
        if not paths:
            return
        try:
            self._changed(paths)
        except Exception:  # noqa: BLE001 - the watch must outlive one bad save
            _log.exception("What %d saved notes mean could not be found out.", len(paths))


def _is_note(path: str) -> bool:
    name = Path(path).name
    return not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
