"""Downloading a model onto its server, with progress."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from app.errors import InvalidInputError
from app.generator.model.seam import Deadline
from app.generator.ollama import errors, loop
from app.generator.ollama.addresses import server_url
from app.generator.ollama.answers import PullProgress
from app.generator.ollama.client import BoundedClient
from app.generator.ollama.errors import Asked

# Checking the digest of a large model on a slow disk is silent for minutes.
_PULLING = Deadline(first_frame=60.0, between_frames=900.0, total=24 * 3600.0)
_HEARTBEAT_SECONDS = 0.5


def pull(host: str, name: str) -> Iterator[PullProgress]:
    """Have the server at `host` download a model; says how far it is, twice a second even where nothing moves.

    Closing the generator cancels the download; the server keeps what it has, and another pull goes on from there.

    Raises:
        ModelError: nothing answers there, there is no such model, the disk is full, the network is gone.
        InvalidInputError: no name was given, or the host is no address.
    """
    model = name.strip()
    if not model or any(mark.isspace() for mark in model):
        raise InvalidInputError(f"“{name}” is no name of a model.", advice="Write it like llama3.1:8b.")
    return _heard(_progress(server_url(host), model))


def _heard(steps: AsyncGenerator[PullProgress, None]) -> Iterator[PullProgress]:
    latest = PullProgress("asking the server", 0, 0)
    with loop.Bridge(steps) as bridge:
        while True:
            try:
                step = bridge.next(timeout=_HEARTBEAT_SECONDS)
            except TimeoutError:
                yield latest
                continue
            if step is None:
                return
            latest = step
            yield latest


async def _progress(url: str, model: str) -> AsyncGenerator[PullProgress, None]:
    client = BoundedClient(url)
    layers: dict[str, tuple[int, int]] = {}
    status = ""
    try:
        async with aclosing(await client.pull_frames(model, deadline=_PULLING)) as frames:
            async for frame in frames:
                status = frame.status or ""
                if frame.digest:
                    layers[frame.digest] = (frame.completed or 0, frame.total or 0)
                yield PullProgress(
                    status, sum(done for done, _ in layers.values()), sum(all_ for _, all_ in layers.values())
                )
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the package's own
    if status != "success":
        raise errors.broken_off(Asked(url, model), status)
