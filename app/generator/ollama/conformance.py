"""Does the learner's own server do what Torchdeck counts on? Asked of the real thing, said in plain words.

Looks first (is it there, how old is it, is the model installed), then asks the model a few short questions and watches
how they are answered. Every step has what is left of one budget of time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.domain import ModelSettings
from app.generator.model.seam import Deadline, ModelError, ModelMissingError
from app.generator.ollama import errors, loop
from app.generator.ollama.adapter import trained_context
from app.generator.ollama.addresses import same_model, server_url
from app.generator.ollama.answers import Observation
from app.generator.ollama.client import BoundedClient
from app.generator.ollama.conformance_chat import (
    Examinee,
    calls_at_once,
    context_allocated,
    embedding,
    long_prompts,
    prompt_cache,
    replies,
)
from app.generator.ollama.errors import Asked
from app.generator.ollama.fitness import judge, parameter_count
from app.generator.ollama.versions import known_of, release_of

Say = Callable[[str], None]
_PULL = "ollama pull {model}"
_UPDATE = "Update Ollama: ollama.com/download"


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing to try: what is said while it is under way, the names of what it finds out, and the deed."""

    doing: str
    names: tuple[str, ...]
    deed: Callable[[Examinee], Awaitable[tuple[Observation, ...]]]


_STEPS = (
    _Step(
        "asking the model a question (loading it first takes a while)", ("Form", "End of replies", "Thinking"), replies
    ),
    _Step("looking how much context it was given", ("Context",), context_allocated),
    _Step("asking for two things at once", ("Calls at once",), calls_at_once),
    _Step("asking twice about the same text", ("Prompt cache",), prompt_cache),
    _Step("sending a text that is too long", ("Long texts",), long_prompts),
    _Step("asking for vectors", ("Embedding model",), embedding),
)


def observe(
    settings: ModelSettings, *, nonce: str, quick: bool = False, say: Say, seconds: float = 300.0
) -> tuple[Observation, ...]:
    """Look at the server and, unless `quick`, try its model out for at most `seconds`.

    `nonce` is text that no earlier examination used, so that the server cannot have it in its cache. Never raises for
    anything that the server does.

    Raises:
        InvalidInputError: the settings' host is no address.
    """
    return loop.run(_observe(settings, server_url(settings.host), nonce, quick, say, seconds))


async def _observe(
    settings: ModelSettings, url: str, nonce: str, quick: bool, say: Say, seconds: float
) -> tuple[Observation, ...]:
    client = BoundedClient(url, connections=settings.concurrency + 1)
    found: list[Observation] = []
    try:
        found += await _server(client)
        found += await _version(client)
        model, context = await _model(client, settings)
        found.append(model)
        if not quick and model.ok:
            await _try_out(Examinee(client, settings, context, nonce), found, say, seconds)
    except ModelError as error:
        found.append(Observation("Model" if found else "Ollama", False, error.message, error.advice))
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the package's own
    return tuple(found)


async def _try_out(examinee: Examinee, found: list[Observation], say: Say, seconds: float) -> None:
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    for step in _STEPS:
        if step.deed is embedding and not examinee.settings.embedding_model:
            continue
        left = end - clock()
        if left <= 0:
            found += (_not_tried(name, seconds) for name in step.names)
            continue
        say(f"{step.doing} …")
        examinee.deadline = Deadline(first_frame=left, between_frames=min(left, 60.0), total=left)
        try:
            found += await step.deed(examinee)
        except ModelError as error:
            found.append(Observation(step.names[0], False, error.message, error.advice))
            if step.deed is replies:
                return  # a model that does not answer at all has nothing more to show


async def _server(client: BoundedClient) -> tuple[Observation, ...]:
    models = (await client.list()).models
    count = f"{len(models)} model{'' if len(models) == 1 else 's'}"
    return (Observation("Ollama", True, f"{client.url} answers with {count}"),)


async def _version(client: BoundedClient) -> tuple[Observation, ...]:
    version = await client.version()
    release = release_of(version)
    if release is None:
        return (Observation("Ollama's version", True, f"“{version or 'none'}”: nothing is known of it"),)
    known = known_of(release)
    finding = f"{version} {' and '.join(known.words)}" if known.words else version
    return (Observation("Ollama's version", not known.grave, finding, _UPDATE if known.words else ""),)


async def _model(client: BoundedClient, settings: ModelSettings) -> tuple[Observation, int]:
    name = settings.model
    listed = next((each for each in (await client.list()).models if same_model(each.model or "", name)), None)
    if listed is None:
        return Observation("Model", False, f"{name} is not installed", _PULL.format(model=name)), 0
    try:
        shown = await client.show(name)
    except ModelMissingError:
        error = errors.missing(Asked(client.url, name))
        return Observation("Model", False, error.message, error.advice), 0
    trained = trained_context(shown.modelinfo or {})
    details = shown.details or listed.details
    fit = judge(
        name,
        capabilities=shown.capabilities or (),
        context_length=trained,
        parameters=parameter_count(details.parameter_size if details else None),
        quantisation=(details.quantization_level if details else None) or "",
    )
    advice = "" if fit.fit else "Choose another one in the settings, for example: ollama pull llama3.1:8b"
    context = min(settings.context_length, trained) if trained else settings.context_length
    return Observation("Model", True, f"{name} is installed. {fit.why}", advice), context


def _not_tried(name: str, seconds: float) -> Observation:
    return Observation(
        name,
        False,
        f"not tried: the {seconds:.0f} seconds were used up",
        "Run torchdeck doctor again when the machine has less to do.",
    )
