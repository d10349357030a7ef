"""One thread and one client for all callers of a process, and a clean end."""

import asyncio
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest

from app.generator.model.seam import Completion, Finish
from app.generator.ollama import loop
from app.generator.ollama.adapter import OllamaModel
from tests.fake_ollama import FakeOllama, fake_ollama
from tests.generator.ollama.asking import CARDS, MESSAGES, SHORT, Asking, settings_for

pytestmark = pytest.mark.usefixtures("models_loop")


def ask(model: OllamaModel, seed: int = 1) -> Completion:
    return loop.run(model.generate(MESSAGES, CARDS, max_tokens=500, temperature=0.1, seed=seed, deadline=SHORT))


def threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "torchdeck-model"]


def wait_for_no_connections(url: str) -> None:
    for _ in range(200):
        if not Asking(url).connections():
            return
        time.sleep(0.02)
    raise AssertionError(Asking(url).connections())


def test_callers_on_many_threads_share_one_model(fake: FakeOllama) -> None:
    fake.change(slots=4)
    settings = settings_for(fake.url, concurrency=2)
    assert loop.shared(settings) is loop.shared(settings)
    with ThreadPoolExecutor(6) as pool:
        completions = list(pool.map(lambda seed: ask(loop.shared(settings), seed), range(12)))
    assert {each.finish for each in completions} == {Finish.STOP}
    assert threads() == ["torchdeck-model"]
    assert len(Asking(fake.url).connections()) <= 3


def test_another_model_of_the_same_server_shares_its_queue_and_client(fake: FakeOllama) -> None:
    one = loop.shared(settings_for(fake.url))
    other = loop.shared(settings_for(fake.url, model="qwen3:8b"))
    assert one is not other
    assert one._endpoint is other._endpoint


def test_a_new_host_closes_the_old_ones_client_when_idle(fake: FakeOllama) -> None:
    old = loop.shared(settings_for(fake.url))
    ask(old)
    assert Asking(fake.url).connections() == ["ESTABLISHED"]
    with fake_ollama() as second:
        ask(loop.shared(settings_for(second.url)))
        wait_for_no_connections(fake.url)
        assert ask(old).finish is Finish.STOP, "a run that still holds the old model goes on"
        wait_for_no_connections(fake.url)


def test_a_call_under_way_survives_a_change_of_the_host(fake: FakeOllama) -> None:
    old = loop.shared(settings_for(fake.url))
    ask(old)
    fake.change(latency_ms=300)
    under_way = loop.submit(old.generate(MESSAGES, CARDS, max_tokens=500, temperature=0.1, seed=1, deadline=SHORT))
    while not fake.counters()["active"]:
        time.sleep(0.01)
    loop.shared(settings_for("http://127.0.0.1:9"))
    assert under_way.result(10).finish is Finish.STOP
    wait_for_no_connections(fake.url)


def test_cancelling_a_future_stops_the_model(fake: FakeOllama) -> None:
    model = loop.shared(settings_for(fake.url))
    ask(model)
    fake.change(latency_ms=30_000)
    future = loop.submit(model.generate(MESSAGES, CARDS, max_tokens=500, temperature=0.1, seed=1, deadline=SHORT))
    while not fake.counters()["active"]:
        time.sleep(0.01)
    future.cancel()
    with pytest.raises(CancelledError):
        future.result()
    for _ in range(200):
        if not fake.counters()["active"]:
            break
        time.sleep(0.02)
    assert not fake.counters()["active"]


def test_closing_ends_calls_connections_and_the_thread_and_the_next_call_starts_anew(fake: FakeOllama) -> None:
    settings = settings_for(fake.url)
    ask(loop.shared(settings))
    fake.change(latency_ms=30_000)
    hanging = loop.submit(
        loop.shared(settings).generate(MESSAGES, CARDS, max_tokens=500, temperature=0.1, seed=1, deadline=SHORT)
    )
    while not fake.counters()["active"]:
        time.sleep(0.01)
    loop.close_all()
    with pytest.raises(CancelledError):
        hanging.result(1)
    assert threads() == []
    wait_for_no_connections(fake.url)
    loop.close_all()
    fake.change(latency_ms=0)
    assert ask(loop.shared(settings)).finish is Finish.STOP


def test_the_loops_own_thread_cannot_wait_for_itself() -> None:
    async def inside() -> None:
        loop.run(asyncio.sleep(0))

    with pytest.raises(RuntimeError, match="wait for itself"):
        loop.run(inside())


def test_a_process_that_ends_in_the_middle_of_a_call_ends_quietly(fake: FakeOllama) -> None:
    fake.change(latency_ms=30_000)
    program = (
        "import sys, time\n"
        "from app.generator.ollama import loop\n"
        "from tests.generator.ollama.asking import *\n"
        "model = loop.shared(settings_for(sys.argv[1]))\n"
        "loop.submit(model.generate(MESSAGES, CARDS, max_tokens=9, temperature=0.0, seed=1, deadline=SHORT))\n"
        "time.sleep(0.5)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, fake.url], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stderr) == (0, "")
