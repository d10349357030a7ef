"""What we rest on in the `ollama` package and in httpx though it is private there. Fails when an update moves it."""

import inspect
import subprocess
import sys
from importlib.metadata import version

import httpx
import ollama
import pytest

from app.generator.ollama.client import BoundedClient
from tests.fake_ollama import FakeOllama


def test_the_packages_version_is_one_that_was_read() -> None:
    assert version("ollama").split(".")[:2] == ["0", "6"]


def test_all_answers_of_the_package_come_through_the_method_that_is_overridden() -> None:
    for name in ("list", "show", "ps", "embed", "chat", "generate", "pull"):
        assert "self._request(" in inspect.getsource(getattr(ollama.AsyncClient, name)), name
    parameters = list(inspect.signature(ollama.AsyncClient._request).parameters)
    assert parameters == ["self", "cls", "args", "stream", "kwargs"]


def test_the_packages_own_chat_still_cannot_send_truncate() -> None:
    assert "truncate" not in inspect.signature(ollama.AsyncClient.chat).parameters, "then `stream` can go"


async def test_the_http_client_is_the_packages_and_keeps_out_of_proxies() -> None:
    client = BoundedClient("http://127.0.0.1:9/behind")
    assert isinstance(client._client, httpx.AsyncClient)
    assert str(client._client.base_url) == "http://127.0.0.1:9/behind/"
    assert client._client.trust_env is False
    assert client._client.follow_redirects is False
    assert client._client.headers["user-agent"].startswith("ollama-python/")
    await client.close()


async def test_the_packages_own_methods_work_through_it(fake: FakeOllama) -> None:
    client = BoundedClient(fake.url)
    assert {each.model for each in (await client.list()).models} >= {"llama3.1:8b", "qwen3:8b"}
    assert (await client.show("llama3.1:8b")).capabilities == ["completion", "tools"]
    assert (await client.embed("nomic-embed-text", "a text")).embeddings[0]
    assert (await client.ps()).models is not None
    with pytest.raises(TypeError, match="read by `stream`"):
        await client.chat("llama3.1:8b", [{"role": "user", "content": "x"}], stream=True)
    await client.close()


def test_a_key_of_the_environment_is_sent_as_the_package_sends_it(fake: FakeOllama) -> None:
    program = "import sys\nfrom app.generator.ollama.catalogue import installed\nprint(len(installed(sys.argv[1])))\n"
    environment = {"OLLAMA_API_KEY": "secret-key", "HTTP_PROXY": "http://127.0.0.1:1", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program, fake.url], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "3", "and a proxy of the environment is not asked"
    assert {each.headers["authorization"] for each in fake.requests("/api/tags")} == {"Bearer secret-key"}


def test_what_pages_import_at_their_start_imports_no_http_client() -> None:
    program = (
        "import sys, app.services.installed_models, app.services.model_settings, app.generator.ollama.addresses\n"
        "print([name for name in ('httpx', 'ollama', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
