"""What is installed, and getting more of it."""

import asyncio
import time

import pytest

from app.errors import InvalidInputError
from app.generator.model.seam import ModelError, ModelMissingError, ServerUnavailableError
from app.services.installed_models import Grade, PullProgress, installed_models, pull_model
from tests.fake_ollama import FakeOllama, Fault, InstalledModel
from tests.generator.ollama.asking import Asking

pytestmark = pytest.mark.usefixtures("models_loop")


def test_the_installed_models_are_listed_with_what_matters(fake: FakeOllama) -> None:
    models = installed_models(fake.url)
    assert [model.name for model in models] == ["llama3.1:8b", "qwen3:8b", "nomic-embed-text:latest"]
    llama = models[0]
    assert (llama.size, llama.context_length, llama.parameters) == (4_920_753_328, 131_072, 8e9)
    assert (llama.quantisation, llama.capabilities) == ("Q4_K_M", ("completion", "tools"))
    assert len(llama.digest) == 64
    assert [model.fit.grade for model in models] == [Grade.GOOD, Grade.FAIR, Grade.UNFIT]


def test_no_models_is_an_empty_list(fake: FakeOllama) -> None:
    fake.change(models=[])
    assert installed_models(fake.url) == ()


def test_many_models_are_all_listed(fake: FakeOllama) -> None:
    fake.change(models=[InstalledModel(f"model{number}:7b") for number in range(30)])
    assert len(installed_models(fake.url)) == 30


def test_no_server_is_said_at_once_and_in_words() -> None:
    with pytest.raises(ServerUnavailableError, match=r"No Ollama listens at http://127\.0\.0\.1:9") as caught:
        installed_models("127.0.0.1:9")
    assert caught.value.advice == "Start it with: ollama serve"
    with pytest.raises(InvalidInputError):
        installed_models("my desk")


async def test_a_server_of_another_kind_is_not_taken_for_one() -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"models": "none of your business"}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        writer.close()

    running = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = running.sockets[0].getsockname()[1]
    with pytest.raises(ServerUnavailableError, match="does not speak as Ollama"):
        await asyncio.to_thread(installed_models, f"127.0.0.1:{port}")
    running.close()


def test_a_download_tells_how_far_it_is(fake: FakeOllama) -> None:
    steps = list(pull_model(fake.url, "llama3.2:3b"))
    assert steps[-1] == PullProgress("success", 2_019_393_189, 2_019_393_189)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert any(0 < step.done < step.total for step in steps)
    assert "llama3.2:3b" in {model.name for model in installed_models(fake.url)}


def test_a_slow_download_says_so_twice_a_second(fake: FakeOllama) -> None:
    fake.change(pull_ms=9000)
    download = pull_model(fake.url, "mistral:7b")
    first, second, third = (next(download) for _ in range(3))
    download.close()
    assert third.done == 0
    assert first.status in ("asking the server", "pulling manifest")
    assert second.total in (0, 4_113_301_824)


def test_closing_the_download_cancels_it(fake: FakeOllama) -> None:
    fake.change(pull_ms=20_000)
    download = pull_model(fake.url, "mistral:7b")
    next(download)
    download.close()
    for _ in range(500):
        if fake.requests("/api/pull")[-1].outcome == "left":
            break
        time.sleep(0.02)
    assert fake.requests("/api/pull")[-1].outcome == "left"
    assert Asking(fake.url).connections() == []
    assert "mistral:7b" not in {model.name for model in installed_models(fake.url)}


def test_a_name_that_the_library_lacks_is_an_error_within_the_stream(fake: FakeOllama) -> None:
    with pytest.raises(ModelMissingError, match="no model called nonesuch") as caught:
        list(pull_model(fake.url, "nonesuch"))
    assert "ollama.com/library" in caught.value.advice


@pytest.mark.parametrize("name", ["", "  ", "two words", "a\nb"])
def test_what_is_no_name_is_not_asked_for(fake: FakeOllama, name: str) -> None:
    with pytest.raises(InvalidInputError, match="no name of a model"):
        pull_model(fake.url, name)
    assert fake.requests("/api/pull") == []


BROKEN_DOWNLOADS = (
    (
        Fault("error_line", path="/api/pull", detail="write /blobs/x: no space left on device"),
        "disk is full",
        "ollama rm",
    ),
    (Fault("error_line", path="/api/pull", detail="digest mismatch"), "damaged", "ollama pull mistral:7b"),
    (Fault("no_done", path="/api/pull"), "broke off after: “nothing”", "ollama pull mistral:7b"),
    (Fault("cut_line", path="/api/pull"), "broke off", "ollama serve"),
    (Fault("reset", path="/api/pull"), "connection", "ollama serve"),
)


@pytest.mark.parametrize(("fault", "message", "advice"), BROKEN_DOWNLOADS, ids=lambda each: str(each)[:24])
def test_a_download_that_breaks_off_says_so(fake: FakeOllama, fault: Fault, message: str, advice: str) -> None:
    fake.change(faults=[fault])
    with pytest.raises(ModelError, match=message) as caught:
        list(pull_model(fake.url, "mistral:7b"))
    assert advice in caught.value.advice
    fake.change(faults=[])
    assert list(pull_model(fake.url, "mistral:7b"))[-1].status == "success"
