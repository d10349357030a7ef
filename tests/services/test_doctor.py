"""What `torchdeck doctor` looks at, with and without a model's server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import Settings
from app.generator.ollama import loop
from app.services.doctor import Check, Examination, examine
from app.services.model_settings import model_settings, save_model_settings
from app.services.workspace import open_workspace
from tests.fake_ollama import fake_ollama
from tests.samples import NOW

HERE = ("Python", "Database", "SQLite", "Disk")


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the learner chose holds, not what this machine's environment says; the models' loop ends with the test."""
    for name in ("OLLAMA_HOST", "TORCHDECK_MODEL"):
        monkeypatch.delenv(name, raising=False)
    yield
    loop.close_all()


def examined(home: Path, *, quick: bool = False, **settings: object) -> tuple[Examination, list[str]]:
    said: list[str] = []
    report = examine(Settings(home=home, **settings), now=NOW, quick=quick, say=said.append)  # type: ignore[arg-type]
    return report, said


def by_name(report: Examination) -> dict[str, Check]:
    return {check.name: check for check in report.checks}


def test_without_a_server_all_needed_is_in_order_and_the_built_in_writer_steps_in(tmp_path: Path) -> None:
    report, said = examined(tmp_path / "home", ollama_host="127.0.0.1:9")
    checks = by_name(report)
    assert report.ok
    assert tuple(checks)[:4] == HERE
    assert tuple(checks)[4:] == ("Ollama", "Device")
    assert not checks["Ollama"].needed
    assert "built-in writer" in checks["Ollama"].advice
    assert "ollama serve" in checks["Ollama"].advice
    assert said == []


def test_with_a_server_its_ways_are_tried_and_said(tmp_path: Path) -> None:
    with fake_ollama(slots=2) as fake:
        report, said = examined(tmp_path / "home", ollama_host=fake.url)
        quick, nothing = examined(tmp_path / "home", ollama_host=fake.url, quick=True)
        prompts = [each.text for each in fake.requests()]
    checks = by_name(report)
    assert {"Form", "Context", "Calls at once", "Prompt cache", "Long texts"} <= set(checks)
    assert not any(check.needed for check in report.checks[4:])
    assert any("too long" in each for each in said)
    assert nothing == []
    assert set(by_name(quick)) == {*HERE, "Ollama", "Ollama's version", "Model", "Device"}
    assert any(NOW.isoformat() in prompt for prompt in prompts), "each examination reads a text the cache cannot hold"


def test_the_model_that_is_looked_for_is_the_one_the_learner_chose(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    with fake_ollama() as fake, open_workspace(settings) as workspace:
        now = model_settings(workspace.db, workspace.learner, settings)
        wanted = replace(now, host=fake.url, model="qwen3:8b")
        save_model_settings(workspace.db, workspace.learner, settings, wanted)
        checks = by_name(examine(settings, now=NOW, quick=True))
    assert fake.url in checks["Ollama"].finding
    assert checks["Model"].finding.startswith("qwen3:8b is installed")


def test_a_host_that_is_no_address_is_a_check_and_no_crash(tmp_path: Path) -> None:
    report, _ = examined(tmp_path / "home", ollama_host="my desk")
    assert "no address" in by_name(report)["Ollama"].finding
    assert report.ok


def test_a_damaged_database_is_told_beside_all_the_rest(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "torchdeck.db").write_bytes(b"not a database at all " * 400)
    report, _ = examined(home, ollama_host="127.0.0.1:9")
    checks = by_name(report)
    assert not report.ok
    assert not checks["Database"].ok
    assert "Ollama" in checks


def test_the_document_carries_every_check(tmp_path: Path) -> None:
    report, _ = examined(tmp_path / "home", ollama_host="127.0.0.1:9")
    document = report.document()
    assert document["ok"] is True
    assert [set(check) for check in document["checks"]] == [  # type: ignore[attr-defined]
        {"name", "ok", "needed", "finding", "advice"}
    ] * len(report.checks)
    assert datetime.now(UTC) > NOW
