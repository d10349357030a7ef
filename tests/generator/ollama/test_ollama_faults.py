"""Every way in which a server can fail: its error, its words, nothing left open, and the next call works."""

import asyncio
import tracemalloc
from dataclasses import dataclass

import psutil
import pytest

from app.generator.model.seam import (
    BadSchemaError,
    Completion,
    Deadline,
    Finish,
    ModelError,
    ModelMissingError,
    ModelTimeoutError,
    ReplyTooLargeError,
    ServerBusyError,
    ServerFaultError,
    ServerUnavailableError,
)
from tests.fake_ollama import FakeOllama, Fault
from tests.generator.ollama.asking import SHORT, Asking, until

IMPATIENT = Deadline(first_frame=0.4, between_frames=0.4, total=5.0)


@dataclass(frozen=True)
class Trouble:
    kind: str
    error: type[ModelError]
    message: str
    advice: str
    detail: str = ""
    deadline: Deadline = SHORT


ERRORS = (
    Trouble("html_502", ServerUnavailableError, "in front of the model's server", "ollama serve"),
    Trouble("html_200", ServerUnavailableError, "does not speak as Ollama", "something else answers at http"),
    Trouble("text_404", ServerUnavailableError, "is not Ollama", "OLLAMA_HOST"),
    Trouble("forbidden", ServerUnavailableError, "refuses calls under that name", "OLLAMA_ORIGINS"),
    Trouble("busy_503", ServerBusyError, "more to do than it takes on", "fewer sections at once"),
    Trouble("error_500", ServerFaultError, "stopped: “llama runner process has terminated", "smaller model"),
    Trouble("out_of_memory", ServerFaultError, "does not fit into the memory", "shorter context"),
    Trouble("missing_model", ModelMissingError, "llama3.1:8b is not installed", "ollama pull llama3.1:8b"),
    Trouble("schema_400", BadSchemaError, "to the form of a card", "Update Ollama"),
    Trouble("schema_500", BadSchemaError, "invalid JSON schema", "Update Ollama"),
    Trouble("reset_at_once", ServerUnavailableError, "connection", "ollama serve"),
    Trouble("close_at_once", ServerUnavailableError, "broke off", "ollama serve"),
    Trouble("silence", ModelTimeoutError, "said nothing within", "ollama ps", deadline=IMPATIENT),
    Trouble("reset", ServerUnavailableError, "connection", "ollama serve"),
    Trouble("stall", ModelTimeoutError, "fell silent in the middle", "ollama ps", deadline=IMPATIENT),
    Trouble("error_line", ServerFaultError, "unexpected EOF", "log"),
    Trouble("cut_line", ServerUnavailableError, "broke off", "ollama serve"),
    Trouble("not_json", ServerFaultError, "broke into pieces: “upstream timed out”", "log"),
    Trouble("trickle", ModelTimeoutError, "said nothing within", "ollama ps", detail="20", deadline=IMPATIENT),
    Trouble(
        "trickle",
        ModelTimeoutError,
        "had not finished within",
        "smaller model",
        detail="2",
        deadline=Deadline(first_frame=5.0, between_frames=5.0, total=0.7),
    ),
    Trouble("huge", ReplyTooLargeError, "grew past", "nothing but Ollama"),
)


@pytest.mark.parametrize("trouble", ERRORS, ids=lambda each: f"{each.kind}-{each.detail}".rstrip("-"))
async def test_a_fault_is_one_typed_error_in_words(fake: FakeOllama, asking: Asking, trouble: Trouble) -> None:
    fake.change(faults=[Fault(trouble.kind, times=1, detail=trouble.detail)])
    with pytest.raises(ModelError) as caught:
        await asking(deadline=trouble.deadline)
    assert type(caught.value) is trouble.error
    assert trouble.message in caught.value.message
    assert caught.value.message.endswith("That call gave no card.")
    assert trouble.advice in caught.value.advice
    assert "Traceback" not in str(caught.value)
    assert "<" not in caught.value.message, "no tags of somebody's page"
    assert asking.connections() in ([], ["ESTABLISHED"])
    after = await asking()
    assert after.finish is Finish.STOP, "the next call is none the worse"


@pytest.mark.parametrize("kind", ["no_done", "done_false", "whitespace"])
async def test_a_reply_without_its_end_is_never_taken_for_whole(fake: FakeOllama, asking: Asking, kind: str) -> None:
    fake.change(faults=[Fault(kind, times=1)])
    cut = await asking()
    assert cut.finish is Finish.INCOMPLETE
    assert cut.text
    assert (await asking()).finish is Finish.STOP


async def test_a_run_of_blanks_is_ended_long_before_its_limit(fake: FakeOllama, asking: Asking) -> None:
    fake.change(faults=[Fault("whitespace", times=1, detail="endless")], frames=0)
    stuck = await asking(max_tokens=6000)
    assert stuck.finish is Finish.INCOMPLETE
    assert len(stuck.text) - len(stuck.text.rstrip()) <= 1000
    assert [each.outcome for each in fake.requests()][-1] != "answered" or fake.counters()["cancelled"]


@pytest.mark.parametrize("kind", ["blank_lines", "bad_utf8"])
async def test_small_slips_of_the_wire_cost_nothing_else(fake: FakeOllama, asking: Asking, kind: str) -> None:
    whole = await asking()
    fake.change(faults=[Fault(kind, times=1)])
    slipped = await asking()
    assert slipped.finish is Finish.STOP
    if kind == "blank_lines":
        assert slipped.text == whole.text
    else:
        assert "\N{REPLACEMENT CHARACTER}" in slipped.text
        assert len(slipped.text) > len(whole.text), "what came before and after the bad bytes is kept"


@pytest.mark.parametrize("kind", ["fenced", "prose", "thoughts", "cut_json", "empty_text", "unconstrained"])
async def test_troubled_words_are_handed_on_as_they_are(fake: FakeOllama, asking: Asking, kind: str) -> None:
    fake.change(faults=[Fault(kind, times=1)])
    completion = await asking()
    assert completion.finish is Finish.STOP
    assert completion.text == fake.requests()[-1].reply


async def test_a_huge_reply_costs_no_memory(fake: FakeOllama, asking: Asking) -> None:
    await asking()
    fake.change(faults=[Fault("huge", times=1, detail="100000000")])
    tracemalloc.start()
    try:
        with pytest.raises(ReplyTooLargeError):
            await asking()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * 2**20


SUDDEN = (
    "html_502 html_200 text_404 forbidden busy_503 error_500 out_of_memory missing_model schema_400 reset_at_once"
    " close_at_once reset error_line cut_line not_json huge no_done done_false whitespace blank_lines bad_utf8"
).split()


async def mixed_faults(fake: FakeOllama, asking: Asking, rounds: int) -> None:
    """Four calls at once, half of them broken in some way, over and over: each ends, and nothing stays behind."""
    asking.settings(concurrency=4)
    await asking()
    for number in range(rounds):
        kinds = [SUDDEN[(number * 5 + step) % len(SUDDEN)] for step in range(5)]
        faults = [Fault(kind, nth=(2 * place,), detail="3000000") for place, kind in enumerate(kinds[:4], start=1)]
        fake.change(slots=4, seed=number, faults=faults)
        ends = await asyncio.gather(*(asking(seed=seed) for seed in range(8)), return_exceptions=True)
        assert [end for end in ends if not isinstance(end, Completion | ModelError)] == []
        assert sum(isinstance(end, Completion) and end.finish is Finish.STOP for end in ends) >= 4
    fake.change(faults=[])
    assert (await asking()).finish is Finish.STOP
    await until(lambda: fake.counters()["active"] == 0)
    assert len(asking.connections()) <= 5
    assert len(asyncio.all_tasks()) <= 2


async def test_many_faults_at_once_leave_nothing_open(fake: FakeOllama, asking: Asking) -> None:
    await mixed_faults(fake, asking, 12)


@pytest.mark.slow
async def test_faults_for_a_long_time_leave_nothing_open_and_memory_flat(fake: FakeOllama, asking: Asking) -> None:
    await mixed_faults(fake, asking, 30)
    before = psutil.Process().memory_info().rss
    for number in range(120):
        fake.forget()
        fake.change(faults=[Fault(SUDDEN[number % len(SUDDEN)], share=0.5, detail="3000000")], seed=number)
        await asyncio.gather(*(asking(seed=seed) for seed in range(8)), return_exceptions=True)
    assert psutil.Process().memory_info().rss - before < 12 * 2**20
