"""Work in the background gives way to somebody who waits for a page.

Python runs one thread at a time. Whoever judges and stores cards would take the interpreter at every step of an answer
that touches the database, and each time the answer would have to wait for its turn. So such work looks up between two
steps of its own, and pauses while a page is being made; a page takes milliseconds, a step as well.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_PAUSE = 0.05
"""Seconds that one step waits at most: work goes on, if slowly, however many pages are asked for."""


class Courtesy:
    """Who is being served, and a place to wait until nobody is. Safe to use from any thread."""

    def __init__(self, longest_pause: float = LONGEST_PAUSE) -> None:
        self._longest = longest_pause
        self._served = 0
        self._nobody = threading.Condition()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Somebody waits for what is done in this block."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    @property
    def served(self) -> int:
        """How many wait now."""
        return self._served

    def begin(self) -> None:
        """Somebody waits from now on; `end` has to follow."""
        with self._nobody:
            self._served += 1

    def end(self) -> None:
        """One of those who waited has been served."""
        with self._nobody:
            self._served -= 1
            if not self._served:
                self._nobody.notify_all()

    def give_way(self) -> None:
        """Return once nobody is being served, at once where nobody is, after the longest pause in any case.

        Never to be called with a lock or a transaction held that a page may need.
        """
        if not self._served:
            return
        with self._nobody:
            self._nobody.wait_for(self._nobody_served, self._longest)

    def _nobody_served(self) -> bool:
        return not self._served


def keep_going() -> None:
    """The `give_way` of work that nobody's page depends on, on the command line for instance."""
