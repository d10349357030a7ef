"""What went wrong with the model's server, in the seam's typed errors and in words.

Every message says what happened; every advice what to type. What the server said is quoted, cut short: it may be a page
of HTML. What it means where it says no is in `refusals`.
"""

import re
import socket
import ssl
from dataclasses import dataclass

import httpx

from app.generator.model.seam import (
    ContextOverflowError,
    ModelError,
    ModelMissingError,
    ModelTimeoutError,
    ReplyTooLargeError,
    ServerFaultError,
    ServerUnavailableError,
)

_QUOTED = 160
START = "Start it with: ollama serve"
CHECK = "Check the model's host in the settings (OLLAMA_HOST): something else answers at {url}."
FAULT = "The server's own log says more; Ollama restarts its runner at the next call."
OVERFLOW = "Choose a longer context in the settings, or a model that holds more."


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of whom, for messages: the server's base URL and the model's name (empty where none is meant).

    `safe` is a sentence about what a failure leaves as it was; it ends every message.
    """

    url: str
    model: str = ""
    safe: str = ""


def from_exception(asked: Asked, error: Exception) -> ModelError:
    """The error behind an exception of httpx, of a socket, or of reading what should have been JSON."""
    kind, message, advice = _exception_case(error)
    return made(kind, message, advice, asked, str(error) or type(error).__name__)


def not_ollama(asked: Asked, said: str) -> ModelError:
    """What answers is not Ollama: a page, another service, a proxy's own words."""
    return made(
        ServerUnavailableError, "What answers at {url} does not speak as Ollama does: {said}", CHECK, asked, said
    )


def garbled(asked: Asked, said: str) -> ModelError:
    """A reply that began well and went on as no JSON."""
    return made(ServerFaultError, "The server's reply broke into pieces: {said}", FAULT, asked, said)


def too_slow(asked: Asked, what: str, seconds: float) -> ModelError:
    """A deadline passed. `what` goes between "The server …" and "… N seconds."."""
    return made(
        ModelTimeoutError,
        f"{{model_or_server}} {what} {seconds:.3g} seconds.",
        "Try a smaller model, or wait until the machine has less to do; ollama ps shows what it is at.",
        asked,
    )


def too_large(asked: Asked, limit: int) -> ModelError:
    """The reply passed its limit of bytes."""
    return made(
        ReplyTooLargeError,
        f"The reply of {{model_or_server}} grew past {limit / 2**20:.0f} MiB; reading it was given up.",
        "Choose another model, or check that nothing but Ollama answers at {url}.",
        asked,
    )


def overflow(asked: Asked, tokens: int, room: int) -> ModelError:
    """The prompt would not fit: seen before it was sent. Both figures are in tokens."""
    return made(
        ContextOverflowError,
        f"The text may take {tokens} tokens, and {{model_or_server}} has room for {room}: it was not sent.",
        OVERFLOW,
        asked,
    )


def cut_silently(asked: Asked, read: int, expected: int, context: int) -> ModelError:
    """The server answered, but read less of the prompt than was sent. All figures are in tokens."""
    return made(
        ContextOverflowError,
        f"The server cut the text without saying so: {{model_or_server}} read {read} tokens of about {expected} "
        f"(context {context}).",
        "Choose a longer context in the settings, update Ollama (ollama.com/download), or run: torchdeck doctor",
        asked,
    )


def broken_off(asked: Asked, status: str) -> ModelError:
    """A download's report ended before the download did."""
    return made(
        ServerFaultError,
        "The download of {model} broke off after: {said}",
        "Type again: ollama pull {model}",
        asked,
        status or "nothing",
    )


def missing(asked: Asked) -> ModelError:
    """The server answers, and has no such model."""
    return made(
        ModelMissingError,
        "{model} is not installed on the server at {url}.",
        "Install it with: ollama pull {model}",
        asked,
    )


def _exception_case(error: Exception) -> tuple[type[ModelError], str, str]:
    if isinstance(error, httpx.ConnectTimeout):
        return ServerUnavailableError, "The machine behind {url} does not answer.", _UNREACHABLE
    if isinstance(error, httpx.ConnectError | ConnectionRefusedError | socket.gaierror | ssl.SSLError):
        return _connect_case(error)
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return ModelTimeoutError, "The server at {url} took too long.", "Try again when the machine has less to do."
    if isinstance(error, httpx.RemoteProtocolError):
        return ServerUnavailableError, "The server at {url} broke off, or does not speak HTTP: {said}", _BROKEN
    if isinstance(error, httpx.NetworkError | OSError):
        return ServerUnavailableError, "The connection to the server at {url} broke: {said}", _BROKEN
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return (
            ServerUnavailableError,
            "{url} is no address that can be called.",
            "Check the host in the settings (OLLAMA_HOST).",
        )
    return ServerUnavailableError, "What answers at {url} does not speak as Ollama does: {said}", CHECK


_UNREACHABLE = "Check that it is switched on, that the address is right (OLLAMA_HOST) and that no firewall is between."
_BROKEN = f"If it stopped: {START[0].lower()}{START[1:]}"


def _connect_case(error: Exception) -> tuple[type[ModelError], str, str]:
    chain = list(_causes(error))
    words = " ".join(str(each) for each in chain).lower()
    if any(isinstance(each, socket.gaierror) for each in chain) or "name or service" in words or "getaddrinfo" in words:
        return (
            ServerUnavailableError,
            "No machine is known by the name in {url}.",
            "Check the host in the settings (OLLAMA_HOST).",
        )
    if any(isinstance(each, ssl.SSLError) for each in chain) or "ssl" in words or "certificate" in words:
        return (
            ServerUnavailableError,
            "The secure connection to {url} failed: {said}",
            "Ollama itself speaks http: write http:// in OLLAMA_HOST, or check the certificate of its proxy.",
        )
    if "unreachable" in words or "no route" in words:
        return ServerUnavailableError, "No way leads to {url}.", _UNREACHABLE
    return ServerUnavailableError, "No Ollama listens at {url}.", START


def _causes(error: BaseException | None) -> list[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen


def made(kind: type[ModelError], message: str, advice: str, asked: Asked, said: str = "") -> ModelError:
    """An error whose message and advice may speak of `{url}`, `{model}`, `{model_or_server}` and `{said}`."""
    words = {
        "url": asked.url,
        "model": asked.model or "The model",
        "model_or_server": asked.model or "The server",
        "said": _quoted(said),
    }
    return kind(f"{message.format(**words)} {asked.safe}".rstrip(), advice=advice.format(**words))


def _quoted(said: str) -> str:
    """The first words of what was said, tags and line ends taken out, as a quotation that ends its sentence."""
    flat = " ".join(re.sub(r"<[^>]{0,200}>", " ", said[:2000]).split())
    short = flat if len(flat) <= _QUOTED else f"{flat[:_QUOTED].rstrip()}…"
    return f"“{short}”."
