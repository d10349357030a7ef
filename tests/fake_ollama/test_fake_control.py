"""The recorder, changes while it runs, and the server by hand."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.fake_ollama import FakeOllama, Fault, InstalledModel, fake_ollama
from tests.fake_ollama.asking import cards, eventually, lines, request

ROOT = Path(__file__).parents[2]


def test_bodies_are_kept_byte_by_byte() -> None:
    body = '{ "model":"llama3.1:8b",  "messages": [{"role":"user","content":"naïve"}] }'
    with fake_ollama() as fake:
        with urllib.request.urlopen(f"{fake.url}/api/chat", body.encode(), timeout=20) as reply:
            reply.read()
        (record,) = fake.requests()
    assert record.text == body
    assert record.body["messages"][0]["content"] == "naïve"
    assert (record.outcome, record.status, record.headers["content-length"]) == ("answered", 200, "76")


def test_records_hold_what_became_of_a_call() -> None:
    with fake_ollama(latency_ms=50) as fake:
        last = lines(fake)[-1]
        (record,) = fake.requests()
    assert record.output_tokens == last["eval_count"]
    assert record.prompt_tokens == last["prompt_eval_count"]
    assert json.loads(record.reply)["cards"]


def test_records_are_told_apart_by_path_and_number_and_can_be_forgotten() -> None:
    with fake_ollama() as fake:
        _get(fake, "/api/tags")
        lines(fake)
        lines(fake)
        assert [each.path for each in fake.requests("")] == ["/api/tags", "/api/chat", "/api/chat"]
        assert [each.number for each in fake.requests(after=2)] == [3]
        fake.forget()
        assert fake.requests("") == []


def test_a_running_server_takes_another_plan() -> None:
    with fake_ollama() as fake:
        assert cards(fake)
        fake.change(content="empty", faults=[Fault("done_false", nth=(2,))])
        assert cards(fake) == []
        assert lines(fake)[-1]["done"] is False
        fake.change(models=[InstalledModel(digest="f" * 64)])
        tags = _get(fake, "/api/tags")
    assert [model["digest"] for model in tags["models"]] == ["f" * 64]


def test_a_change_that_makes_no_plan_is_refused_and_changes_nothing() -> None:
    with fake_ollama() as fake:
        with pytest.raises(urllib.error.HTTPError, match="400"):
            fake.change(gremlins=3)
        assert cards(fake)


def test_paths_that_are_not_ollamas_get_gins_own_words() -> None:
    with fake_ollama() as fake:
        with pytest.raises(urllib.error.HTTPError) as missing:
            _get(fake, "/v2/chat")
        assert missing.value.read() == b"404 page not found"
        with urllib.request.urlopen(fake.url, timeout=20) as reply:
            assert reply.read() == b"Ollama is running"


def test_what_is_no_json_and_no_model_is_refused() -> None:
    with fake_ollama() as fake:
        absent, odd = (json.dumps(request(**changes)).encode() for changes in ({"model": "x"}, {"messages": ["hi"]}))
        for body, status in ((b"{", 400), (b"[]", 400), (b"{}", 400), (odd, 400), (absent, 404)):
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(f"{fake.url}/api/chat", body, timeout=20)
            assert refused.value.code == status
            assert "error" in json.load(refused.value)


def test_by_hand_it_says_what_it_is_and_ends_when_told() -> None:
    command = [sys.executable, "-m", "tests.fake_ollama", "--port", "0", "--latency-ms", "20", "--slots", "4"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    with process:
        said = process.stdout.readline()
        assert cards(FakeOllama(said.split()[0], process.pid))
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert "no model" in said
    assert "4 slots" in said


def test_the_server_does_not_outlive_who_started_it() -> None:
    orphan = "import time\nfrom tests.fake_ollama import fake_ollama\nblock = fake_ollama()\nfake = block.__enter__()\n"
    orphan += "print(fake.url, flush=True)\nimport os\nos._exit(1)"
    ended = subprocess.run([sys.executable, "-c", orphan], cwd=ROOT, capture_output=True, text=True, timeout=30)
    url = ended.stdout.strip()
    assert url.startswith("http://127.0.0.1:")
    assert eventually(lambda: not _answers(url))


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.URLError:
        return False
    return True


def _get(fake: FakeOllama, path: str) -> dict[str, list[dict[str, object]]]:
    with urllib.request.urlopen(f"{fake.url}{path}", timeout=20) as reply:
        return dict(json.load(reply))
