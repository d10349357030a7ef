"""The models a server has: tags, show, ps and version."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from tests.fake_ollama.frames import JSON, go_json
from tests.fake_ollama.plan import InstalledModel
from tests.fake_ollama.state import State
from tests.fake_ollama.wire import Exchange

_MODIFIED = "2026-02-03T04:05:06.789012345Z"
_PROMPT_TEMPLATE = "{{ range .Messages }}<|{{ .Role }}|>\n{{ .Content }}<|end|>\n{{ end }}"


async def version(exchange: Exchange, state: State) -> None:
    """GET /api/version."""
    await exchange.answer(200, JSON, go_json({"version": state.plan.version}))


async def tags(exchange: Exchange, state: State) -> None:
    """GET /api/tags."""
    models = [_entry(model) for model in state.installed.values()]
    await exchange.answer(200, JSON, go_json({"models": models}))


async def ps(exchange: Exchange, state: State) -> None:
    """GET /api/ps: what is in memory, until when, with the context that it got."""
    models = []
    for name, runner in state.running().items():
        model = state.installed.get(name)
        if model is None:
            continue
        left = (
            timedelta(days=36_500) if runner.expires_at is None else timedelta(seconds=runner.expires_at - monotonic())
        )
        entry = _entry(model)
        del entry["modified_at"], entry["capabilities"]
        expires = f"{datetime.now(UTC) + left:%Y-%m-%dT%H:%M:%S.%fZ}"
        context = runner.launch[0] if runner.launch else state.plan.default_context
        models.append({**entry, "expires_at": expires, "size_vram": model.size, "context_length": context})
    await exchange.answer(200, JSON, go_json({"models": models}))


async def show(exchange: Exchange, state: State, body: dict[str, Any]) -> None:
    """POST /api/show."""
    model = state.model(str(body.get("model") or body.get("name") or ""))
    info = {
        "general.architecture": model.family,
        f"{model.family}.context_length": model.context_length,
        f"{model.family}.embedding_length": 4096,
    }
    value = {
        "modelfile": f"FROM {model.full_name}",
        "template": "" if model.path == "native" else _PROMPT_TEMPLATE,
        "details": details(model),
        "model_info": info,
        "capabilities": list(model.capabilities),
        "modified_at": _MODIFIED,
    }
    await exchange.answer(200, JSON, go_json(value))


def details(model: InstalledModel) -> dict[str, Any]:
    """A model's kind, as listings give it."""
    return {
        "parent_model": "",
        "format": "gguf",
        "family": model.family,
        "families": [model.family],
        "parameter_size": model.parameters,
        "quantization_level": model.quantisation,
    }


def _entry(model: InstalledModel) -> dict[str, Any]:
    return {
        "name": model.full_name,
        "model": model.full_name,
        "modified_at": _MODIFIED,
        "size": model.size,
        "digest": model.full_digest,
        "details": details(model),
        "capabilities": list(model.capabilities),
    }
