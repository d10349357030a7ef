"""Does the learner's own server do what Torchdeck counts on? Asked of the real thing, said in plain words.

Looks first (is it there, how old is it, is the model installed), then asks the model a few short questions and watches
how they are answered. Every step has what is left of one budget of time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.domain import ModelSettings
from app.generator.model.seam import ModelError
from app.generator.ollama import loop
from app.generator.ollama.addresses import same_model, server_url
from app.generator.ollama.answers import InstalledModel, Observation
from app.generator.ollama.catalogue import described
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
from app.generator.ollama.versions import known_of, release_of

Say = Callable[[str], None]
_UPDATE = "Update Ollama: ollama.com/download"
_NAMED = 6


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
        listed = (await client.list()).models
        count = f"{len(listed)} model{'' if len(listed) == 1 else 's'}"
        found.append(Observation("Ollama", True, f"{url} answers with {count}"))
        entry = next((each for each in listed if same_model(each.model or "", settings.model)), None)
        model = None if entry is None else described(entry, await client.show(settings.model))
        found.append(await _version(client, thinks=model is not None and "thinking" in model.capabilities))
        found.append(_installed(settings.model, model, [each.model or "" for each in listed]))
        if model is not None and not quick:
            context = min(settings.context_length, model.context_length or settings.context_length)
            end = asyncio.get_running_loop().time() + seconds
            await _try_out(Examinee(client, settings, context, nonce, end), found, say, seconds)
    except ModelError as error:
        found.append(Observation("Model" if found else "Ollama", False, error.message, error.advice))
    finally:
        await client.close()  # type: ignore[no-untyped-call]  # the package's own
    return tuple(found)


async def _try_out(examinee: Examinee, found: list[Observation], say: Say, seconds: float) -> None:
    for step in _STEPS:
        if step.deed is embedding and not examinee.settings.embedding_model:
            continue
        if not examinee.left:
            found += (_not_tried(name, seconds) for name in step.names)
            continue
        say(f"{step.doing} …")
        try:
            found += await step.deed(examinee)
        except ModelError as error:
            found.append(Observation(step.names[0], False, error.message, error.advice))
            if step.deed is replies:
                return  # a model that does not answer at all has nothing more to show


async def _version(client: BoundedClient, *, thinks: bool) -> Observation:
    version = await client.version()
    release = release_of(version)
    if release is None:
        return Observation("Ollama's version", True, f"“{version or 'none'}”: nothing is known of it")
    known = known_of(release, thinks=thinks)
    finding = f"{version} {' and '.join(known.words)}" if known.words else version
    return Observation("Ollama's version", not known.grave, finding, _UPDATE if known.words else "")


def _installed(name: str, model: InstalledModel | None, listed: list[str]) -> Observation:
    if model is None:
        there = f"; there is {', '.join(sorted(listed)[:_NAMED])}" if listed else ""
        advice = f"ollama pull {name}" + (", or choose another one in the settings" if listed else "")
        return Observation("Model", False, f"{name} is not installed{there}", advice)
    advice = "" if model.fit.fit else "Choose another one in the settings, for example: ollama pull llama3.1:8b"
    return Observation("Model", True, f"{name} is installed. {model.fit.why}", advice)


def _not_tried(name: str, seconds: float) -> Observation:
    return Observation(
        name,
        False,
        f"not tried: the {seconds:.0f} seconds were used up",
        "Run torchdeck doctor again when the machine has less to do.",
    )
