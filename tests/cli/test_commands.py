"""The command as a person or a script calls it: a process of its own, its streams, its exit status."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.samples import OSMOSIS

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TORCHDECK_", "OLLAMA"))}
    return {**kept, "TORCHDECK_HOME": str(home), "TORCHDECK_ZONE": "UTC", "OLLAMA_HOST": "http://127.0.0.1:9"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def call(*arguments: str | Path, expect: int = 0, **extra: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments)],
            capture_output=True,
            text=True,
            env={**environment, **extra, "PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=tmp_path,
            timeout=120,
        )
        assert done.returncode == expect, done.stderr
        return done

    return call


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "membranes.md"
    path.write_text(OSMOSIS, encoding="utf-8")
    return path


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_from_a_note_to_cards_to_a_backup_and_back(run: Run, note: Path, tmp_path: Path) -> None:
    ingested = document(run("ingest", note, "--json"))
    (only,) = ingested["notes"]
    assert only["path"] == str(note)
    assert [section["title"] for section in only["sections"]][-2:] == ["Osmosis", "Active transport"]
    assert {"key", "level", "heading_path", "start_line", "end_line", "concepts"} <= set(only["sections"][0])
    assert ingested["errors"] == []

    generated = document(run("generate", "--json"))
    assert generated["cards"]["new"] >= 4
    assert (generated["model_calls"], generated["fallbacks"]) == (0, 0)

    listed = document(run("cards", "--json", "--note", note, "--status", "active"))["cards"]
    assert {card["note"] for card in listed} == {str(note)}
    assert {"id", "kind", "question", "answer", "quote", "section", "demo", "writer", "model"} <= set(listed[0])

    run("backup", tmp_path / "kept.db")
    (tmp_path / "empty").mkdir()
    run("restore", tmp_path / "kept.db", TORCHDECK_HOME=str(tmp_path / "other"))
    again = document(run("cards", "--json", TORCHDECK_HOME=str(tmp_path / "other")))["cards"]
    assert again == document(run("cards", "--json"))["cards"]


def test_regenerate_says_what_would_happen_and_then_does_it(run: Run, note: Path) -> None:
    run("generate", note)
    note.write_text(OSMOSIS.replace("spend ATP", "spend light"), encoding="utf-8")

    rehearsed = document(run("regenerate", "--dry-run", "--json"))
    assert rehearsed["applied"] is False
    assert [each["verdict"] for each in rehearsed["verdicts"]]

    done = document(run("regenerate", "--yes", "--json"))
    assert done["applied"] is True
    assert done["verdicts"] == rehearsed["verdicts"]


def test_a_missing_path_fails_with_a_message_that_names_it(run: Run, tmp_path: Path) -> None:
    done = run("ingest", tmp_path / "nowhere.md", "--json", expect=1)
    assert "nowhere.md" in done.stderr
    assert "Traceback" not in done.stderr
    assert [Path(error["path"]).name for error in document(done)["errors"]] == ["nowhere.md"]


def test_wrong_usage_and_wrong_settings_end_with_two(run: Run) -> None:
    assert "No such option" in run("ingest", "--jsn", expect=2).stderr
    done = run("cards", expect=2, TORCHDECK_PORT="eighty")
    assert "PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_listening_for_others_needs_a_password(run: Run) -> None:
    done = run("serve", "--host", "0.0.0.0", "--no-open", expect=1)
    assert "TORCHDECK_PASSWORD" in done.stderr


def test_doctor_says_what_to_do_about_a_missing_model_server(run: Run) -> None:
    checks = {check["name"]: check for check in document(run("doctor", "--json"))["checks"]}
    assert checks["Database"]["ok"] is True
    assert checks["Ollama"]["ok"] is False
    assert "ollama serve" in checks["Ollama"]["advice"]
    assert checks["Device"]["ok"] is True


def test_a_taken_port_is_said_in_words(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--no-open", "--port", str(taken.getsockname()[1]), expect=1)
    assert "another port" in done.stderr


def test_a_damaged_database_is_said_in_words(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "torchdeck.db").write_bytes(b"not a database at all " * 400)
    done = run("serve", "--no-open", "--port", "0", expect=1)
    assert "torchdeck.db" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_answers_and_stops_on_interrupt(environment: dict[str, str]) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--no-open", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert server.stderr is not None
        url = re.search(r"http://\S+", server.stderr.readline())
        assert url is not None
        page = _get(url.group())
        assert "Torchdeck" in page
    finally:
        server.send_signal(signal.SIGINT)
    assert server.wait(timeout=15) == 0


def _get(url: str) -> str:
    deadline = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return str(response.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
