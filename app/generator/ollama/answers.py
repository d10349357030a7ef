"""What a server of models tells, as frozen types. Imports nothing heavy: pages may name these at module level."""

from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How fit a model is for writing cards, best first."""

    GOOD = 0
    FAIR = 1
    POOR = 2
    UNFIT = 3


@dataclass(frozen=True, slots=True)
class Fitness:
    """A judgement, and a sentence that says why."""

    grade: Grade
    why: str

    @property
    def fit(self) -> bool:
        """Whether it is made for the job (good or fair)."""
        return self.grade <= Grade.FAIR


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One model on the server's disk.

    `size` is in bytes, `context_length` in tokens (what it was trained for), `parameters` a count; None where the
    server told none. `quantisation` is a name like `Q4_K_M`, `digest` names the weights.
    """

    name: str
    size: int
    digest: str
    context_length: int | None
    parameters: float | None
    quantisation: str
    capabilities: tuple[str, ...]
    fit: Fitness


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far a download is: the server's own word for the step, and bytes over all layers known so far.

    `total` is 0 until the first layer has begun, and may grow when another one begins.
    """

    status: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that was found out about a server: whether it is as it should be, in words, and what to do."""

    name: str
    ok: bool
    finding: str
    advice: str = ""
