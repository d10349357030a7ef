"""Downloading a model onto its server, with progress."""

import queue
from collections.abc import Generator

from app.errors import InvalidInputError
from app.generator.model.seam import Deadline
from app.generator.ollama import errors, loop
from app.generator.ollama.addresses import server_url
from app.generator.ollama.answers import PullProgress
from app.generator.ollama.client import BoundedClient, Frame
from app.generator.ollama.errors import Asked

# Checking the digest of a large model on a slow disk is silent for minutes.
_PULLING = Deadline(first_frame=60.0, between_frames=900.0, total=24 * 3600.0)
_HEARTBEAT_SECONDS = 0.5
_SAFE = "Anything downloaded so far is kept."


def pull(host: str, name: str) -> Generator[PullProgress, None, None]:
    """Have the server at `host` download a model; says how far it is, twice a second even where nothing moves.

    Closing the generator cancels the download; the server keeps what it has, and another pull goes on from there.

    Raises:
        ModelError: nothing answers there, there is no such model, the disk is full, the network is gone.
        InvalidInputError: that is no name of a model, or the host is no address.
    """
    model = name.strip()
    if not model or any(mark.isspace() for mark in model):
        raise InvalidInputError(f"“{name}” is no name of a model.", advice="Write it like llama3.1:8b.")
    return _watched(server_url(host), model)


def _watched(url: str, model: str) -> Generator[PullProgress, None, None]:
    layers = _Layers()
    steps: queue.SimpleQueue[PullProgress] = queue.SimpleQueue()
    download = loop.submit(_download(url, model, layers, steps))
    latest = PullProgress("asking the server", 0, 0)
    try:
        while not (download.done() and steps.empty()):
            try:
                latest = steps.get(timeout=_HEARTBEAT_SECONDS if not download.done() else 0)
            except queue.Empty:
                if download.done():
                    continue
            yield latest
        download.result()
    finally:
        download.cancel()


async def _download(url: str, model: str, layers: "_Layers", steps: "queue.SimpleQueue[PullProgress]") -> None:
    def take(frame: Frame) -> bool:
        steps.put(layers.after(frame))
        return False

    client = BoundedClient(url)
    try:
        body = {"model": model, "stream": True}
        await client.stream("/api/pull", body, take, deadline=_PULLING, limit=None, safe=_SAFE)
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the package's own
    if layers.status != "success":
        raise errors.broken_off(Asked(url, model, _SAFE), layers.status)


class _Layers:
    """The parts of a model that are being downloaded, and the last word about it."""

    def __init__(self) -> None:
        self.status = ""
        self._done: dict[str, int] = {}
        self._total: dict[str, int] = {}

    def after(self, frame: Frame) -> PullProgress:
        """How far all of it is after one more report."""
        self.status = str(frame.get("status") or "")
        digest = frame.get("digest")
        if isinstance(digest, str):
            self._done[digest] = _bytes(frame, "completed")
            self._total[digest] = _bytes(frame, "total")
        return PullProgress(self.status, sum(self._done.values()), sum(self._total.values()))


def _bytes(frame: Frame, key: str) -> int:
    value = frame.get(key)
    return value if isinstance(value, int) else 0
