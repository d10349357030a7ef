"""A fake Ollama for the length of a `with` block, in a process of its own."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tests.fake_ollama.plan import Plan

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request that the server got. `text` is its exact body, `body` the same read as JSON.

    `outcome` is `answered`, `refused`, `left` (by the client), or empty while it is in hand. `cached_share` is how much
    of the prompt the server had read before.
    """

    number: int
    method: str
    path: str
    text: str
    body: Any
    headers: Mapping[str, str]
    outcome: str
    status: int
    fault: str
    slot: int | None
    prompt_tokens: int
    cached_tokens: int
    output_tokens: int
    waited_ms: float
    load_ms: float
    reply: str

    @property
    def cached_share(self) -> float:
        """0..1: the part of the prompt's tokens that came out of the cache."""
        return self.cached_tokens / self.prompt_tokens if self.prompt_tokens else 0.0


@dataclass(frozen=True, slots=True)
class FakeOllama:
    """A running fake server. `url` is what a client takes for OLLAMA_HOST; `pid` is its process."""

    url: str
    pid: int

    def requests(self, path: str = "/api/chat", after: int = 0) -> list[RecordedRequest]:
        """What was asked on one path (all with an empty one), oldest first, numbered above `after`."""
        names = {each.name for each in fields(RecordedRequest)}
        records = self._get(f"requests?path={path}&after={after}")
        return [RecordedRequest(**{name: record[name] for name in names}) for record in records]

    def counters(self) -> dict[str, int]:
        """Calls by their fate, slots in use, loads and reloads, tokens: see `counters.Counters`."""
        return dict(self._get("counters"))

    def change(self, **values: Any) -> None:
        """Change the plan while it runs: `change(faults=[Fault("stall")])`, `change(latency_ms=0)`.

        Raises urllib.error.HTTPError for a name or value that no plan has.
        """
        self._post("plan", values)

    def forget(self) -> None:
        """Drop the recorded requests."""
        self._post("forget", {})

    def _get(self, what: str) -> Any:
        return _ask(urllib.request.Request(f"{self.url}/_control/{what}"))

    def _post(self, what: str, values: Mapping[str, Any]) -> Any:
        data = json.dumps(values, default=_plain).encode()
        return _ask(urllib.request.Request(f"{self.url}/_control/{what}", data, method="POST"))


@contextmanager
def fake_ollama(**plan: Any) -> Iterator[FakeOllama]:
    """Start a server by the values of `plan.Plan`, listening when the block begins; it ends with the block.

    It also ends when this process does, however that happens: its standard input closes then.
    """
    values = {each: getattr(Plan().changed(plan), each) for each in plan}
    command = [sys.executable, "-m", "tests.fake_ollama", "--port", "0", "--plan-from-stdin"]
    process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(values, default=_plain) + "\n")
        process.stdin.flush()
        first = process.stdout.readline().split()
        if not first:
            raise RuntimeError("the fake server did not start; its own message is above")
        yield FakeOllama(first[0], process.pid)
    finally:
        process.stdin.close()
        try:
            process.wait(_SECONDS)
        finally:
            process.kill()
            process.stdout.close()


def _ask(request: urllib.request.Request) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=_SECONDS) as reply:
        return json.load(reply)


def _plain(value: Any) -> Any:
    """A dataclass of the plan as a dict."""
    return {each.name: getattr(value, each.name) for each in fields(value)}
