"""What an OLLAMA_HOST means, and when two names mean one model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ollama._client import _parse_host

from app.errors import InvalidInputError
from app.generator.ollama.addresses import bare_digest, full_name, same_model, server_url
from app.generator.ollama.client import BoundedClient

HOSTS = {
    "": "http://127.0.0.1:11434",
    "  192.168.1.20 ": "http://192.168.1.20:11434",
    "desk": "http://desk:11434",
    ":5000": "http://127.0.0.1:5000",
    "desk:5000": "http://desk:5000",
    "http://desk": "http://desk:80",
    "https://desk": "https://desk:443",
    "HTTP://Desk:81": "http://desk:81",
    "https://desk:8443/ollama/": "https://desk:8443/ollama",
    "desk/behind/a/proxy": "http://desk:11434/behind/a/proxy",
    "0.0.0.0": "http://127.0.0.1:11434",
    "http://0.0.0.0:11434": "http://127.0.0.1:11434",
    "[::]:11434": "http://[::1]:11434",
    "[::1]": "http://[::1]:11434",
    "::1": "http://[::1]:11434",
    "fe80::1": "http://[fe80::1]:11434",
    "http://[fe80::1]": "http://[fe80::1]:80",
    "bücher-pc.local": "http://xn--bcher-pc-65a.local:11434",
}
NO_HOSTS = ("ftp://desk", "desk:port", "desk:99999", "my desk", "http://[::1", "http://desk?x=1", "://desk")


@pytest.mark.parametrize(("typed", "meant"), HOSTS.items())
def test_a_host_is_read_as_ollama_reads_it(typed: str, meant: str) -> None:
    assert server_url(typed) == meant


@pytest.mark.parametrize("typed", NO_HOSTS)
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="no address") as caught:
        server_url(typed)
    assert "http://127.0.0.1:11434" in caught.value.advice


@pytest.mark.parametrize("meant", HOSTS.values())
def test_an_address_read_once_stays_the_same(meant: str) -> None:
    assert server_url(meant) == meant
    assert _parse_host(meant) == meant, "the package, which reads it again, must not read it otherwise"


@given(st.from_regex(r"(https?://)?[a-z][a-z0-9.-]{0,12}[a-z0-9](:[1-9][0-9]{0,3})?(/[a-z]{1,5})?/?", fullmatch=True))
def test_ordinary_hosts_are_read_as_the_package_reads_them(host: str) -> None:
    assert server_url(host) == _parse_host(host)


@given(st.one_of(st.text(max_size=20), st.from_regex(r"(https?://)?[a-zA-Z0-9._:\[\]/@%-]{0,20}", fullmatch=True)))
def test_whatever_is_typed_is_refused_or_can_be_called(typed: str) -> None:
    try:
        url = server_url(typed)
    except InvalidInputError:
        return
    assert server_url(url) == url
    BoundedClient(url)


def test_a_model_without_a_tag_is_its_latest() -> None:
    assert full_name("mistral") == "mistral:latest"
    assert full_name("llama3.1:8b") == "llama3.1:8b"
    assert full_name("hf.co:443/you/model") == "hf.co:443/you/model:latest"
    assert same_model("Mistral", "mistral:latest")
    assert not same_model("mistral:7b", "mistral")


def test_a_digest_is_compared_without_its_algorithm() -> None:
    assert bare_digest("sha256:0a1b") == bare_digest("0a1b") == "0a1b"
    assert bare_digest(None) == ""
