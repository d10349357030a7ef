"""POST /api/chat: checks a request, takes a slot, and plays the reply."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from tests.fake_ollama import breakage, mangling, schemas
from tests.fake_ollama.faults import WIRE_FAULTS, Fault
from tests.fake_ollama.frames import JSON, Metrics, final, go_json
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.pace import plan_reply
from tests.fake_ollama.plan import NATIVE, InstalledModel
from tests.fake_ollama.player import Player
from tests.fake_ollama.recorder import Record
from tests.fake_ollama.runner import BusyError, Turn
from tests.fake_ollama.state import State, duration
from tests.fake_ollama.tokens import Prompt, TooLongError, fit
from tests.fake_ollama.wire import Exchange, PeerGoneError

_LAUNCH_OPTIONS = ("num_ctx", "num_batch", "num_gpu", "num_thread", "use_mmap", "draft_num_predict")
_BUSY = "server busy, please try again.  maximum pending requests exceeded"
_TOO_LONG = "the input length exceeds the context length"


@dataclass(frozen=True, slots=True)
class Call:
    """A chat request that was found to be in order."""

    body: dict[str, Any]
    model: InstalledModel
    prompt: Prompt
    num_ctx: int
    launch: tuple[object, ...]

    @property
    def options(self) -> dict[str, Any]:
        """The request's options."""
        return self.body.get("options") or {}

    @property
    def alphabetical(self) -> bool:
        """Whether the names of the schema are sorted on the way to the engine."""
        return self.model.path == NATIVE

    @property
    def thinks(self) -> bool:
        """Whether the model thinks before it writes: it can, and was not told otherwise."""
        return "thinking" in self.model.capabilities and self.body.get("think") is not False

    @property
    def most_tokens(self) -> int:
        """How many tokens it may write: as asked, at most ten contexts; without shifting, one context in all."""
        asked = int(self.options.get("num_predict", -1))
        most = min(asked, 10 * self.num_ctx) if asked >= 0 else 10 * self.num_ctx
        return min(most, self.num_ctx - self.prompt.tokens) if self.body.get("shift") is False else most


async def chat(exchange: Exchange, state: State, record: Record, body: dict[str, Any], fault: Fault | None) -> None:
    """Answer one chat request. Raises HttpError for what is refused before a word was written."""
    model = state.model(str(body.get("model", "")))
    _check(body, model)
    if not body.get("messages"):
        await _load_or_unload(exchange, state, body, model)
        return
    call = _call(state, body, model)
    record.prompt_tokens = call.prompt.tokens
    runner = state.runner(model)
    state.counters.started += 1
    try:
        async with runner.turn(call.launch, call.prompt, exchange.request.arrived) as turn:
            state.counters.active += 1
            state.counters.most_active = max(state.counters.most_active, state.counters.active)
            try:
                await _generate(exchange, state, record, call, turn, fault)
            finally:
                state.counters.active -= 1
    except BusyError:
        state.counters.busy += 1
        raise HttpError(503, _BUSY) from None
    except (asyncio.CancelledError, PeerGoneError):
        state.counters.cancelled += 1
        raise
    finally:
        state.keep_alive(model, body.get("keep_alive"))


def _check(body: dict[str, Any], model: InstalledModel) -> None:
    duration(body.get("keep_alive"))
    said = body.get("messages") or []
    if not isinstance(said, list) or not all(isinstance(message, dict) for message in said):
        raise HttpError(400, "json: cannot unmarshal value into Go struct field ChatRequest.messages")
    if "completion" not in model.capabilities:
        raise HttpError(400, f'"{model.full_name}" does not support chat')
    if body.get("think") and "thinking" not in model.capabilities:
        raise HttpError(400, f'"{body["model"]}" does not support thinking')


def _call(state: State, body: dict[str, Any], model: InstalledModel) -> Call:
    schemas.check(body.get("format"), state.plan.release)
    options = body.get("options") or {}
    for name in ("num_ctx", "num_predict", "seed", "top_k"):
        if name in options and not isinstance(options[name], int):
            raise HttpError(500, f'option "{name}" must be of type integer')
    num_ctx = min(int(options.get("num_ctx", state.plan.default_context)), model.context_length)
    truncate = body.get("truncate") is not False
    native = model.path == NATIVE
    try:
        prompt = fit(body["messages"], num_ctx, truncate=truncate and not native, half=state.plan.keeps_half)
    except TooLongError as too_long:
        if native:
            raise HttpError(400, _nested(too_long)) from None
        raise HttpError(400, _TOO_LONG) from None
    launch = (num_ctx, *(options.get(name) for name in _LAUNCH_OPTIONS[1:]), body.get("shift") is not False)
    return Call(body, model, prompt, num_ctx, launch)


def _nested(too_long: TooLongError) -> str:
    """The engine's own error, which the server passes on as a string."""
    tokens, room = too_long.tokens, too_long.room
    message = f"request ({tokens} tokens) exceeds the available context size ({room} tokens), try increasing it"
    inner = {"code": 400, "message": message, "type": "exceed_context_size_error"}
    return go_json({"error": {**inner, "n_prompt_tokens": tokens, "n_ctx": room}}).decode()


async def _generate(
    exchange: Exchange, state: State, record: Record, call: Call, turn: Turn, fault: Fault | None
) -> None:
    record.slot, record.cached_tokens = turn.slot, turn.cached_tokens
    record.waited_ms = 1000 * (turn.ready_at - exchange.request.arrived)
    record.load_ms = 1000 * turn.load_seconds
    words = await _words(state, call, fault)
    steps = plan_reply(state.plan, call, turn, words)
    if fault is not None and fault.kind in WIRE_FAULTS:
        steps = breakage.broken(steps, fault, str(call.body["model"]))
    counted = call.prompt.tokens
    if state.plan.release < (0, 30):
        counted -= turn.cached_tokens
    metrics = Metrics(prompt_eval_count=counted, load_duration=int(turn.load_seconds * 1e9))
    player = Player(exchange, str(call.body["model"]), call.body.get("stream") is not False, state.plan.tcp, metrics)
    try:
        await player.play(steps, turn.ready_at)
    finally:
        record.output_tokens, record.reply = metrics.eval_count, player.said
        state.counters.prompt_tokens += call.prompt.tokens
        state.counters.cached_tokens += turn.cached_tokens
        state.counters.output_tokens += metrics.eval_count
    state.counters.finished += 1


async def _words(state: State, call: Call, fault: Fault | None) -> mangling.Words:
    schema = call.body.get("format")
    if state.plan.content != "engine" or state.script or not isinstance(schema, dict):
        return mangling.words(state, call.body, call.prompt, call.alphabetical, fault)
    seen = json.loads(json.dumps(schema, sort_keys=call.alphabetical))
    sampler = await state.sampler()
    seed = int(call.options.get("seed", state.plan.seed))
    try:
        text, reason = await sampler.reply(call.prompt.text, seen, seed=seed, most_tokens=call.most_tokens)
    except ValueError as problem:
        raise HttpError(400, f"JSON schema conversion failed: {problem}") from None
    return mangling.Words(mangling.mangled(text, fault.kind if fault is not None else ""), reason)


async def _load_or_unload(exchange: Exchange, state: State, body: dict[str, Any], model: InstalledModel) -> None:
    """No messages: load the model, or unload it where it is to be kept no longer."""
    runner = state.runner(model)
    reason = "unload" if body.get("keep_alive") in (0, "0") else "load"
    if reason == "load":
        await runner.ensure(runner.launch, exchange.request.arrived)
    state.keep_alive(model, body.get("keep_alive"))
    await exchange.answer(200, JSON, go_json(final(str(body["model"]), "", reason, Metrics())))
