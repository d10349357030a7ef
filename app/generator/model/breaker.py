"""Stops asking a server that has failed several sections in a row, so that a run ends in seconds and not in hours."""

from app.generator.model.faults import Trouble
from app.generator.writer import Fallback

MOST_IN_A_ROW = 3


class Breaker:
    """Shared by all sections of a run, also those under way at the same time. Once open it stays so."""

    def __init__(self, most: int = MOST_IN_A_ROW) -> None:
        self._most = most
        self._in_a_row = 0
        self._reason: Trouble | None = None

    @property
    def reason(self) -> Fallback | None:
        """Why nothing is asked any more, or None while the model is still asked."""
        if self._reason is None:
            return None
        message = f"{self._reason.message} After {self._most} sections in a row the model was not asked any more."
        return Fallback(self._reason.fault, message, self._reason.advice)

    @property
    def is_open(self) -> bool:
        """Whether to ask no more."""
        return self._reason is not None

    def note(self, trouble: Trouble | None) -> None:
        """One section came to its end: well, with an unusable reply, or because the server failed."""
        if trouble is None or not trouble.of_server:
            self._in_a_row = 0
            return
        self._in_a_row += 1
        if self._in_a_row >= self._most and self._reason is None:
            self._reason = trouble
