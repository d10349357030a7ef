"""Keeps every request as it came, and what became of it."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Record:
    """One request. `text` is its exact body; `outcome` is empty while it is in hand."""

    number: int
    method: str
    path: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    status: int = 0
    fault: str = ""
    slot: int | None = None
    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    waited_ms: float = 0.0
    load_ms: float = 0.0
    reply: str = ""

    def as_json(self) -> dict[str, Any]:
        """The record with its body parsed where that is JSON."""
        values = {name: getattr(self, name) for name in self.__slots__}
        try:
            values["body"] = json.loads(self.text) if self.text else None
        except ValueError:
            values["body"] = None
        return values


@dataclass(slots=True)
class Recorder:
    """The latest requests, oldest first; `keeps` bounds their number."""

    keeps: int = 20_000
    _records: deque[Record] = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self._records = deque(maxlen=self.keeps)

    def note(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Record:
        """Keep a request; the record is filled in while it is answered."""
        self._count += 1
        record = Record(self._count, method, path, body.decode("utf-8", "replace"), headers)
        self._records.append(record)
        return record

    def records(self, path: str = "", after: int = 0) -> Iterator[Record]:
        """Those of one path (or of all), numbered above `after`."""
        return (each for each in self._records if each.number > after and path in ("", each.path))

    def clear(self) -> None:
        """Forget them; numbers go on."""
        self._records.clear()
