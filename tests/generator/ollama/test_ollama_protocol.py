"""What is sent, in which order, and what is made of a reply."""

import asyncio
import json

import pytest

from app.generator.model.seam import (
    BadSchemaError,
    ContextOverflowError,
    Deadline,
    Finish,
    Message,
    ModelMissingError,
    ModelTimeoutError,
    Role,
    ServerFaultError,
)
from tests.fake_ollama import FakeOllama, Fault, InstalledModel, fake_ollama
from tests.generator.ollama.asking import CARDS, MESSAGES, Asking, until
from tests.generator.ollama.conftest import OddServer

NATIVE = InstalledModel("imported", path="native", context_length=8192)
THINKER = InstalledModel("qwen3:8b", capabilities=("completion", "thinking"))


async def test_a_call_says_all_that_the_server_would_otherwise_guess(fake: FakeOllama, asking: Asking) -> None:
    completion = await asking(max_tokens=700, temperature=0.3, seed=11)
    (sent,) = fake.requests()
    assert sent.body == {
        "model": "llama3.1:8b",
        "messages": [{"role": each.role.value, "content": each.content} for each in MESSAGES],
        "stream": True,
        "think": False,
        "truncate": False,
        "format": CARDS,
        "keep_alive": "10m",
        "options": {
            "num_ctx": 8192,
            "top_k": 40,
            "top_p": 0.9,
            "repeat_penalty": 1.0,
            "num_predict": 700,
            "temperature": 0.3,
            "seed": 11,
        },
    }
    assert sent.headers["accept-encoding"] == "identity"
    assert completion.finish is Finish.STOP
    assert completion.model_id == "llama3.1:8b"
    assert completion.text == sent.reply
    assert json.loads(completion.text)["cards"]
    assert completion.prompt_tokens == sent.prompt_tokens
    assert completion.output_tokens == sent.output_tokens


async def test_different_calls_never_load_the_model_anew(fake: FakeOllama, asking: Asking) -> None:
    loads = fake.counters()["reloads"]
    await asking()
    await asking(max_tokens=300, temperature=1.0, seed=5)
    await asking(schema={"type": "object", "properties": {"a_answer": {"type": "string"}}})
    assert fake.counters()["reloads"] == loads


async def test_the_same_beginning_is_read_once(fake: FakeOllama, asking: Asking) -> None:
    long_rules = Message(Role.SYSTEM, "Quote the sentence that proves each answer. " * 60)
    await asking((long_rules, MESSAGES[1]))
    await asking((long_rules, Message(Role.USER, MESSAGES[1].content + "At most two cards.")))
    first, second = fake.requests()
    assert first.text.split('"messages"')[1][:2000] == second.text.split('"messages"')[1][:2000]
    assert second.cached_share > 0.9


async def test_words_survive_any_cut_between_packets(fake: FakeOllama, asking: Asking) -> None:
    text = '{"cards": [{"a_quote": "naïve 東京 \\"quoted\\" 🌱 <&>"}]}'
    fake.change(script=[text], tcp="torn", frames=0)
    assert (await asking()).text == text


async def test_a_limit_of_tokens_is_told_from_an_end(fake: FakeOllama, asking: Asking) -> None:
    short = await asking(max_tokens=5)
    assert short.finish is Finish.LENGTH
    assert short.output_tokens == 5


@pytest.mark.parametrize("reason", ['"load"', '"unload"', '"tool_calls"', "null", "7"])
async def test_only_stop_is_success(odd_server: OddServer, reason: str) -> None:
    line = f'{{"message":{{"content":"{{}}"}},"done":true,"done_reason":{reason}}}\n'.encode()
    async with odd_server(line) as asking:
        assert (await asking()).finish is Finish.INCOMPLETE


async def test_zero_counts_are_left_out_by_the_server_and_unknown_here(odd_server: OddServer) -> None:
    line = b'{"message":{"content":"{}"},"done":true,"done_reason":"stop","eval_duration":1500000000}\n'
    async with odd_server(line) as asking:
        completion = await asking()
    assert (completion.prompt_tokens, completion.output_tokens, completion.prompt_seconds) == (None, None, None)
    assert completion.output_seconds == 1.5


async def test_progress_is_heard_while_the_model_writes(fake: FakeOllama, asking: Asking) -> None:
    heard: list[int] = []
    await asking(on_tokens=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] > 5


async def test_thoughts_are_no_part_of_the_words(odd_server: OddServer) -> None:
    lines = (
        b'{"message":{"content":"","thinking":"Let me see"},"done":false}\n'
        b'{"message":{"content":"{}"},"done":false}\n{"message":{"content":""},"done":true,"done_reason":"stop"}\n'
    )
    async with odd_server(lines) as asking:
        assert (await asking()).text == "{}"


async def test_a_thinking_model_is_asked_not_to_think(fake: FakeOllama, asking: Asking) -> None:
    fake.change(models=[THINKER])
    completion = await asking.settings(model="qwen3:8b")()
    assert completion.finish is Finish.STOP
    assert "learner wants" not in completion.text


async def test_calls_beyond_the_concurrency_wait_here_and_not_at_the_server() -> None:
    with fake_ollama(slots=2, latency_ms=60) as fake:
        asking = Asking(fake.url).settings(concurrency=2)
        await asyncio.gather(*(asking(seed=seed) for seed in range(6)))
        await asking.close()
        counters = fake.counters()
    assert (counters["finished"], counters["most_active"], counters["most_waiting"]) == (6, 2, 0)


async def test_leaving_a_call_stops_the_model(fake: FakeOllama, asking: Asking) -> None:
    await asking()
    fake.change(latency_ms=30_000)
    before = fake.counters()["cancelled"]
    call = asyncio.create_task(asking())
    await until(lambda: fake.counters()["active"] == 1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(lambda: fake.counters()["active"] == 0)
    assert fake.counters()["cancelled"] == before + 1
    fake.change(latency_ms=0)
    assert (await asking()).finish is Finish.STOP


async def test_a_call_that_waits_for_its_turn_can_be_left(fake: FakeOllama, asking: Asking) -> None:
    await asking()
    fake.change(latency_ms=400)
    first = asyncio.create_task(asking())
    await until(lambda: fake.counters()["active"] == 1)
    second = asyncio.create_task(asking())
    await asyncio.sleep(0.02)
    second.cancel()
    assert (await first).finish is Finish.STOP
    with pytest.raises(asyncio.CancelledError):
        await second
    assert len(fake.requests()) == 2


async def test_a_missing_end_of_the_stream_does_not_spoil_a_whole_reply(odd_server: OddServer) -> None:
    line = b'{"message":{"content":"{}"},"done":true,"done_reason":"stop"}\n'

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(line), line))
        await writer.drain()
        await reader.read()

    async with odd_server(answer) as asking:
        assert (await asking()).finish is Finish.STOP


async def test_a_line_without_an_end_is_given_up(odd_server: OddServer) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{"message":{"content":"')
        for _ in range(1600):
            writer.write(b"x" * 65536)
            await writer.drain()

    async with odd_server(answer) as asking:
        with pytest.raises(Exception, match="grew past") as caught:
            await asking()
    assert type(caught.value).__name__ == "ReplyTooLargeError"


async def test_a_prompt_too_long_is_never_sent(fake: FakeOllama, asking: Asking) -> None:
    long = Message(Role.USER, "A sentence about leaves. " * 3000)
    with pytest.raises(ContextOverflowError, match="it was not sent") as caught:
        await asking((MESSAGES[0], long))
    assert "longer context" in caught.value.advice
    assert fake.requests() == []


async def test_a_server_that_refuses_a_long_prompt_is_understood(fake: FakeOllama, asking: Asking) -> None:
    fake.change(faults=[Fault("raw", times=2, detail=json.dumps([{"text": REFUSED_NATIVE}]))])
    with pytest.raises(ContextOverflowError, match=r"longer than llama3\.1:8b can hold"):
        await asking()


async def test_a_silent_cut_is_noticed_by_the_count(odd_server: OddServer) -> None:
    line = b'{"message":{"content":"{}"},"done":true,"done_reason":"stop","prompt_eval_count":60}\n'
    long = Message(Role.USER, "A sentence about leaves. " * 200)
    async with odd_server(line) as asking:
        with pytest.raises(ContextOverflowError, match="cut the text without saying so"):
            await asking((MESSAGES[0], long))


async def test_a_note_full_of_rules_and_dividers_is_not_taken_for_cut(odd_server: OddServer) -> None:
    line = b'{"message":{"content":"{}"},"done":true,"done_reason":"stop","prompt_eval_count":140}\n'
    table = Message(Role.USER, "| term | meaning |\n|" + "-" * 300 + "|" + "=" * 400 + "|\n")
    async with odd_server(line) as asking:
        assert (await asking((MESSAGES[0], table))).finish is Finish.STOP


async def test_an_old_server_that_leaves_cached_tokens_out_of_its_count_is_believed(
    fake: FakeOllama, asking: Asking
) -> None:
    fake.change(version="0.29.1")
    await asking()
    again = await asking()
    assert again.finish is Finish.STOP
    assert (again.prompt_tokens or 0) < fake.requests()[-1].prompt_tokens


async def test_what_answers_is_described(fake: FakeOllama, asking: Asking) -> None:
    fake.change(models=[InstalledModel("mistral", context_length=4096, digest="ab" * 32)])
    info = await asking.settings(model="mistral", concurrency=3).model.describe()
    assert (info.model_id, info.digest, info.context_length, info.concurrency) == ("mistral:latest", "ab" * 32, 4096, 3)
    fake.change(models=[InstalledModel("mistral", context_length=32768, digest="cd" * 32)])
    again = await asking.model.describe()
    assert (again.digest, again.context_length) == ("cd" * 32, 8192)


async def test_a_model_that_is_not_there_is_named(fake: FakeOllama, asking: Asking) -> None:
    with pytest.raises(ModelMissingError, match="llama9 is not installed") as caught:
        await asking.settings(model="llama9").model.describe()
    assert caught.value.advice == "Install it with: ollama pull llama9"


async def test_a_model_that_only_makes_vectors_is_refused_in_words(fake: FakeOllama, asking: Asking) -> None:
    with pytest.raises(BadSchemaError, match="not made for this") as caught:
        await asking.settings(model="nomic-embed-text", context_length=2048)(max_tokens=100)
    assert "another model" in caught.value.advice


async def test_vectors_come_one_for_each_text(fake: FakeOllama, asking: Asking) -> None:
    asking.settings(embedding_model="nomic-embed-text")
    texts = [f"text number {number}" for number in range(70)]
    vectors = await asking.model.embed(texts)
    assert len(vectors) == 70
    assert {len(vector) for vector in vectors} == {256}
    sizes = [len(each.body["input"]) for each in fake.requests("/api/embed")]
    assert sum(sizes) == 70
    assert len(sizes) == 2
    assert await asking.model.embed([]) == []


async def test_a_model_that_makes_no_vectors_says_so(fake: FakeOllama, asking: Asking) -> None:
    with pytest.raises((BadSchemaError, ServerFaultError), match="support embeddings"):
        await asking.model.embed(["a text"])
    assert fake.requests("/api/embed")[0].body["options"] == {"num_ctx": 8192}, "as when it writes, or it is reloaded"


async def test_a_load_within_the_first_deadline_is_waited_for(fake: FakeOllama, asking: Asking) -> None:
    await asking()
    fake.change(first_ms=300)
    patient = Deadline(first_frame=5.0, between_frames=0.15, total=10.0)
    assert (await asking(deadline=patient)).finish is Finish.STOP
    with pytest.raises(ModelTimeoutError, match="said nothing"):
        await asking(deadline=Deadline(first_frame=0.1, between_frames=5.0, total=10.0))


REFUSED_NATIVE = (
    "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 190\r\n\r\n"
    + json.dumps(
        {
            "error": json.dumps(
                {
                    "error": {
                        "code": 400,
                        "message": "request (9000 tokens) exceeds",
                        "type": "exceed_context_size_error",
                    }
                }
            )
        }
    ).ljust(190)
)
