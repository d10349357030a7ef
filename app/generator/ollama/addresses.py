"""Where the server is and what its models are called, written the one way in which both can be compared."""

import ipaddress
import re
from urllib.parse import urlsplit

from app.errors import InvalidInputError

DEFAULT_PORT = 11434
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_PATH = re.compile(r"[\w./~@+%-]*", re.ASCII)
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def server_url(host: str) -> str:
    """The base URL that an `OLLAMA_HOST` means, with its port and path and without a slash at the end.

    As Ollama reads it: a bare host is on port 11434, `http://host` on 80, `https://host` on 443, and nothing at all is
    this machine. An address to listen on everywhere (`0.0.0.0`, `[::]`) is none to connect to everywhere: it becomes
    this machine's own.

    Raises:
        InvalidInputError: that is no address of a server.
    """
    text = host.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
        if rest.count(":") > 1 and not rest.startswith("["):
            rest = f"[{rest}]"  # an IPv6 address without a port, as people type it
    scheme = scheme.lower()
    default = _PORTS.get(scheme, 0) if separator else DEFAULT_PORT
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        name, port = _ascii(parts.hostname or "127.0.0.1"), parts.port or default
    except ValueError:
        raise _not_an_address(host) from None
    if scheme not in _PORTS or not _PATH.fullmatch(parts.path) or parts.query or parts.fragment:
        raise _not_an_address(host)
    name = _EVERYWHERE.get(name, name)
    return f"{scheme}://{f'[{name}]' if _is_ipv6(name) else name}:{port}{_path(parts.path)}"


def full_name(model: str) -> str:
    """A model's name with its tag: none means `:latest`."""
    name = model.strip()
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def same_model(one: str, other: str) -> bool:
    """Whether two names mean one model; the server does not mind capitals."""
    return full_name(one).casefold() == full_name(other).casefold()


def bare_digest(digest: str | None) -> str:
    """A digest without the name of its algorithm; empty where there is none."""
    return (digest or "").removeprefix("sha256:")


def _ascii(name: str) -> str:
    """A machine's name in the letters that a request may carry. Raises ValueError where there is no such name."""
    if _is_ipv6(name):
        return name
    plain = name.encode("idna").decode("ascii").lower()
    if _NAME.fullmatch(plain) is None:
        raise ValueError(name)
    return plain


def _path(path: str) -> str:
    inner = path.strip("/")
    return f"/{inner}" if inner else ""


def _is_ipv6(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).version == 6
    except ValueError:
        return False


def _not_an_address(host: str) -> InvalidInputError:
    return InvalidInputError(
        f"“{host}” is no address of a model server.",
        advice="Write it like http://127.0.0.1:11434 or just 192.168.1.20.",
    )
