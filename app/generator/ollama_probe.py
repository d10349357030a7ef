"""Is there an Ollama, and which models does it have? Asked by `torchdeck doctor`; writes nothing, waits seconds."""

from dataclasses import dataclass

import httpx
import ollama

_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class OllamaStatus:
    """What the server at `host` said; `problem` is empty where it answered as Ollama does."""

    host: str
    models: tuple[str, ...] = ()
    problem: str = ""

    def has(self, model: str) -> bool:
        """Whether a model of that name is installed; a name without a tag means `:latest`."""
        wanted = model if ":" in model else f"{model}:latest"
        return wanted in self.models


def probe(host: str) -> OllamaStatus:
    """Ask the server for its models. Never raises for a server that is absent, slow or something else entirely."""
    # Proxies are for the outside world; asking one for 127.0.0.1 gives its error page.
    client = ollama.Client(host=host, timeout=_SECONDS, trust_env=False)
    try:
        listed = client.list()
    except ollama.ResponseError as error:
        return OllamaStatus(host, problem=f"it answered {error.status_code}: {error.error[:120]}")
    except (ConnectionError, httpx.ConnectError):
        return OllamaStatus(host, problem="nothing listens there")
    except httpx.TimeoutException:
        return OllamaStatus(host, problem=f"no answer within {_SECONDS:.0f} seconds")
    except (httpx.HTTPError, ValueError) as error:
        return OllamaStatus(host, problem=f"the answer was not Ollama's ({type(error).__name__})")
    return OllamaStatus(host, tuple(model.model for model in listed.models if model.model))
