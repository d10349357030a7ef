"""Who writes the cards: the model where it answers, else the writer that is built in."""

import random
import socket
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain import Author, ModelSettings
from app.errors import UnavailableError
from app.generator.writer import SlowWriter, Writer

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from app.generator.model.seam import ModelInfo
    from app.services.vectors import Neighbourhood

AUTO, OLLAMA, EXTRACTIVE = "auto", "ollama", "extractive"
AnyWriter = Writer | SlowWriter
_PROBE_SECONDS = 1.0
_PATIENCE = {AUTO: 3.0, OLLAMA: 20.0}


@dataclass(frozen=True, slots=True)
class ChosenWriter:
    """A writer, and a sentence about who writes and why; with an embedding model, how it sees the cards."""

    writer: AnyWriter
    said: str
    neighbourhood: "Neighbourhood | None" = None


def choose_writer(name: str, settings: ModelSettings, *, rng: random.Random) -> ChosenWriter:
    """The writer of that name: "ollama", "extractive", or "auto" for the model where it answers and is installed.

    Where nothing listens, "auto" has decided within a second.

    Raises:
        UnavailableError: "ollama" was asked for, and no server answers or it has no such model; nothing was changed.
    """
    from app.generator.extractive.writer import ExtractiveWriter  # here, so that a server starts without its rules

    builtin = ExtractiveWriter()
    if name == EXTRACTIVE:
        return ChosenWriter(builtin, "The built-in writer writes the cards.")
    try:
        if name == AUTO:
            _knock(settings.host)
        info = _describe(settings, _PATIENCE[name])
    except UnavailableError as error:
        if name == OLLAMA:
            raise UnavailableError(f"{error.message} Nothing was changed.", advice=error.advice) from error
        return ChosenWriter(builtin, f"The built-in writer writes the cards: {error}")
    from app.generator.model.writer import ModelWriter
    from app.generator.ollama import loop
    from app.services.vectors import Neighbourhood, OllamaEmbedder

    writer = ModelWriter(loop.shared(settings), settings, builtin, rng=rng, info=info)
    near = Neighbourhood(OllamaEmbedder(settings)) if settings.embedding_model else None
    return ChosenWriter(writer, f"{info.model_id} writes the cards, by the server at {settings.host}.", near)


def author_of(writer: AnyWriter) -> Author:
    """Under whose name cards of this writer stand, unless its reply says otherwise."""
    return Author(writer.name, writer.model, getattr(writer, "digest", ""))


def is_slow(writer: AnyWriter) -> "TypeIs[SlowWriter]":
    """Whether it is one that asks a server, several sections at once."""
    return hasattr(writer, "batches")


def _knock(url: str) -> None:
    """Raises UnavailableError where nothing listens, without loading an HTTP client for it."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", port), timeout=_PROBE_SECONDS).close()
    except OSError as error:
        raise UnavailableError(f"no model server listens at {url}.") from error


def _describe(settings: ModelSettings, patience: float) -> "ModelInfo":
    from app.generator.ollama import loop

    future = loop.submit(loop.shared(settings).describe())
    try:
        return future.result(patience)
    except FutureTimeoutError:
        future.cancel()
        raise UnavailableError(
            f"The model server at {settings.host} did not answer within {patience:.0f} seconds.",
            advice="Try again when it has less to do, or let the built-in writer write: --writer extractive.",
        ) from None
