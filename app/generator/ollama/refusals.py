"""A server that says no: which error its status and its words mean.

Rules stand in order; the first that fits is taken.
"""

import re
from dataclasses import dataclass

from app.generator.model.seam import (
    BadSchemaError,
    ContextOverflowError,
    ModelError,
    ModelMissingError,
    ServerBusyError,
    ServerFaultError,
    ServerUnavailableError,
)
from app.generator.ollama.errors import CHECK, FAULT, OVERFLOW, START, Asked, made

MEMORY = "Choose a smaller model (for example: ollama pull llama3.2:3b) or a shorter context in the settings."


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
        r"deadline exceeded|timed out",
        ServerFaultError,
        "The server waited too long for its own runner: {said}",
        FAULT,
    ),
    _Rule(
        0,
        r"exceed_context_size|(input|prompt|request)\b.{0,60}(exceeds?|too long|longer than)|exceeds?.{0,40}context",
        ContextOverflowError,
        "The text is longer than {model} can hold at once.",
        OVERFLOW,
    ),
    _Rule(
        0,
        r"more system memory|out of memory|\boom\b|cudamalloc|(failed|unable) to allocate|allocat\w+ failed"
        r"|(insufficient|not enough) (gpu |system |video )?(memory|vram)",
        ServerFaultError,
        "{model} does not fit into the memory of the machine: {said}",
        MEMORY,
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
        r"127\.0\.0\.1:\d+/",
        ServerFaultError,
        "The server's runner for {model} stopped: {said}",
        f"{MEMORY} {FAULT}",
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
    _Rule(404, "", ServerUnavailableError, "What answers at {url} is not Ollama: it knows no such page.", CHECK),
    _Rule(405, "", ServerUnavailableError, "What answers at {url} is not Ollama: it takes no such call.", CHECK),
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
    _Rule(422, "", BadSchemaError, "The server refuses the call: {said}", CHECK),
    _Rule(499, "", ServerFaultError, "The server gave up on the call: {said}", "Try again."),
    *(
        _Rule(
            status,
            "",
            ServerUnavailableError,
            "Something in front of the model's server at {url} answers in its place.",
            f"{START}; if there is a proxy, check where it leads.",
        )
        for status in (502, 503, 504)
    ),
    _Rule(
        0,
        r"runner|terminated|exit status|signal|crash|unexpected EOF|core dumped",
        ServerFaultError,
        "The server's runner for {model} stopped: {said}",
        f"{MEMORY} {FAULT}",
    ),
    _Rule(200, "", ServerFaultError, "The server failed in the middle of a reply: {said}", FAULT),
    _Rule(0, "", ServerFaultError, "The server failed: {said}", FAULT),
)


def from_answer(asked: Asked, status: int, said: object) -> ModelError:
    """The error behind an answer that is none: an HTTP status of 300 or more, or 200 for an error within a stream.

    `said` is the `error` of the answer, or its body as text.
    """
    words = str(said)
    if 300 <= status < 400:
        return made(ServerUnavailableError, "The server at {url} sends callers elsewhere: {said}", CHECK, asked, words)
    rule = next(rule for rule in _RULES if rule.fits(status, words))
    return made(rule.kind, rule.message, rule.advice, asked, words or f"status {status}")
