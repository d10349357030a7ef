"""The real `ollama` package talks to the fake: what it gets, and what it raises."""

import asyncio
import json
import math
from collections.abc import Sequence

import httpx
import ollama
import pytest

from tests.fake_ollama import Fault, InstalledModel, fake_ollama
from tests.fake_ollama.asking import CARDS, messages, playing

LLAMA = "llama3.1:8b"


def test_chat_whole_and_in_pieces() -> None:
    with playing() as fake:
        client = ollama.Client(fake.url, trust_env=False)
        whole = client.chat(LLAMA, messages(), format=CARDS)
        pieces = list(client.chat(LLAMA, messages(), format=CARDS, stream=True))
    text = "".join(piece.message.content or "" for piece in pieces)
    assert text == whole.message.content
    assert json.loads(text)["cards"][0]["c_question"] == "What is osmosis?"
    assert (pieces[-1].done, pieces[-1].done_reason) == (True, "stop")
    assert all(isinstance(value, int) for value in (pieces[-1].total_duration, pieces[-1].eval_count))


async def test_the_asynchronous_client_runs_calls_side_by_side() -> None:
    with fake_ollama(latency_ms=100, slots=4, loaded=True) as fake:
        client = ollama.AsyncClient(fake.url, trust_env=False)

        async def one() -> str:
            pieces = [piece async for piece in await client.chat(LLAMA, messages(), format=CARDS, stream=True)]
            return "".join(piece.message.content or "" for piece in pieces)

        replies = await asyncio.gather(*(one() for _ in range(4)))
        await client._client.aclose()
        assert fake.counters()["most_active"] == 4
    assert len(set(replies)) == 1


async def test_cancelling_a_call_stops_the_model() -> None:
    with fake_ollama(latency_ms=60_000, slots=1) as fake:
        client = ollama.AsyncClient(fake.url, trust_env=False)
        task = asyncio.create_task(client.chat(LLAMA, messages(), format=CARDS))
        while not fake.counters()["active"]:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        while not fake.counters()["cancelled"]:
            await asyncio.sleep(0.01)


def test_lists_and_descriptions() -> None:
    with playing(models=[InstalledModel(context_length=4096), InstalledModel("tiny")]) as fake:
        client = ollama.Client(fake.url, trust_env=False)
        listed = {model.model: model for model in client.list().models}
        shown = client.show(LLAMA)
        client.chat(LLAMA, messages(), options={"num_ctx": 2048})
        running = client.ps().models
    assert set(listed) == {LLAMA, "tiny:latest"}
    assert len(listed[LLAMA].digest or "") == 64
    assert shown.modelinfo is not None
    assert shown.modelinfo["llama.context_length"] == 4096
    assert shown.capabilities == ["completion", "tools"]
    assert [(model.model, model.context_length) for model in running] == [(LLAMA, 2048)]


def test_pulling_tells_its_progress_and_installs() -> None:
    with playing() as fake:
        client = ollama.Client(fake.url, trust_env=False)
        steps = list(client.pull("mistral:7b", stream=True))
        assert "mistral:7b" in {model.model for model in client.list().models}
    assert [steps[0].status, steps[-1].status] == ["pulling manifest", "success"]
    done = [step.completed or 0 for step in steps if step.total]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, steps[-4].total)


def test_pulling_what_there_is_not_fails_under_200() -> None:
    with playing() as fake, pytest.raises(ollama.ResponseError) as failed:
        list(ollama.Client(fake.url, trust_env=False).pull("nobody/nothing", stream=True))
    assert failed.value.status_code == -1
    assert failed.value.error.startswith("pull model manifest:")


def test_a_pull_may_break_off_and_installs_nothing() -> None:
    with playing(faults=[Fault("error_line", path="/api/pull", detail="no space left on device")]) as fake:
        client = ollama.Client(fake.url, trust_env=False)
        with pytest.raises(ollama.ResponseError, match="no space left"):
            list(client.pull("mistral:7b", stream=True))
        assert "mistral:7b" not in {model.model for model in client.list().models}


def test_vectors_of_like_texts_are_near() -> None:
    texts = ["Water moves through a membrane.", "A membrane lets water move through.", "Gradient descent finds minima."]
    with playing() as fake:
        one, two, three = ollama.Client(fake.url, trust_env=False).embed("nomic-embed-text", texts).embeddings
    assert len(one) == 256
    assert math.isclose(math.hypot(*one), 1.0)
    assert _dot(one, two) > 0.6 > 0.3 > _dot(one, three)


def test_models_that_can_not_embed_or_chat_say_so() -> None:
    with playing() as fake:
        client = ollama.Client(fake.url, trust_env=False)
        with pytest.raises(ollama.ResponseError, match="does not support embeddings"):
            client.embed(LLAMA, "a")
        with pytest.raises(ollama.ResponseError, match="does not support chat"):
            client.chat("nomic-embed-text", messages())


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("html_502", ollama.ResponseError, "502 Bad Gateway"),
        ("error_line", ollama.ResponseError, "unexpected EOF"),
        ("missing_model", ollama.ResponseError, "not found"),
        ("stall", httpx.ReadTimeout, None),
        ("silence", httpx.ReadTimeout, None),
        ("cut_line", httpx.RemoteProtocolError, "incomplete"),
        ("reset", httpx.ReadError, None),
        ("blank_lines", json.JSONDecodeError, None),
        ("not_json", json.JSONDecodeError, None),
    ],
)
def test_faults_reach_the_client_as_the_exceptions_it_is_known_for(
    kind: str, error: type[Exception], words: str | None
) -> None:
    with playing(faults=[Fault(kind)]) as fake:
        client = ollama.Client(fake.url, timeout=0.5, trust_env=False)
        with pytest.raises(error, match=words):
            list(client.chat(LLAMA, messages(), stream=True))


def test_a_reply_without_done_looks_like_success_to_the_client() -> None:
    with playing(faults=[Fault("no_done")]) as fake:
        pieces = list(ollama.Client(fake.url, trust_env=False).chat(LLAMA, messages(), stream=True))
    assert not any(piece.done for piece in pieces)


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(left * right for left, right in zip(one, other, strict=True))
