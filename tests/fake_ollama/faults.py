"""Which call goes wrong, and how. What a fault does is in `breakage` (the wire) and `mangling` (the words)."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FAULTS_INSTEAD = """
    html_502 html_200 text_404 forbidden busy_503 error_500 out_of_memory missing_model schema_400 schema_500
    reset_at_once close_at_once silence raw
""".split()
"""In place of any reply, on any path."""

FAULTS_MIDWAY = """
    reset stall trickle blank_lines no_done done_false error_line cut_line not_json bad_utf8 huge
""".split()
"""In the middle of a chat's reply, or before the first line of a pull's."""

WIRE_FAULTS = (*FAULTS_INSTEAD, *FAULTS_MIDWAY)
WORD_FAULTS = """
    fenced prose thoughts cut_json length empty_text unconstrained schema_invalid not_cards no_cards whitespace
    repeated spoil
""".split()
_STREAMED = ("/api/chat", "/api/pull")


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble and the calls it befalls: those that meet every condition given; without any, all.

    `nth` counts calls of `path` from 1. `contains` looks into the request's body as text. `share` (0..1) is drawn with
    the plan's seed. `times` ends it after so many calls (0: never). `detail` is the kind's own setting: milliseconds
    between bytes for `trickle`, bytes for `huge`, the rule for `spoil`, a text for `error_line`, steps for `raw`.
    """

    kind: str
    nth: tuple[int, ...] = ()
    contains: str = ""
    share: float = 1.0
    times: int = 0
    path: str = "/api/chat"
    detail: str = ""

    def __post_init__(self) -> None:
        if self.kind not in WIRE_FAULTS and self.kind not in WORD_FAULTS:
            raise ValueError(f"there is no fault called {self.kind}")
        if self.kind not in FAULTS_INSTEAD and self.path not in _STREAMED:
            raise ValueError(f"{self.path} is answered at once: {self.kind} cannot befall it")

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Fault":
        """A fault from a JSON object."""
        return cls(**{**values, "nth": tuple(values.get("nth", ()))})


@dataclass(slots=True)
class FaultBoard:
    """Decides for each call which fault it gets: the first whose conditions it meets."""

    faults: tuple[Fault, ...]
    seed: int
    _random: random.Random = field(init=False)
    _calls: dict[str, int] = field(init=False, default_factory=dict)
    _hits: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def replace(self, faults: tuple[Fault, ...]) -> None:
        """Other faults from now on; calls are counted anew."""
        self.faults = faults
        self._calls.clear()
        self._hits.clear()

    def next(self, path: str, body: str) -> Fault | None:
        """Count a call and say what befalls it."""
        number = self._calls[path] = self._calls.get(path, 0) + 1
        for index, fault in enumerate(self.faults):
            if fault.path == path and self._meets(index, fault, number, body):
                self._hits[index] = self._hits.get(index, 0) + 1
                return fault
        return None

    def _meets(self, index: int, fault: Fault, number: int, body: str) -> bool:
        if fault.times and self._hits.get(index, 0) >= fault.times:
            return False
        if fault.nth and number not in fault.nth:
            return False
        if fault.contains and fault.contains not in body:
            return False
        return fault.share >= 1.0 or self._random.random() < fault.share
