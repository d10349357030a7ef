"""What holds for the model: the environment, else what was saved, else the default; and what cannot be saved."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Settings
from app.domain import ModelSettings
from app.errors import InvalidInputError
from app.services.model_settings import chosen_model, model_settings, save_model_settings
from app.services.workspace import Workspace, open_workspace


def saved(workspace: Workspace, **changes: object) -> ModelSettings:
    now = model_settings(workspace.db, workspace.learner, workspace.settings)
    wanted = replace(now, **changes)  # type: ignore[arg-type]
    return save_model_settings(workspace.db, workspace.learner, workspace.settings, wanted).settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OLLAMA_HOST", "TORCHDECK_OLLAMA_HOST", "TORCHDECK_MODEL", "TORCHDECK_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_hold_where_nothing_was_chosen(workspace: Workspace) -> None:
    found = chosen_model(workspace.db, workspace.learner, workspace.settings)
    assert found.settings == ModelSettings("http://127.0.0.1:11434", "llama3.1:8b", 8192, 1, "", 8, False, "")
    assert found.fixed == {}


def test_what_was_saved_holds_and_can_be_changed_back(workspace: Workspace) -> None:
    choices = {
        "host": "192.168.1.20",
        "model": " mistral ",
        "context_length": 16_384,
        "concurrency": 4,
        "language": " German ",
        "cards_per_section": 5,
        "second_look": True,
        "embedding_model": "nomic-embed-text",
    }
    expected = ModelSettings("http://192.168.1.20:11434", "mistral", 16_384, 4, "German", 5, True, "nomic-embed-text")
    assert saved(workspace, **choices) == expected
    assert model_settings(workspace.db, workspace.learner, workspace.settings) == expected
    assert saved(workspace, language="", embedding_model="", second_look=False, concurrency=1).language == ""


def test_the_environment_wins_and_the_choice_comes_back_without_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(workspace, model="mistral", concurrency=2)
    monkeypatch.setenv("OLLAMA_HOST", "0.0.0.0:1234")
    monkeypatch.setenv("TORCHDECK_MODEL", "qwen3:8b")
    fixed = Settings(home=workspace.settings.home)
    found = chosen_model(workspace.db, workspace.learner, fixed)
    assert (found.settings.host, found.settings.model, found.settings.concurrency) == (
        "http://127.0.0.1:1234",
        "qwen3:8b",
        2,
    )
    assert found.fixed == {"host": "OLLAMA_HOST", "model": "TORCHDECK_MODEL"}
    save_model_settings(workspace.db, workspace.learner, fixed, replace(found.settings, concurrency=3))
    monkeypatch.delenv("OLLAMA_HOST")
    monkeypatch.delenv("TORCHDECK_MODEL")
    now = model_settings(workspace.db, workspace.learner, workspace.settings)
    assert (now.model, now.concurrency, now.host) == ("mistral", 3, "http://127.0.0.1:11434")


def test_options_of_a_command_fix_nothing_else(workspace: Workspace) -> None:
    assert chosen_model(workspace.db, workspace.learner, workspace.settings.changed(port=8001)).fixed == {}


def test_a_variable_that_is_set_to_nothing_says_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "")
    found = chosen_model(workspace.db, workspace.learner, Settings(home=workspace.settings.home))
    assert found.settings.host == "http://127.0.0.1:11434"
    assert "host" not in found.fixed


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host": ""}, "missing"),
        ({"host": "ftp://somewhere"}, "address"),
        ({"host": "http://me:secret@somewhere"}, "name and password"),
        ({"host": "me:secret@somewhere"}, "name and password"),
        ({"host": "http://some where"}, "address"),
        ({"model": ""}, "name of a model"),
        ({"model": "two words"}, "name of a model"),
        ({"model": "x" * 201}, "name of a model"),
        ({"embedding_model": "a;b"}, "embedding model"),
        ({"context_length": 1024}, "2,048"),
        ({"concurrency": 0}, "from 1 to 64"),
        ({"cards_per_section": 41}, "from 1 to 40"),
        ({"language": "<German>"}, "not a language"),
        ({"language": "x" * 41}, "not a language"),
    ],
)
def test_what_cannot_be_used_is_said_in_words_and_changes_nothing(
    workspace: Workspace, changes: dict[str, object], says: str
) -> None:
    before = model_settings(workspace.db, workspace.learner, workspace.settings)
    with pytest.raises(InvalidInputError, match=r"nothing was changed|Nothing was changed|no address") as raised:
        saved(workspace, **changes)
    assert says in str(raised.value)
    assert model_settings(workspace.db, workspace.learner, workspace.settings) == before


def test_the_host_of_a_shared_server_is_not_changed_from_its_page(tmp_path: Path) -> None:
    shared = Settings(home=tmp_path / "home", zone="UTC", password="long enough", allowed_hosts="deck.test")
    with open_workspace(shared) as workspace:
        with pytest.raises(InvalidInputError, match="shared server"):
            saved(workspace, host="http://10.0.0.1:11434")
        assert saved(workspace, model="mistral").model == "mistral"
