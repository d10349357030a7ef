"""What a server or a socket says, and the typed error and the words that are made of it."""

import json
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from app.generator.model import seam
from app.generator.ollama import errors
from app.generator.ollama.errors import Asked, from_exception
from app.generator.ollama.refusals import from_answer

ASKED = Asked("http://desk:11434", "m:1")


def rows() -> list[tuple[str, ...]]:
    table = Path(__file__).with_name("errors.md").read_text("utf-8").splitlines()
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table if line.startswith("|")]
    return cells[2:]


def kind(name: str) -> type[seam.ModelError]:
    found = getattr(seam, f"{name}Error")
    assert issubclass(found, seam.ModelError)
    return found


@pytest.mark.parametrize(("status", "said", "name", "message", "advice"), rows(), ids=lambda cell: cell[:30])
def test_each_answer_has_its_error_and_its_words(status: str, said: str, name: str, message: str, advice: str) -> None:
    error = from_answer(ASKED, int(status), said)
    assert type(error) is kind(name)
    assert message in error.message
    assert advice in error.advice
    assert len(error.message) < 400


def test_an_error_that_is_an_object_is_read_as_one() -> None:
    nested = {"code": 400, "message": "request (9 tokens) exceeds", "type": "exceed_context_size_error"}
    assert isinstance(from_answer(ASKED, 400, nested), seam.ContextOverflowError)


def test_no_page_of_somebody_reaches_the_learner_whole() -> None:
    page = "<html><script>alert(1)</script>" + "words " * 5000
    message = from_answer(ASKED, 500, page).message
    assert len(message) < 300
    assert "<" not in message


CERTIFICATE = ssl.SSLCertVerificationError("certificate verify failed")
EXCEPTIONS = (
    (
        httpx.ConnectError("All connection attempts failed"),
        seam.ServerUnavailableError,
        "No Ollama listens",
        "ollama serve",
    ),
    (ConnectionRefusedError(111, "refused"), seam.ServerUnavailableError, "No Ollama listens", "ollama serve"),
    (
        httpx.ConnectError("[Errno -2] Name or service not known"),
        seam.ServerUnavailableError,
        "No machine is known",
        "HOST",
    ),
    (socket.gaierror(-2, "unknown"), seam.ServerUnavailableError, "No machine is known", "OLLAMA_HOST"),
    (httpx.ConnectError("[Errno 101] Network is unreachable"), seam.ServerUnavailableError, "No way leads", "firewall"),
    (httpx.ConnectTimeout(""), seam.ServerUnavailableError, "does not answer", "switched on"),
    (httpx.ConnectError("[SSL] record layer failure"), seam.ServerUnavailableError, "secure connection", "http://"),
    (CERTIFICATE, seam.ServerUnavailableError, "secure connection", "certificate"),
    (httpx.ReadTimeout(""), seam.ModelTimeoutError, "took too long", "less to do"),
    (httpx.WriteTimeout(""), seam.ModelTimeoutError, "took too long", "less to do"),
    (TimeoutError(110, "timed out"), seam.ModelTimeoutError, "took too long", "less to do"),
    (httpx.RemoteProtocolError("peer closed connection"), seam.ServerUnavailableError, "broke off", "ollama serve"),
    (httpx.ReadError(""), seam.ServerUnavailableError, "connection to the server", "ollama serve"),
    (httpx.WriteError(""), seam.ServerUnavailableError, "connection to the server", "ollama serve"),
    (ConnectionResetError(104, "reset"), seam.ServerUnavailableError, "connection to the server", "ollama serve"),
    (BrokenPipeError(32, "pipe"), seam.ServerUnavailableError, "connection to the server", "ollama serve"),
    (httpx.UnsupportedProtocol("x"), seam.ServerUnavailableError, "no address", "OLLAMA_HOST"),
    (httpx.InvalidURL("x"), seam.ServerUnavailableError, "no address", "OLLAMA_HOST"),
    (httpx.DecodingError("x"), seam.ServerUnavailableError, "does not speak as Ollama", "something else answers"),
    (json.JSONDecodeError("x", "y", 0), seam.ServerUnavailableError, "does not speak", "something else answers"),
)


@pytest.mark.parametrize(("raised", "error", "message", "advice"), EXCEPTIONS, ids=lambda each: type(each).__name__)
def test_each_exception_has_its_error_and_its_words(
    raised: Exception, error: type[seam.ModelError], message: str, advice: str
) -> None:
    made = from_exception(ASKED, raised)
    assert type(made) is error
    assert message in made.message
    assert advice in made.advice
    assert ASKED.url in made.message


def test_only_faults_that_may_pass_are_called_passing() -> None:
    passing = {name for _, _, name, _, _ in rows() if kind(name).passing}
    assert passing == {"ServerUnavailable", "ServerBusy", "ServerFault"}


def test_an_error_without_a_model_speaks_of_the_server() -> None:
    assert errors.too_slow(Asked("http://desk:1"), "said nothing within", 3).message.startswith(
        "The server said nothing"
    )
    assert errors.missing(ASKED).advice == "Install it with: ollama pull m:1"
