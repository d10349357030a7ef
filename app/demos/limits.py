"""What the worker may take of the machine. Applied inside the worker; no torch here."""

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of wall time for a run, `memory_gib` above what an idle worker has, and torch `threads`.

    A run that is asked to stop gets `grace` seconds before its process group is killed; a worker has `start_seconds` to
    come up, gets a spare beside it after `spare_after` quiet seconds, and goes after `idle_seconds` of them.
    """

    seconds: float = 30.0
    memory_gib: float = 8.0
    threads: int = 1
    grace: float = 0.3
    start_seconds: float = 120.0
    spare_after: float = 3.0
    idle_seconds: float = 900.0


def be_modest() -> None:
    """Yield to the web process, and leave no core dumps behind."""
    if hasattr(os, "nice"):
        os.nice(10)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cap_memory(gib: float, *, address_space: bool, exceeded: Callable[[], None]) -> None:
    """Let the process grow by `gib` from here on.

    With `address_space` (Linux without CUDA, whose driver reserves far more than it uses) an allocation beyond the cap
    fails inside the demo, which keeps the worker. Elsewhere a thread looks at the resident memory and calls `exceeded`.
    """
    if sys.platform == "linux" and address_space:
        import resource

        limit = _pages_of_this_process(0) + int(gib * GIB)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        return
    if sys.platform != "win32":
        limit = resident_bytes() + int(gib * GIB)
        threading.Thread(target=_watch, args=(limit, exceeded), name="memory-watch", daemon=True).start()


def cap_processor(seconds: float, threads: int) -> None:
    """The last guard against a run that nobody is left to stop: the kernel ends the process after its share."""
    if sys.platform != "win32":
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = usage.ru_utime + usage.ru_stime
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + 2 * seconds * threads) + 10, hard))


def resident_bytes() -> int:
    """The memory this process holds now; on systems without /proc, the most it ever held."""
    if sys.platform == "linux":
        return _pages_of_this_process(1)
    if sys.platform != "win32":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
    return 0


def _pages_of_this_process(field: int) -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")


def _watch(limit: int, exceeded: Callable[[], None]) -> None:
    while resident_bytes() <= limit:
        time.sleep(0.2)
    exceeded()
