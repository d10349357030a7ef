"""A worker process seen from outside: started on its own, spoken to over pipes, killed with all its children."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import app
from app.demos.limits import Limits

_ROOT = Path(app.__file__).resolve().parent.parent


class WorkerProcess:
    """One `python -m app.demos.worker`. Its messages arrive in `messages`; None is the end of them.

    Starting returns at once: the first message is "ready". No fork, which CUDA and Metal do not survive; a process
    group of its own, so that killing it takes along whatever a library may have started.
    """

    def __init__(self, limits: Limits, *, search_path: Sequence[Path] = ()) -> None:
        self.messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.is_ready = False
        self._sending = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.demos.worker", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=sys.platform != "win32",
            env=_environment(limits, search_path),
        )
        self._reader = threading.Thread(target=self._read, name="demo-worker-reader", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id, which is also the id of its group."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def send(self, **message: object) -> bool:
        """Send one message; False where the process is gone (which `messages` tells too)."""
        assert self._process.stdin is not None
        with self._sending:
            try:
                self._process.stdin.write(json.dumps(message) + "\n")
                self._process.stdin.flush()
            except (BrokenPipeError, ValueError):  # ValueError: the pipe is closed
                return False
        return True

    def wake(self) -> None:
        """Make whoever waits for messages look around."""
        self.messages.put({"type": "wake"})

    def kill(self) -> None:
        """End the process and its group now, and wait until it is gone."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            with suppress(ProcessLookupError):  # it has gone by itself, and its group with it
                os.killpg(self._process.pid, signal.SIGKILL)
        self._tidy()

    def how_it_ended(self) -> int:
        """The exit status once `messages` gave None: negative for a signal, as in subprocess."""
        return self._process.wait()

    def _tidy(self) -> None:
        self._process.wait()
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # what was still buffered has nobody to read it
            self._process.stdin.close()
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.messages.put(json.loads(line))
        self.messages.put(None)


def _environment(limits: Limits, search_path: Sequence[Path]) -> dict[str, str]:
    paths = [str(_ROOT), *map(str, search_path), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "OMP_NUM_THREADS": str(limits.threads),
        "MKL_NUM_THREADS": str(limits.threads),
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # without it cuBLAS may add in another order each time
        "MPLBACKEND": "svg",
    }
