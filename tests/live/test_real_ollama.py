"""Against a real Ollama: what the fake server emulates, asked of the thing itself, and cards of a real model.

Opt-in, for it takes minutes and a model: `TORCHDECK_TEST_LIVE=1 OLLAMA_HOST=… TORCHDECK_MODEL=… pytest tests/live`.
What a model writes differs from run to run, so these tests look at protocol and grounding, never at wording.
"""

import json
import os
import random
import secrets
from typing import Any

import httpx
import pytest

from app.config import Settings
from app.domain import ModelSettings, Section
from app.errors import InvalidInputError
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.model.seam import ContextOverflowError, Deadline, Finish, Message, ModelMissingError, Role
from app.generator.model.writer import ModelWriter
from app.generator.ollama.adapter import OllamaModel
from app.generator.ollama.addresses import server_url
from app.generator.ollama.catalogue import installed
from app.generator.ollama.conformance import observe
from app.generator.writer import SectionContext, WritingTask

_PATIENT = Deadline(first_frame=600.0, between_frames=120.0, total=900.0)
_CONTEXT = 4096
_ASKED = {
    "type": "object",
    "properties": {"a_town": {"type": "string", "maxLength": 60}, "b_river": {"type": "string", "maxLength": 60}},
    "required": ["a_town", "b_river"],
}
_TIDES = """## Tides

A tide is the slow rise and fall of the sea that the pull of the moon and the sun makes. A **spring tide** is the
strongest tide, because sun, moon and earth stand in one line then.

- **Period:** From one high water to the next it takes about 12 hours and 25 minutes.
"""


def _why_not() -> str:
    """Why these tests cannot run here, or nothing."""
    if os.environ.get("TORCHDECK_TEST_LIVE") != "1":
        return "asks a real Ollama for minutes; set TORCHDECK_TEST_LIVE=1 to run it"
    settings = Settings()
    try:
        url = server_url(settings.ollama_host)
        with httpx.Client(trust_env=False, timeout=5) as client:
            names = [model["name"] for model in client.get(f"{url}/api/tags").raise_for_status().json()["models"]]
    except (httpx.HTTPError, InvalidInputError, ValueError, KeyError) as problem:
        return f"no Ollama answers at {settings.ollama_host}: {type(problem).__name__}"
    wanted = settings.model if ":" in settings.model else f"{settings.model}:latest"
    return "" if wanted in names else f"{settings.model} is not installed there: ollama pull {settings.model}"


_REASON = _why_not()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON)


@pytest.fixture
def settings() -> ModelSettings:
    given = Settings()
    return ModelSettings(given.ollama_host, given.model, _CONTEXT, 1, "", 4, False, "")


async def test_a_reply_has_the_shape_that_was_asked_for_and_ends_by_itself(settings: ModelSettings) -> None:
    model = OllamaModel(settings)
    said = [Message(Role.USER, "Name a town in Germany and its river, as JSON with the fields a_town and b_river.")]
    try:
        reply = await model.generate(said, _ASKED, max_tokens=200, temperature=0.0, seed=1, deadline=_PATIENT)
    finally:
        await model.close()
    assert reply.finish is Finish.STOP
    assert list(json.loads(reply.text)) == ["a_town", "b_river"]
    assert (reply.prompt_tokens or 0) > 10
    assert (reply.output_tokens or 0) > 5


async def test_few_tokens_end_in_length(settings: ModelSettings) -> None:
    model = OllamaModel(settings)
    said = [Message(Role.USER, "Name a town in Germany and its river, as JSON with the fields a_town and b_river.")]
    try:
        reply = await model.generate(said, _ASKED, max_tokens=4, temperature=0.0, seed=1, deadline=_PATIENT)
    finally:
        await model.close()
    assert reply.finish is Finish.LENGTH


def test_a_prompt_that_is_too_long_is_refused_when_asked_to(settings: ModelSettings) -> None:
    reply = _chat(settings, f"{secrets.token_hex(8)} " * _CONTEXT, truncate=False)
    assert reply.status_code == 400


def test_the_server_has_read_a_constant_beginning_the_second_time(settings: ModelSettings) -> None:
    beginning = " ".join(secrets.token_hex(3) for _ in range(300))
    first, second = (_chat(settings, f"{beginning}\nSay {word}.").json() for word in ("yes", "no"))
    assert second["prompt_eval_duration"] < 0.5 * first["prompt_eval_duration"]


async def test_a_model_that_is_not_there_is_missing(settings: ModelSettings) -> None:
    absent = ModelSettings(settings.host, "torchdeck-has-no-such-model:1b", _CONTEXT, 1, "", 4, False, "")
    model = OllamaModel(absent)
    try:
        with pytest.raises(ModelMissingError):
            await model.describe()
    finally:
        await model.close()


async def test_a_prompt_that_cannot_fit_is_not_even_sent(settings: ModelSettings) -> None:
    model = OllamaModel(settings)
    long = [Message(Role.USER, "word " * 3 * _CONTEXT)]
    try:
        with pytest.raises(ContextOverflowError):
            await model.generate(long, _ASKED, max_tokens=50, temperature=0.0, seed=1, deadline=_PATIENT)
    finally:
        await model.close()


async def test_a_section_ends_with_grounded_drafts_or_with_the_reason_why_not(settings: ModelSettings) -> None:
    model = OllamaModel(settings)
    section = Section("sea/tides", "Tides", 2, ("The sea", "Tides"), 1, len(_TIDES.splitlines()), _TIDES)
    try:
        info = await model.describe()
        writer = ModelWriter(model, settings, ExtractiveWriter(), rng=random.Random(1), info=info)
        (reply,) = await writer.write([WritingTask(section, SectionContext("The sea"))])
    finally:
        await model.close()
    assert reply.drafts or reply.rejections or reply.fallback
    assert all(_TIDES[draft.quote_start : draft.quote_end] == draft.quote for draft in reply.drafts)


def test_the_catalogue_names_the_model_with_its_digest(settings: ModelSettings) -> None:
    models = {model.name: model for model in installed(settings.host)}
    wanted = settings.model if ":" in settings.model else f"{settings.model}:latest"
    assert len(models[wanted].digest) >= 12
    assert (models[wanted].context_length or 0) >= 2048


def test_the_doctor_finds_the_server_as_it_should_be(settings: ModelSettings) -> None:
    found = observe(settings, nonce=secrets.token_hex(8), say=print)
    print(*(f"{each.name}: {each.finding}" for each in found), sep="\n")
    assert [each.name for each in found if not each.ok] == []


def _chat(settings: ModelSettings, text: str, **fields: Any) -> httpx.Response:
    """One call past all of our own code."""
    body = {
        "model": settings.model,
        "messages": [{"role": "user", "content": text}],
        "stream": False,
        "think": False,
        "options": {"num_ctx": _CONTEXT, "num_predict": 8, "temperature": 0},
        **fields,
    }
    with httpx.Client(trust_env=False, timeout=600) as client:
        return client.post(f"{server_url(settings.host)}/api/chat", json=body)
