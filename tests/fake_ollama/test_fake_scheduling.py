"""Loading, slots, queues, keep-alive, and clients that leave."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.fake_ollama import FakeOllama, Fault, fake_ollama
from tests.fake_ollama.asking import asked, eventually, lines, post


def test_calls_share_the_slots_and_the_others_wait_without_being_refused() -> None:
    with fake_ollama(latency_ms=60, slots=2, loaded=True) as fake, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: lines(fake), range(8)))
        counters = fake.counters()
        records = fake.requests()
    assert counters["most_active"] == 2
    assert counters["most_waiting"] >= 1
    assert counters["finished"] == 8
    assert {record.slot for record in records} == {0, 1}


def test_waiting_calls_are_served_in_the_order_they_came() -> None:
    with fake_ollama(latency_ms=50, slots=1, loaded=True) as fake, ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: lines(fake), range(6)))
        waits = [record.waited_ms for record in fake.requests()]
    assert waits == sorted(waits)


def test_first_call_and_changed_options_load_the_model() -> None:
    with fake_ollama(load_ms=20) as fake:
        ends = [lines(fake, options={"num_ctx": size})[-1] for size in (4096, 4096, 8192, 4096)]
        counters = fake.counters()
    assert ["load_duration" in end for end in ends] == [True, False, True, True]
    assert (counters["loads"], counters["reloads"]) == (3, 2)


def test_a_changed_number_of_slots_holds_from_the_next_call_on() -> None:
    with fake_ollama(slots=1, latency_ms=60) as fake, ThreadPoolExecutor(4) as pool:
        lines(fake)
        fake.change(slots=3)
        list(pool.map(lambda _: lines(fake), range(4)))
        counters = fake.counters()
    assert (counters["most_active"], counters["reloads"]) == (3, 0)


def test_options_of_sampling_do_not_reload_but_shift_does() -> None:
    with fake_ollama() as fake:
        lines(fake, options={"num_ctx": 4096, "temperature": 0.1, "seed": 1})
        lines(fake, options={"num_ctx": 4096, "temperature": 0.9, "seed": 2})
        assert fake.counters()["reloads"] == 0
        lines(fake, options={"num_ctx": 4096}, shift=False)
        assert fake.counters()["reloads"] == 1


def test_busy_is_said_only_while_the_model_is_loading() -> None:
    with fake_ollama(load_ms=1000, latency_ms=20, slots=1, max_queue=2) as fake, ThreadPoolExecutor(12) as pool:
        while_loading = list(pool.map(lambda _: _status(fake), range(6)))
        when_loaded = list(pool.map(lambda _: _status(fake), range(6)))
        assert fake.counters()["busy"] == 4
    assert sorted(while_loading) == [200, 200, 503, 503, 503, 503]
    assert when_loaded == [200] * 6


def test_keep_alive_unloads_and_the_last_call_decides() -> None:
    with fake_ollama() as fake:
        lines(fake, keep_alive=-1)
        assert _in_memory(fake) == ["llama3.1:8b"]
        lines(fake, keep_alive="30ms")
        assert eventually(lambda: _in_memory(fake) == [])
        assert fake.counters()["unloads"] == 1
        assert "load_duration" in lines(fake)[-1]


def test_keep_alive_without_a_unit_is_refused() -> None:
    with fake_ollama() as fake, pytest.raises(urllib.error.HTTPError) as refused:
        lines(fake, keep_alive="300")
    assert refused.value.code == 400
    assert "missing unit" in refused.value.read().decode()


def test_no_messages_load_and_unload() -> None:
    with fake_ollama() as fake:
        loaded = json.loads(post(fake, "/api/chat", {"model": "llama3.1:8b", "messages": []}))
        assert (loaded["done_reason"], _in_memory(fake)) == ("load", ["llama3.1:8b"])
        gone = json.loads(post(fake, "/api/chat", {"model": "llama3.1:8b", "messages": [], "keep_alive": 0}))
        assert gone["done_reason"] == "unload"
        assert eventually(lambda: _in_memory(fake) == [])


def test_a_client_that_leaves_frees_its_slot() -> None:
    with fake_ollama(latency_ms=60_000, slots=1, loaded=True) as fake:
        with asked(fake):
            assert eventually(lambda: fake.counters()["active"] == 1)
        assert eventually(lambda: fake.counters()["cancelled"] == 1)
        fake.change(latency_ms=0)
        assert lines(fake)[-1]["done"] is True
        assert fake.requests()[0].outcome == "left"


def test_a_client_that_leaves_the_queue_gives_its_place_to_the_next() -> None:
    with fake_ollama(latency_ms=800, slots=1, loaded=True) as fake:
        with asked(fake), ThreadPoolExecutor(1) as pool:
            with asked(fake):
                assert eventually(lambda: fake.counters()["most_waiting"] == 1)
            last = pool.submit(lines, fake)
            assert last.result()[-1]["done"] is True
        assert fake.counters()["cancelled"] == 1


def test_after_a_crowd_of_clients_that_come_and_go_every_slot_is_free() -> None:
    faults = [Fault(kind, share=0.2) for kind in ("reset", "no_done", "error_line", "cut_line", "stall", "busy_503")]
    with fake_ollama(latency_ms=20, load_ms=30, slots=3, faults=faults, seed=5) as fake:
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda number: _come_and_go(fake, number), range(96)))
        assert eventually(lambda: fake.counters()["active"] == 0)
        fake.change(faults=[], latency_ms=100)
        with ThreadPoolExecutor(3) as pool:
            assert [reply[-1]["done"] for reply in pool.map(lambda _: lines(fake), range(3))] == [True] * 3
        assert {record.slot for record in fake.requests()[-3:]} == {0, 1, 2}
        assert fake.counters()["most_active"] == 3


def test_no_byte_comes_before_the_first_word() -> None:
    with fake_ollama(first_ms=300, loaded=True) as fake, asked(fake) as connection:
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(20)
        assert connection.recv(15).startswith(b"HTTP/1.1 200")


def _come_and_go(fake: FakeOllama, number: int) -> None:
    """Ask, and leave: at once, after a little while, or when something has come."""
    with asked(fake) as connection:
        connection.settimeout((0.001, 0.03, 0.1)[number % 3])
        with suppress(OSError):
            connection.recv(4096)


def _status(fake: FakeOllama) -> int:
    try:
        lines(fake)
    except urllib.error.HTTPError as refused:
        return refused.code
    return 200


def _in_memory(fake: FakeOllama) -> list[str]:
    with urllib.request.urlopen(f"{fake.url}/api/ps", timeout=20) as reply:
        return [model["name"] for model in json.load(reply)["models"]]


def test_time_that_a_slot_stands_free_between_two_calls_is_counted() -> None:
    with fake_ollama(slots=1, loaded=True) as fake:
        lines(fake)
        first = fake.counters()
        lines(fake)
        lines(fake)
        counters = fake.counters()
    assert (first["gaps"], first["idle_us"]) == (0, 0)
    assert counters["gaps"] == 2
    assert counters["idle_us"] > 0
