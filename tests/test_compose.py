"""The container files say what README promises. They are read here, not run: that needs a Docker engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import Settings

ROOT = Path(__file__).resolve().parent.parent
NEEDED = re.compile(r"\$\{(?P<name>\w+):\?(?P<message>[^}]+)\}")


def load(name: str) -> dict[str, Any]:
    document = yaml.safe_load((ROOT / name).read_text("utf-8"))
    assert isinstance(document, dict)
    return document


@pytest.fixture
def app() -> dict[str, Any]:
    service = load("docker-compose.yml")["services"]["app"]
    assert isinstance(service, dict)
    return service


def test_the_app_keeps_its_deck_and_ollama_its_models_in_volumes(app: dict[str, Any]) -> None:
    compose = load("docker-compose.yml")
    mounted = {
        volume.split(":")[0]: volume.split(":")[1]
        for service in compose["services"].values()
        for volume in service["volumes"]
        if not volume.startswith("${")
    }
    assert set(mounted) == set(compose["volumes"])
    assert mounted["torchdeck"] == "/data"
    assert mounted["ollama"] == "/root/.ollama"
    assert "ENV" in dockerfile()
    assert "TORCHDECK_HOME=/data" in dockerfile()


def test_only_this_machine_reaches_the_published_port(app: dict[str, Any]) -> None:
    assert [port.rsplit(":", 1) for port in app["ports"]] == [["127.0.0.1:${TORCHDECK_PUBLISH:-8000}", "8000"]]
    assert "ports" not in load("docker-compose.yml")["services"]["ollama"]


def test_no_start_without_a_password_and_a_host_list(app: dict[str, Any]) -> None:
    needed = {
        match["name"]: match["message"] for value in app["environment"].values() if (match := NEEDED.match(value))
    }
    assert set(needed) == {"TORCHDECK_PASSWORD", "TORCHDECK_ALLOWED_HOSTS"}
    assert all(name in message for name, message in needed.items())


def test_the_environment_names_settings_that_exist_and_that_the_door_accepts(app: dict[str, Any]) -> None:
    values = {"TORCHDECK_PASSWORD": "secret", "TORCHDECK_ALLOWED_HOSTS": "localhost"}
    for name, value in app["environment"].items():
        field = name.removeprefix("TORCHDECK_").lower()
        assert field in Settings.model_fields
        values.setdefault(name, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value))
    settings = Settings(**{name.removeprefix("TORCHDECK_").lower(): value for name, value in values.items()})
    assert settings.host == "0.0.0.0"
    assert settings.ollama_host == "http://ollama:11434"


def test_the_gpu_file_adds_devices_to_the_same_services() -> None:
    plain, gpu = load("docker-compose.yml")["services"], load("docker-compose.gpu.yml")["services"]
    assert set(gpu) == set(plain)
    for service in gpu.values():
        (device,) = service["deploy"]["resources"]["reservations"]["devices"]
        assert device["driver"] == "nvidia"
        assert device["capabilities"] == ["gpu"]


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text("utf-8")


def test_the_image_runs_as_an_ordinary_user_and_is_watched() -> None:
    stages = dockerfile().split("\nFROM ")
    final = stages[-1]
    assert len(stages) == 3
    assert final.startswith("python:3.12-slim\n")
    assert re.search(r"^USER learner$", final, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", final, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", final, re.MULTILINE)
    assert final.index("USER learner") < final.index('CMD ["torchdeck"')


def test_everything_the_image_copies_is_let_through_and_exists() -> None:
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source.rstrip("/").removeprefix("./")
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile(), re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def test_the_pinned_torch_is_found_by_the_image() -> None:
    pattern = re.search(r"findall\(r'(.+?)', open", dockerfile())
    assert pattern is not None
    expression = pattern[1].replace('\\"', '"')
    assert re.findall(expression, (ROOT / "pyproject.toml").read_text("utf-8")) == ["torch==2.13.0"]
