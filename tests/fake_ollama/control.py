"""The way in for tests: `/_control/…` reads what was recorded and changes the plan of a running server."""

import json
from urllib.parse import parse_qs, urlsplit

from tests.fake_ollama.frames import JSON, go_json
from tests.fake_ollama.state import State
from tests.fake_ollama.wire import Exchange

PREFIX = "/_control/"


async def answer(exchange: Exchange, state: State) -> None:
    """GET requests | counters | plan; POST plan (values to change) | forget (the records)."""
    request = exchange.request
    address = urlsplit(request.path)
    asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
    match request.method, address.path.removeprefix(PREFIX):
        case "GET", "requests":
            records = state.recorder.records(asked.get("path", ""), int(asked.get("after", "0")))
            await _say(exchange, [record.as_json() for record in records])
        case "GET", "counters":
            await _say(exchange, state.counters.as_json())
        case "GET", "plan":
            await _say(exchange, state.plan.as_json())
        case "POST", "plan":
            try:
                state.change(json.loads(request.body))
            except (TypeError, ValueError) as problem:
                await exchange.answer(400, JSON, go_json({"error": str(problem)}))
                return
            await _say(exchange, state.plan.as_json())
        case "POST", "forget":
            state.recorder.clear()
            await _say(exchange, {})
        case _:
            await exchange.answer(404, JSON, go_json({"error": f"no control called {address.path}"}))


async def _say(exchange: Exchange, value: object) -> None:
    await exchange.answer(200, JSON, go_json(value))
