"""Ctrl-C as a wish to stop: the first one is heard at the next step, the second one ends the command at once."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C ended: 128 and the signal's number."""

_SAID = "\nStopping; what is finished is kept. Ctrl-C once more stops at once.\n"


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """The event that the first Ctrl-C sets, until the block is left."""
    stop = threading.Event()

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # Written past Python's buffers, which whatever was interrupted may hold at this moment.
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, _SAID.encode())

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
