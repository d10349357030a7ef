"""`torchdeck generate` with a model: who writes and why, stopping and going on, and what goes wrong in words."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_ollama import FakeOllama, fake_ollama
from tests.fake_ollama.faults import Fault
from tests.samples import OSMOSIS
from tests.services.run_scenes import many_sections

_ROOT = Path(__file__).parents[2]
Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeOllama]:
    with fake_ollama(slots=2, loaded=True) as fake:
        yield fake


@pytest.fixture
def fake(server: FakeOllama) -> FakeOllama:
    server.change(latency_ms=0, faults=[])
    server.forget()
    return server


@pytest.fixture
def torchdeck(tmp_path: Path, fake: FakeOllama) -> Command:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TORCHDECK_", "OLLAMA"))}
    home = {"TORCHDECK_HOME": str(tmp_path / "home"), "TORCHDECK_ZONE": "UTC", "OLLAMA_HOST": fake.url}

    def start(*arguments: str | Path, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "app", *map(str, arguments)],
            env={**kept, **home, "TORCHDECK_CONCURRENCY": "2", **extra, "PYTHONPATH": str(_ROOT)},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "membranes.md"
    path.write_text(OSMOSIS, encoding="utf-8")
    return path


def finished(process: subprocess.Popen[str], expect: int = 0) -> tuple[str, str]:
    """What it said on stdout and on stderr."""
    said, told = process.communicate(timeout=120)
    assert process.returncode == expect, told
    assert "Traceback" not in told
    return said, told


def document(process: subprocess.Popen[str], expect: int = 0) -> dict[str, Any]:
    found = json.loads(finished(process, expect)[0])
    assert isinstance(found, dict)
    return found


def nobody() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_the_model_writes_where_it_answers(torchdeck: Command, note: Path, fake: FakeOllama) -> None:
    report = document(torchdeck("generate", note, "--json"))
    assert (report["writer"], report["model"], report["state"]) == ("ollama", "llama3.1:8b", "done")
    assert report["model_calls"] == len(fake.requests()) > 0
    assert (report["fallbacks"], report["pending"], report["message"]) == (0, 0, "")
    assert report["output_tokens"] > 0
    listed = document(torchdeck("cards", "--json"))["cards"]
    assert {(card["writer"], card["model"]) for card in listed} == {("ollama", "llama3.1:8b")}
    assert len(listed) == report["cards"]["new"] > 0


def test_without_a_server_the_built_in_writer_writes_and_it_is_said(torchdeck: Command, note: Path) -> None:
    host = nobody()
    said, told = finished(torchdeck("generate", note, OLLAMA_HOST=host))
    assert said == ""
    assert "The built-in writer writes the cards" in told
    assert host in told
    assert document(torchdeck("generate", "--json", OLLAMA_HOST=host))["sections"] == 0
    _, told = finished(torchdeck("generate", OLLAMA_HOST=host))
    assert "Nothing to write: no section is new or has changed.\n`--again` writes" in told


def test_without_the_model_the_built_in_writer_writes_and_says_what_to_type(torchdeck: Command, note: Path) -> None:
    _, told = finished(torchdeck("generate", note, "--model", "mistral:7b"))
    assert "mistral:7b is not installed" in told
    assert "ollama pull mistral:7b" in told


@pytest.mark.parametrize("missing", ["server", "model"])
def test_a_model_that_was_asked_for_by_name_must_be_there(torchdeck: Command, note: Path, missing: str) -> None:
    extra = {"OLLAMA_HOST": nobody()} if missing == "server" else {}
    model = ["--model", "mistral:7b"] if missing == "model" else []
    said, told = finished(torchdeck("generate", note, "--writer", "ollama", *model, "--json", **extra), expect=1)
    assert said == ""
    assert "Nothing was changed" in told
    assert "ollama" in told.splitlines()[-1]
    assert document(torchdeck("cards", "--json"))["cards"] == []


def test_the_built_in_writer_can_be_asked_for(torchdeck: Command, note: Path, fake: FakeOllama) -> None:
    report = document(torchdeck("generate", note, "--writer", "extractive", "--json"))
    assert (report["writer"], report["model_calls"]) == ("extractive", 0)
    assert fake.requests("") == []


def test_a_model_that_proposes_nothing_is_said_to(torchdeck: Command, note: Path, fake: FakeOllama) -> None:
    fake.change(faults=[Fault("no_cards")])
    _, told = finished(torchdeck("generate", note))
    assert "0 new cards" in told
    assert "The writer found nothing to ask about." in told


def test_again_asks_anew_with_a_wish(torchdeck: Command, note: Path, fake: FakeOllama) -> None:
    first = document(torchdeck("generate", note, "--json"))
    asked = len(fake.requests())
    report = document(torchdeck("generate", note, "--again", "--instruction", "Ask about raisins.", "--json"))
    assert report["sections"] == first["sections"]
    again = fake.requests()[asked:]
    assert again
    assert all("Ask about raisins." in each.body["messages"][-1]["content"] for each in again)
    # The fake says the same again: known, not doubled.
    assert report["cards"]["new"] == 0
    assert report["cards"]["kept"] == first["cards"]["new"]


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_keeps_what_is_finished_and_the_same_command_goes_on(
    torchdeck: Command, tmp_path: Path, fake: FakeOllama
) -> None:
    note = tmp_path / "animals.md"
    note.write_text(many_sections(30), encoding="utf-8")
    fake.change(latency_ms=120)
    process = torchdeck("generate", note, "--json")
    deadline = time.monotonic() + 60
    while len(fake.requests()) < 6:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, told = finished(process, expect=130)
    report = json.loads(said)
    assert report["state"] == "cancelled"
    assert 0 < report["pending"] < 30
    assert "what is finished is kept" in told
    assert "goes on with the rest" in told

    fake.change(latency_ms=0)
    fake.forget()
    done = torchdeck("generate", note, "--json")
    said, told = finished(done)
    assert f"{report['pending']} sections left" in told
    rest = json.loads(said)
    assert (rest["run"], rest["state"], rest["pending"]) == (report["run"], "done", 0)
    assert rest["sections"] == report["sections"] + report["pending"]
    assert len(fake.requests()) <= report["pending"]
    assert document(torchdeck("generate", "--json"))["sections"] == 0


def test_faults_on_the_way_are_told_with_what_to_do(torchdeck: Command, note: Path, fake: FakeOllama) -> None:
    fake.change(faults=[{"kind": "out_of_memory"}])
    process = torchdeck("generate", note, "--json")
    said, told = finished(process)
    report = json.loads(said)
    assert report["fallbacks"] > 0
    assert report["cards"]["new"] > 0
    assert "memory" in report["message"]
    assert report["message"] in told


def test_regenerate_asks_the_model_once_for_what_it_shows_and_does(
    torchdeck: Command, note: Path, fake: FakeOllama
) -> None:
    finished(torchdeck("generate", note))
    fake.forget()
    note.write_text(OSMOSIS.replace("spend ATP", "spend light"), encoding="utf-8")
    done = document(torchdeck("regenerate", "--yes", "--json"))
    assert done["applied"] is True
    assert done["writer"] == "ollama"
    assert len(fake.requests()) == 1


def test_a_setting_that_is_none_is_said_in_words(torchdeck: Command, note: Path) -> None:
    _, told = finished(torchdeck("generate", note, OLLAMA_HOST="ftp://nowhere"), expect=1)
    assert "address" in told
    _, told = finished(torchdeck("generate", note, "--instruction", "why " * 200), expect=1)
    assert "too long" in told
