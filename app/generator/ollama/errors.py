"""What went wrong with the model's server, in the seam's typed errors and in words.

Every message says what happened; every advice what to type. Rules stand in order, the first that fits is taken. What
the server said is quoted, cut short: it may be a page of HTML.
"""

import re
import socket
import ssl
from dataclasses import dataclass

import httpx

from app.generator.model.seam import (
    BadSchemaError,
    ContextOverflowError,
    ModelError,
    ModelMissingError,
    ModelTimeoutError,
    ReplyTooLargeError,
    ServerBusyError,
    ServerFaultError,
    ServerUnavailableError,
)

_QUOTED = 160
_START = "Start it with: ollama serve"
_CHECK = "Check the model's host in the settings (OLLAMA_HOST): something else answers at {url}."
_MEMORY = "Choose a smaller model (for example: ollama pull llama3.2:3b) or a shorter context in the settings."
_FAULT = "The server's own log says more; Ollama restarts its runner at the next call."
_OVERFLOW = "Choose a longer context in the settings, or a model that holds more."


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of whom, for messages: the server's base URL and the model's name (empty where none is meant).

    `safe` is a sentence about what a failure leaves as it was; it ends every message.
    """

    url: str
    model: str = ""
    safe: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """One way a server says no: its status (0 for any; 200 is an error within a stream) and what its words contain."""

    status: int
    words: str
    kind: type[ModelError]
    message: str
    advice: str = ""

    def fits(self, status: int, said: str) -> bool:
        return self.status in (0, status) and re.search(self.words, said, re.IGNORECASE) is not None


_RULES = (
    _Rule(
        0,
        r"exceed_context_size|(input|prompt|request)\b.{0,60}(exceeds?|too long|longer than)|exceeds?.{0,40}context",
        ContextOverflowError,
        "The text is longer than {model} can hold at once.",
        _OVERFLOW,
    ),
    _Rule(
        0,
        r"more system memory|out of memory|\boom\b|cudamalloc|(failed|unable) to allocate|allocat\w+ failed"
        r"|(insufficient|not enough) (gpu |system |video )?(memory|vram)",
        ServerFaultError,
        "{model} does not fit into the memory of the machine: {said}",
        _MEMORY,
    ),
    _Rule(
        0,
        r"server busy|maximum pending requests|too many requests",
        ServerBusyError,
        "The model's server has more to do than it takes on.",
        "Try again in a minute, or ask for fewer sections at once (concurrency in the settings).",
    ),
    _Rule(
        404,
        r"\bmodel\b.*not found|try pulling it",
        ModelMissingError,
        "{model} is not installed on the server at {url}.",
        "Install it with: ollama pull {model}",
    ),
    _Rule(
        0,
        r"requires a newer version|\b412\b",
        ServerFaultError,
        "{model} needs a newer Ollama than the one at {url}.",
        "Update Ollama (ollama.com/download) and try again.",
    ),
    _Rule(
        0,
        r"no space left|disk (is )?full|not enough space",
        ServerFaultError,
        "The server's disk is full.",
        "Make room there (ollama list, then ollama rm NAME) and try again.",
    ),
    _Rule(
        0,
        r"dial tcp|no such host|tls handshake|i/o timeout|network is unreachable|connection reset by peer",
        ServerUnavailableError,
        "The server at {url} does not reach the library of models: {said}",
        "Check the connection to the internet and try again.",
    ),
    _Rule(
        0,
        r"digest mismatch",
        ServerFaultError,
        "What was downloaded of {model} is damaged.",
        "Type again: ollama pull {model}",
    ),
    _Rule(
        0,
        r"model .{0,200}not found|pull model manifest|manifest.{0,40}(does not exist|unknown)",
        ModelMissingError,
        "There is no model called {model} to be had: {said}",
        "Look up the name on ollama.com/library, then type: ollama pull NAME",
    ),
    _Rule(
        0,
        r"prediction aborted|repeat limit|peg-native",
        ServerFaultError,
        "{model} lost its way while writing: {said}",
        "Nothing to do if it happens once; if it stays, choose another model.",
    ),
    _Rule(
        0,
        r"does not support (chat|generate|completion|embed)",
        BadSchemaError,
        "{model} is not made for this: {said}",
        "Choose another model in the settings; torchdeck doctor lists what is installed.",
    ),
    _Rule(
        0,
        r"schema|grammar|invalid format|\bformat\b",
        BadSchemaError,
        "The server cannot hold {model} to the form of a card: {said}",
        "Update Ollama (ollama.com/download), or choose another model.",
    ),
    _Rule(401, "", ServerUnavailableError, "The server at {url} asks for a key.", "Set OLLAMA_API_KEY to it."),
    _Rule(
        403,
        "",
        ServerUnavailableError,
        "The server at {url} refuses calls under that name.",
        "Use http://127.0.0.1:11434 as the host, or allow the name on the server with OLLAMA_ORIGINS.",
    ),
    _Rule(404, "", ServerUnavailableError, "What answers at {url} is not Ollama: it knows no such page.", _CHECK),
    _Rule(405, "", ServerUnavailableError, "What answers at {url} is not Ollama: it takes no such call.", _CHECK),
    _Rule(
        413,
        "",
        ContextOverflowError,
        "Something in front of the server at {url} refuses a text that long.",
        "Raise the size of requests its proxy lets through, or name the server itself as the host.",
    ),
    _Rule(
        429,
        "",
        ServerBusyError,
        "The server at {url} wants fewer calls.",
        "Ask for fewer sections at once (concurrency in the settings).",
    ),
    _Rule(400, "", BadSchemaError, "The server refuses the call: {said}", "Update Ollama (ollama.com/download)."),
    _Rule(422, "", BadSchemaError, "The server refuses the call: {said}", _CHECK),
    _Rule(499, "", ServerFaultError, "The server gave up on the call: {said}", "Try again."),
    *(
        _Rule(
            status,
            "",
            ServerUnavailableError,
            "Something in front of the model's server at {url} answers that the server itself does not.",
            f"{_START}; if there is a proxy, check where it leads.",
        )
        for status in (502, 503, 504)
    ),
    _Rule(
        0,
        r"runner|terminated|exit status|signal|crash|unexpected EOF|core dumped",
        ServerFaultError,
        "The server's runner for {model} stopped: {said}",
        f"{_MEMORY} {_FAULT}",
    ),
    _Rule(200, "", ServerFaultError, "The server failed in the middle of a reply: {said}", _FAULT),
    _Rule(0, "", ServerFaultError, "The server failed: {said}", _FAULT),
)


def from_answer(asked: Asked, status: int, said: object) -> ModelError:
    """The error behind an answer that is none: an HTTP status of 300 or more, or 200 for an error within a stream.

    `said` is the `error` of the answer, or its body as text.
    """
    words = str(said)
    if 300 <= status < 400:
        return _error(
            ServerUnavailableError, "The server at {url} sends callers elsewhere: {said}", _CHECK, asked, words
        )
    rule = next(rule for rule in _RULES if rule.fits(status, words))
    return _error(rule.kind, rule.message, rule.advice, asked, words or f"status {status}")


def from_exception(asked: Asked, error: Exception) -> ModelError:
    """The error behind an exception of httpx, of a socket, or of reading what should have been JSON."""
    kind, message, advice = _exception_case(error)
    return _error(kind, message, advice, asked, str(error) or type(error).__name__)


def not_ollama(asked: Asked, said: str) -> ModelError:
    """What answers is not Ollama: a page, another service, a proxy's own words."""
    return _error(
        ServerUnavailableError, "What answers at {url} does not speak as Ollama does: {said}", _CHECK, asked, said
    )


def garbled(asked: Asked, said: str) -> ModelError:
    """A reply that began well and went on as no JSON."""
    return _error(ServerFaultError, "The server's reply broke into pieces: {said}", _FAULT, asked, said)


def too_slow(asked: Asked, what: str, seconds: float) -> ModelError:
    """A deadline passed. `what` goes between "The server …" and "… N seconds."."""
    return _error(
        ModelTimeoutError,
        f"{{model_or_server}} {what} {seconds:.3g} seconds.",
        "Try a smaller model, or wait until the machine has less to do; ollama ps shows what it is at.",
        asked,
    )


def too_large(asked: Asked, limit: int) -> ModelError:
    """The reply passed its limit of bytes."""
    return _error(
        ReplyTooLargeError,
        f"The reply of {{model_or_server}} grew past {limit / 2**20:.0f} MiB; reading it was given up.",
        "Choose another model, or check that nothing but Ollama answers at {url}.",
        asked,
    )


def overflow(asked: Asked, tokens: int, room: int) -> ModelError:
    """The prompt would not fit: seen before it was sent. Both figures are in tokens."""
    return _error(
        ContextOverflowError,
        f"The text may take {tokens} tokens, and {{model_or_server}} has room for {room}: it was not sent.",
        _OVERFLOW,
        asked,
    )


def cut_silently(asked: Asked, read: int, expected: int, context: int) -> ModelError:
    """The server answered, but read less of the prompt than was sent. All figures are in tokens."""
    return _error(
        ContextOverflowError,
        f"The server cut the text without saying so: {{model_or_server}} read {read} tokens of about {expected} "
        f"(context {context}).",
        "Choose a longer context in the settings, update Ollama (ollama.com/download), or run: torchdeck doctor",
        asked,
    )


def broken_off(asked: Asked, status: str) -> ModelError:
    """A download's report ended before the download did."""
    return _error(
        ServerFaultError,
        "The download of {model} broke off after: {said}",
        "Type again: ollama pull {model}",
        asked,
        status or "nothing",
    )


def missing(asked: Asked) -> ModelError:
    """The server answers, and has no such model."""
    return from_answer(asked, 404, "model not found")


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
        return ServerUnavailableError, "{url} is no address that can be called.", "Check OLLAMA_HOST."
    return ServerUnavailableError, "What answers at {url} does not speak as Ollama does: {said}", _CHECK


_UNREACHABLE = "Check that it is switched on, that the address is right (OLLAMA_HOST) and that no firewall is between."
_BROKEN = f"If it stopped: {_START[0].lower()}{_START[1:]}"


def _connect_case(error: Exception) -> tuple[type[ModelError], str, str]:
    chain = list(_causes(error))
    words = " ".join(str(each) for each in chain).lower()
    if any(isinstance(each, socket.gaierror) for each in chain) or "name or service" in words or "getaddrinfo" in words:
        return ServerUnavailableError, "No machine is known by the name in {url}.", "Check OLLAMA_HOST."
    if any(isinstance(each, ssl.SSLError) for each in chain) or "ssl" in words or "certificate" in words:
        return (
            ServerUnavailableError,
            "The secure connection to {url} failed: {said}",
            "Ollama itself speaks http: write http:// in OLLAMA_HOST, or check the certificate of its proxy.",
        )
    if "unreachable" in words or "no route" in words:
        return ServerUnavailableError, "No way leads to {url}.", _UNREACHABLE
    return ServerUnavailableError, "No Ollama listens at {url}.", _START


def _causes(error: BaseException | None) -> list[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen


def _error(kind: type[ModelError], message: str, advice: str, asked: Asked, said: str = "") -> ModelError:
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
