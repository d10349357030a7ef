"""`torchdeck serve` as a process of its own."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60


@contextmanager
def serving(home: Path, **more: str) -> Iterator[str]:
    """The address of a server with this home, for as long as the block lasts; `more` is added to its environment."""
    environment = environment_of(home, **more)
    command = [sys.executable, "-m", "app", "serve", "--no-open", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        address = _address(process)
        _wait_for(f"{address}/health")
        yield address
    finally:
        process.terminate()
        process.wait(SECONDS)


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """What a process of this home finds around it."""
    return {**os.environ, "TORCHDECK_HOME": str(home / "home"), "TORCHDECK_ZONE": "UTC", **more}


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        found = re.search(r"(http://[^\s]+?)/? ", line)
        if found:
            return found[1]
    raise AssertionError("the server did not start:\n" + "".join(lines))


def _wait_for(address: str) -> None:
    """Return once the address answers: the server names it just before it listens."""
    for _ in range(10 * SECONDS):
        try:
            with urllib.request.urlopen(address, timeout=SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer within {SECONDS} seconds")


def add_note(address: str, title: str, text: str) -> None:
    """Paste a note as the page does, and wait until its cards are written."""
    data = urllib.parse.urlencode({"title": title, "text": text}).encode()
    request = urllib.request.Request(f"{address}/add/text", data, {"Origin": address})
    with urllib.request.urlopen(request, timeout=SECONDS) as reply:
        page = reply.geturl()
    for _ in range(10 * SECONDS):
        with urllib.request.urlopen(page, timeout=SECONDS) as reply:
            if "Your notes are in." in reply.read().decode():
                return
        time.sleep(0.1)
    raise AssertionError(f"{title} was not read within {SECONDS} seconds")
