"""What is installed on a server, and how fit each model is for writing cards."""

import asyncio

import ollama

from app.generator.model.seam import ModelError
from app.generator.ollama import loop
from app.generator.ollama.adapter import trained_context
from app.generator.ollama.addresses import bare_digest, server_url
from app.generator.ollama.answers import InstalledModel
from app.generator.ollama.client import BoundedClient
from app.generator.ollama.fitness import judge, parameter_count, preference

_SHOWN_AT_ONCE = 4


def installed(host: str) -> tuple[InstalledModel, ...]:
    """The models on the server at `host`, the fittest first. Blocks for as long as the server takes, some seconds at
    most.

    Raises:
        ModelError: nothing answers there, or not as Ollama does.
        InvalidInputError: that is no address.
    """
    return loop.run(_installed(server_url(host)))


async def _installed(url: str) -> tuple[InstalledModel, ...]:
    client = BoundedClient(url, connections=_SHOWN_AT_ONCE)
    try:
        listed = (await client.list()).models
        turns = asyncio.Semaphore(_SHOWN_AT_ONCE)
        models = await asyncio.gather(*(_look_at(client, each, turns) for each in listed if each.model))
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the package's own
    return tuple(sorted(models, key=lambda model: (*preference(model.fit, model.parameters), model.name)))


async def _look_at(
    client: BoundedClient, listed: ollama.ListResponse.Model, turns: asyncio.Semaphore
) -> InstalledModel:
    name = listed.model or ""
    try:
        async with turns:
            shown = await client.show(name)
    except ModelError:
        # Deleted since it was listed, or damaged: the list is still worth showing, with what is known.
        shown = ollama.ShowResponse(model_info={})
    return described(listed, shown)


def described(listed: ollama.ListResponse.Model, shown: ollama.ShowResponse) -> InstalledModel:
    """A model by what the list and its own page say of it, judged."""
    name = listed.model or ""
    details = shown.details or listed.details
    capabilities = tuple(shown.capabilities or ())
    context_length = trained_context(shown.modelinfo or {})
    parameters = parameter_count(details.parameter_size if details else None)
    quantisation = (details.quantization_level if details else None) or ""
    fit = judge(
        name,
        capabilities=capabilities,
        context_length=context_length,
        parameters=parameters,
        quantisation=quantisation,
    )
    return InstalledModel(
        name=name,
        size=int(listed.size or 0),
        digest=bare_digest(listed.digest),
        context_length=context_length,
        parameters=parameters,
        quantisation=quantisation,
        capabilities=capabilities,
        fit=fit,
    )
