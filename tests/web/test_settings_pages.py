"""The settings of the model: what is saved, what the environment fixes, what is installed, and fetching another one."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.services.model_settings import model_settings
from app.web.jobs import JobState
from tests.fake_ollama import FakeOllama
from tests.fake_ollama.faults import Fault
from tests.web.running import Site, running
from tests.web.writing import NOWHERE, state, until

FORM: dict[str, object] = {
    "host": NOWHERE,
    "model": "mistral:7b",
    "context_length": 4096,
    "concurrency": 2,
    "language": "German",
    "cards_per_section": 5,
    "second_look": "true",
    "embedding_model": "nomic-embed-text",
}


@pytest.fixture
async def choosing(tmp_path: Path, fake: FakeOllama) -> AsyncIterator[Site]:
    """A site whose learner has chosen the fake server; the environment fixes nothing."""
    async with running(tmp_path) as site:
        assert (await site.post("/settings/model", {**FORM, "host": fake.url, "model": "llama3.1:8b"})).is_redirect
        fake.forget()
        yield site


def field(page: str, name: str) -> str:
    """The tag of an input."""
    found = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', page)
    assert found is not None, name
    return found[0]


async def test_what_is_saved_is_shown_and_holds(site: Site) -> None:
    reply = await site.post("/settings/model", FORM)
    assert reply.status_code == 303
    page = (await site.get(reply.headers["location"].partition("#")[0])).text
    assert "They count from the next run on." in page
    for name in ("host", "model", "context_length", "concurrency", "language", "cards_per_section", "embedding_model"):
        assert f'value="{FORM[name]}"' in field(page, name)
    assert "checked" in field(page, "second_look")
    holds = model_settings(state(site).db, state(site).learner, state(site).settings)
    assert (holds.host, holds.model, holds.concurrency, holds.language) == (NOWHERE, "mistral:7b", 2, "German")
    await site.post("/settings/model", {**FORM, "second_look": "false", "language": ""})
    page = (await site.get("/settings")).text
    assert "checked" not in field(page, "second_look")
    assert 'value=""' in field(page, "language")


async def test_the_days_limits_are_another_form(site: Site) -> None:
    await site.post("/settings/model", FORM)
    limits = {"new_per_day": 3, "reviews_per_day": 50, "desired_retention": 0.9, "zone": "UTC"}
    assert (await site.post("/settings", limits)).status_code == 303
    page = (await site.get("/settings?saved=study")).text
    assert "They count from the next card on." in page
    assert 'value="3"' in field(page, "new_per_day")
    assert 'value="mistral:7b"' in field(page, "model")


@pytest.mark.parametrize(
    "change",
    [
        {"host": "ftp://somewhere"},
        {"host": "http://me:secret@127.0.0.1"},
        {"model": "two words"},
        {"model": ""},
        {"context_length": 100},
        {"context_length": "long"},
        {"concurrency": 0},
        {"cards_per_section": 400},
        {"language": "<b>"},
        {"other": "field"},
    ],
    ids=str,
)
async def test_what_cannot_be_used_changes_nothing(site: Site, change: dict[str, object]) -> None:
    before = model_settings(state(site).db, state(site).learner, state(site).settings)
    reply = await site.post("/settings/model", {**FORM, **change})
    assert reply.status_code == 422
    assert model_settings(state(site).db, state(site).learner, state(site).settings) == before


async def test_what_the_environment_fixes_is_shown_and_stays(tmp_path: Path) -> None:
    fixed = {"ollama_host": NOWHERE, "model": "llama3.2:3b", "concurrency": 4, "second_look": True}
    async with running(tmp_path, **fixed) as site:
        await site.post("/settings/model", {**FORM, "host": "http://127.0.0.1:10"})
        page = (await site.get("/settings")).text
        for name, variable in (
            ("host", "OLLAMA_HOST"),
            ("model", "TORCHDECK_MODEL"),
            ("concurrency", "TORCHDECK_CONCURRENCY"),
        ):
            assert "readonly" in field(page, name)
            assert f"Fixed by <code>{variable}</code>" in page
        assert "disabled" in field(page, "second_look")
        assert f'value="{NOWHERE}"' in field(page, "host")
        assert 'value="llama3.2:3b"' in field(page, "model")
        assert "readonly" not in field(page, "language")
        assert 'value="German"' in field(page, "language")


async def test_the_page_itself_asks_no_server(choosing: Site, fake: FakeOllama) -> None:
    page = (await choosing.get("/settings")).text
    assert 'data-fill="/settings/models"' in page
    assert fake.requests(path="") == []


async def test_installed_models_are_listed_with_what_they_are_fit_for(choosing: Site, fake: FakeOllama) -> None:
    part = await choosing.get("/settings/models")
    assert part.headers["x-fragment"] == "1"
    choice = part.text
    assert "checked" in field(choice, "model")
    assert 'value="llama3.1:8b"' in field(choice, "model")
    assert "4.9 GB · 131,072 tokens of context · Q4_K_M" in choice
    assert "Fit for the job" in choice
    assert 'value="qwen3:8b"' in choice
    assert '<option value="nomic-embed-text:latest" selected>' in choice
    assert 'type="radio" name="model" value="nomic-embed-text' not in choice
    assert choice.count("<html") == 0
    assert "Fit for the job" in (await choosing.get("/settings?ask=true")).text


async def test_a_chosen_model_that_is_not_there_stays_chosen(choosing: Site, fake: FakeOllama) -> None:
    await choosing.post("/settings/model", {**FORM, "host": fake.url, "model": "gemma:2b", "embedding_model": "bge-m3"})
    choice = (await choosing.get("/settings/models")).text
    assert re.search(r'value="gemma:2b" checked', choice)
    assert "Not installed there" in choice
    assert '<option value="bge-m3" selected>bge-m3, not installed' in choice


async def test_without_a_server_the_names_are_typed(site: Site) -> None:
    await site.post("/settings/model", FORM)
    choice = (await site.get("/settings/models")).text
    assert f"No Ollama listens at {NOWHERE}" in choice
    assert "ollama serve" in choice
    assert 'type="radio"' not in choice
    assert 'value="mistral:7b"' in field(choice, "model")


async def test_something_else_listens_there(choosing: Site, fake: FakeOllama) -> None:
    fake.change(faults=[Fault("html_200", path="/api/tags")])
    choice = await choosing.get("/settings/models")
    assert choice.status_code == 200
    assert 'class="notice"' in choice.text
    assert 'value="llama3.1:8b"' in field(choice.text, "model")


async def test_a_model_is_fetched_and_then_listed(choosing: Site, fake: FakeOllama) -> None:
    fake.change(pull_ms=2_000)
    reply = await choosing.post("/pulls", {"name": " mistral:7b "})
    assert reply.status_code == 303
    address = reply.headers["location"]
    job = state(choosing).pulls.get(int(address.rpartition("/")[2]))
    await until(lambda: job.done > 0, "bytes")
    part = (await choosing.get(address, **{"X-Fragment": "1"})).text
    assert "Fetching mistral:7b" in part
    assert re.search(r"\d+ % · [\d.]+ [GM]B of 4.1 GB", part)
    assert re.search(r'<progress max="100" value="\d+"', part)
    assert f'href="{address}"' in (await choosing.get("/settings")).text
    assert job.wait(20)
    done = (await choosing.get(address)).text
    assert "mistral:7b is there" in done
    assert "data-over" in done
    assert 'value="mistral:7b"' in (await choosing.get("/settings/models")).text


async def test_fetching_can_be_cancelled(choosing: Site, fake: FakeOllama) -> None:
    fake.change(pull_ms=30_000)
    address = (await choosing.post("/pulls", {"name": "llama3.2:3b"})).headers["location"]
    assert (await choosing.post(f"{address}/stop")).headers["location"] == address
    job = state(choosing).pulls.get(int(address.rpartition("/")[2]))
    assert job.wait(20)
    assert job.state is JobState.STOPPED
    page = (await choosing.get(address)).text
    assert "was not fetched" in page
    assert 'value="llama3.2:3b"' in field(page, "name"), "it can be tried again from here"
    await until(lambda: fake.requests("/api/pull")[-1].outcome == "left", "the server to notice")


async def test_a_name_that_nobody_has_is_said_in_words(choosing: Site, fake: FakeOllama) -> None:
    address = (await choosing.post("/pulls", {"name": "no-such-model"})).headers["location"]
    job = state(choosing).pulls.get(int(address.rpartition("/")[2]))
    assert job.wait(20)
    page = (await choosing.get(address)).text
    assert "no-such-model could not be fetched" in page
    assert "Try again" in page
    assert 'role="alert"' in page
    assert "Traceback" not in page


async def test_fetching_without_a_server(site: Site) -> None:
    await site.post("/settings/model", FORM)
    address = (await site.post("/pulls", {"name": "mistral:7b"})).headers["location"]
    job = state(site).pulls.get(int(address.rpartition("/")[2]))
    assert job.wait(20)
    assert "ollama serve" in (await site.get(address)).text
    assert (await site.get("/pulls/99")).status_code == 404
    assert (await site.post("/pulls", {"name": ""})).status_code == 422


async def test_the_host_of_a_shared_server_is_not_changed_from_its_page(tmp_path: Path) -> None:
    async with running(tmp_path, password="open sesame") as site:
        token = state(site).sessions.sign_in("open sesame", site.clock())
        site.client.cookies.set("torchdeck_session", token)
        assert "readonly" in field((await site.get("/settings")).text, "host")
        reply = await site.post("/settings/model", FORM)
        assert reply.status_code == 422
        assert "shared server" in reply.text
