"""What a server has done so far, for tests to read."""

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Counters:
    """Calls of a model by their fate, work in hand, and tokens. `cancelled` calls were left by their client.

    `gaps` counts the times that a slot stood free between two calls, `idle_us` is how long that was in all, in
    microseconds: what a client lets a model wait for.
    """

    started: int = 0
    finished: int = 0
    cancelled: int = 0
    faulted: int = 0
    busy: int = 0
    active: int = 0
    most_active: int = 0
    most_waiting: int = 0
    loads: int = 0
    reloads: int = 0
    unloads: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    gaps: int = 0
    idle_us: int = 0

    def as_json(self) -> dict[str, int]:
        """Plain numbers."""
        return asdict(self)
