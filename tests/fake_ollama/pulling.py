"""POST /api/pull: progress in lines; a model that the registry lacks is an error under the status 200."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

from tests.fake_ollama.breakage import broken
from tests.fake_ollama.faults import Fault
from tests.fake_ollama.frames import JSON, Metrics, go_json, line
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.plan import InstalledModel, with_tag
from tests.fake_ollama.player import Player
from tests.fake_ollama.state import State
from tests.fake_ollama.steps import Bytes, End, Fail, Step
from tests.fake_ollama.wire import Exchange

_MISSING = "pull model manifest: file does not exist"
_PIECES = 5


async def pull(exchange: Exchange, state: State, body: dict[str, Any], fault: Fault | None) -> None:
    """Load a model from the plan's registry; it is installed once `success` was said."""
    name = str(body.get("model") or body.get("name") or "")
    if not name:
        raise HttpError(400, "model is required")
    wanted = with_tag(name)
    found = next((model for model in state.plan.pullable if model.full_name == wanted), state.installed.get(wanted))
    if body.get("stream") is False:
        if found is None:
            raise HttpError(500, _MISSING)
        state.installed[wanted] = found
        await exchange.answer(200, JSON, go_json({"status": "success"}))
        return
    start = monotonic()
    seconds = state.plan.pull_ms / 1000
    if found is None:
        steps: list[Step] = [*_lines([{"status": "pulling manifest"}], start, 0.0), Fail(start, _MISSING)]
    else:
        steps = [*_lines(list(_progress(found)), start, seconds), End()]
    if fault is not None:
        steps = broken(steps, fault, name)
    await Player(exchange, name, True, state.plan.tcp, Metrics()).play(steps, start)
    if found is not None and steps[-1] == End():
        state.installed[wanted] = found


def _progress(model: InstalledModel) -> Iterator[dict[str, Any]]:
    digest = f"sha256:{model.full_digest}"
    layer = {"status": f"pulling {model.full_digest[:12]}", "digest": digest, "total": model.size}
    yield {"status": "pulling manifest"}
    yield layer
    for piece in range(1, _PIECES + 1):
        yield {**layer, "completed": model.size * piece // _PIECES}
    for status in ("verifying sha256 digest", "writing manifest", "success"):
        yield {"status": status}


def _lines(values: list[dict[str, Any]], start: float, seconds: float) -> list[Step]:
    """Each value as a line, spread over the time."""
    return [Bytes(start + seconds * index / len(values), line(value)) for index, value in enumerate(values)]
