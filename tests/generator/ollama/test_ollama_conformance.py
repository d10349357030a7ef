"""What the examination says of servers that do as they should, and of those that do not."""

import asyncio

import pytest

from app.generator.ollama.answers import Observation
from app.generator.ollama.conformance import observe
from tests.fake_ollama import FakeOllama, Fault, InstalledModel
from tests.generator.ollama.asking import settings_for
from tests.generator.ollama.conftest import OddServer

pytestmark = pytest.mark.usefixtures("models_loop")


def seen(fake: FakeOllama, *, quick: bool = False, seconds: float = 60.0, **changes: object) -> dict[str, Observation]:
    said: list[str] = []
    found = observe(
        settings_for(fake.url, **changes), nonce="2026-11-21", quick=quick, say=said.append, seconds=seconds
    )
    assert bool(said) == (not quick and "Form" in {each.name for each in found})
    return {each.name: each for each in found}


def test_a_good_server_passes_everything(fake: FakeOllama) -> None:
    fake.change(version="0.32.4", slots=2, latency_ms=400)
    found = seen(fake, embedding_model="nomic-embed-text")
    assert list(found) == [
        "Ollama",
        "Ollama's version",
        "Model",
        "Form",
        "End of replies",
        "Thinking",
        "Context",
        "Calls at once",
        "Prompt cache",
        "Long texts",
        "Embedding model",
    ]
    assert {name: each.finding for name, each in found.items() if not each.ok} == {}
    assert found["Ollama"].finding == f"{fake.url} answers with 3 models"
    assert found["Ollama's version"].finding == "0.32.4"
    assert "Fit for the job" in found["Model"].finding
    assert found["Form"].finding.endswith("in the order asked for")
    assert found["Context"].finding == "8,192 tokens, as asked for"
    assert found["Calls at once"].finding == "2 of 2 calls were answered side by side"
    assert "TORCHDECK_CONCURRENCY=2" in found["Calls at once"].advice
    assert found["Long texts"].finding == "a text that is too long is refused, not cut"
    assert found["Embedding model"].finding == "nomic-embed-text makes vectors of 256 numbers"


def test_a_quick_look_asks_the_model_nothing(fake: FakeOllama) -> None:
    found = seen(fake, quick=True)
    assert list(found) == ["Ollama", "Ollama's version", "Model"]
    assert fake.requests("/api/chat") == []


def test_no_server_says_what_to_type() -> None:
    found = observe(settings_for("http://127.0.0.1:9"), nonce="x", say=lambda _: None)
    assert [(each.name, each.ok) for each in found] == [("Ollama", False)]
    assert "ollama serve" in found[0].advice


def test_a_model_that_is_not_installed_says_what_to_type(fake: FakeOllama) -> None:
    found = seen(fake, model="mistral:7b")
    assert list(found) == ["Ollama", "Ollama's version", "Model"]
    there = "llama3.1:8b, nomic-embed-text:latest, qwen3:8b"
    assert found["Model"] == Observation(
        "Model",
        False,
        f"mistral:7b is not installed; there is {there}",
        "ollama pull mistral:7b, or choose another one in the settings",
    )


def test_a_model_that_is_unfit_says_why(fake: FakeOllama) -> None:
    found = seen(fake, quick=True, model="nomic-embed-text")
    assert "Makes vectors" in found["Model"].finding
    assert "ollama pull" in found["Model"].advice


@pytest.mark.parametrize(
    ("kind", "finding"),
    [
        ("fenced", "a fence around its JSON"),
        ("prose", "plain words where a form was asked for"),
        ("unconstrained", "plain words where a form was asked for"),
        ("not_cards", "other fields than the form"),
    ],
)
def test_a_server_that_forgets_the_form_is_told_on(fake: FakeOllama, kind: str, finding: str) -> None:
    fake.change(faults=[Fault(kind, nth=(1,))])
    found = seen(fake)
    assert not found["Form"].ok
    assert finding in found["Form"].finding
    assert "built-in writer" in found["Form"].advice
    assert found["Context"].ok, "the other checks go on"


def test_a_server_that_sorts_names_is_recognised(fake: FakeOllama) -> None:
    fake.change(models=[InstalledModel("llama3.1:8b", path="native")])
    found = seen(fake)
    assert found["Form"].finding.endswith("sorted by name")
    assert found["Long texts"].ok


def test_a_reply_without_its_end_is_told(fake: FakeOllama) -> None:
    fake.change(faults=[Fault("no_done", nth=(1,))])
    assert "ended without saying so" in seen(fake)["End of replies"].finding


CHATTED = (
    b'{"message":{"content":"{\\"a_answer\\": \\"100\\", \\"b_unanswerable\\": false}"},"done":false}\n'
    b'{"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":4098,'
    b'"prompt_eval_duration":900000000}\n'
)
RUNNING = b'{"models":[{"name":"llama3.1:8b","model":"llama3.1:8b"%b}]}'


@pytest.mark.parametrize(
    ("running", "ok", "finding"),
    [
        (b'{"models":[]}', False, "was unloaded at once"),
        (RUNNING % b"", True, "does not tell what it gave"),
        (RUNNING % b',"context_length":4096', False, "4,096 tokens where 8,192 were asked for"),
        (RUNNING % b',"context_length":16384', True, "16,384 tokens"),
    ],
)
async def test_what_the_model_was_given_is_compared_with_what_was_asked_for(
    odd_server: OddServer, running: bytes, ok: bool, finding: str
) -> None:
    async with odd_server(CHATTED, {"/api/ps": running}) as asking:
        found = await asyncio.to_thread(observe, asking.model.settings, nonce="x", say=lambda _: None)
    by_name = {each.name: each for each in found}
    assert by_name["Context"].ok is ok
    assert finding in by_name["Context"].finding
    assert by_name["Prompt cache"].finding.endswith("0.90 s to read, and 0.90 s the second time")
    assert not by_name["Prompt cache"].ok
    assert "was cut to 4,098 without a word" in by_name["Long texts"].finding
    assert "keeps its texts short enough" in by_name["Long texts"].advice


def test_a_context_longer_than_trained_for_is_not_asked_for(fake: FakeOllama) -> None:
    fake.change(models=[InstalledModel("llama3.1:8b", context_length=4096)])
    found = seen(fake)
    assert found["Context"].finding == "4,096 tokens, as asked for"


def test_calls_that_queue_are_seen_where_several_are_wanted(fake: FakeOllama) -> None:
    fake.change(slots=1, first_ms=40, token_ms=2)
    found = seen(fake, concurrency=3)
    assert found["Calls at once"].finding == "3 calls were answered one after the other"
    assert "OLLAMA_NUM_PARALLEL=3" in found["Calls at once"].advice
    assert not found["Calls at once"].ok
    assert seen(fake, concurrency=1)["Calls at once"].ok


def test_a_model_that_thinks_aloud_is_told(fake: FakeOllama) -> None:
    found = seen(fake, model="qwen3:8b")
    assert found["Thinking"].ok
    assert "#17871" in found["Ollama's version"].finding
    assert "asked not to think" in found["Model"].finding


def test_a_server_that_cuts_long_texts_is_told(fake: FakeOllama) -> None:
    fake.change(version="0.11.4")
    found = seen(fake)
    assert "without saying so" in found["Ollama's version"].finding
    assert "Update Ollama" in found["Ollama's version"].advice


def test_a_server_too_old_for_forms_is_told(fake: FakeOllama) -> None:
    fake.change(version="0.4.7")
    assert not seen(fake, quick=True)["Ollama's version"].ok


def test_a_model_that_does_not_answer_ends_the_examination(fake: FakeOllama) -> None:
    fake.change(faults=[Fault("out_of_memory")])
    found = seen(fake)
    assert list(found)[-1] == "Form"
    assert "smaller model" in found["Form"].advice


def test_a_fault_in_one_step_leaves_the_others(fake: FakeOllama) -> None:
    fake.change(faults=[Fault("error_500", nth=(2,))])
    found = seen(fake)
    assert "stopped" in found["Calls at once"].finding
    assert found["Long texts"].ok


def test_the_time_is_bounded_and_what_was_not_tried_is_named(fake: FakeOllama) -> None:
    seen(fake)
    fake.change(latency_ms=700)
    found = seen(fake, seconds=1.0)
    late = {name: each.finding for name, each in found.items() if not each.ok}
    assert "Long texts" in late
    assert "used up" in late["Long texts"]
    fake.change(faults=[Fault("silence")])
    assert "said nothing" in seen(fake, seconds=0.5)["Form"].finding


def test_vectors_that_cannot_be_made_are_told(fake: FakeOllama) -> None:
    found = seen(fake, embedding_model="llama3.1:8b")
    assert not found["Embedding model"].ok
    assert "not made for this" in found["Embedding model"].finding
