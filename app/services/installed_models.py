"""The models on the learner's server: what is installed, and getting another one."""

from collections.abc import Generator

from app.generator.ollama.addresses import server_url
from app.generator.ollama.answers import Fitness, Grade, InstalledModel, PullProgress

__all__ = ["Fitness", "Grade", "InstalledModel", "PullProgress", "installed_models", "pull_model", "server_url"]


def installed_models(host: str) -> tuple[InstalledModel, ...]:
    """The models on the server at `host`, the fittest for writing cards first. Blocks; some seconds at most.

    Raises:
        ModelError: nothing answers there, or not as Ollama does; the message says what to do.
        InvalidInputError: that is no address of a server.
    """
    from app.generator.ollama.catalogue import installed  # here, so that a server starts without an HTTP client

    return installed(host)


def pull_model(host: str, name: str) -> Generator[PullProgress, None, None]:
    """Have the server download a model. Says how far it is at least twice a second; closing the iterator cancels.

    Raises:
        ModelError: no server, no such model, no room, no network; what was downloaded is kept by the server.
        InvalidInputError: that is no name of a model, or no address of a server.
    """
    from app.generator.ollama.pulling import pull  # here, so that a server starts without an HTTP client

    return pull(host, name)
