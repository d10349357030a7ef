"""Faults of the wire: replies that never come, come as something else, or break on the way."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

from tests.fake_ollama.faults import Fault
from tests.fake_ollama.frames import JSON, error, line, piece
from tests.fake_ollama.steps import Bytes, Close, End, Fail, Final, Hang, Reset, Say, Step
from tests.fake_ollama.wire import Exchange

_HTML = "text/html; charset=utf-8"
_PLAIN = "text/plain; charset=utf-8"
_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"
)
_ERRORS = {
    "busy_503": (503, "server busy, please try again.  maximum pending requests exceeded"),
    "error_500": (500, "llama runner process has terminated: exit status 2"),
    "out_of_memory": (500, "model requires more system memory (9.1 GiB) than is available (6.3 GiB)"),
    "schema_400": (400, "JSON schema conversion failed: Unrecognized schema"),
    "schema_500": (500, "invalid JSON schema in format"),
}
_LOST_MIDWAY = "an error was encountered while running the model: unexpected EOF"
_HUGE = 100_000_000
_HUGE_PIECE = 64 * 1024
_TRICKLE_MS = 1000.0


async def instead(exchange: Exchange, fault: Fault) -> bool:
    """Answer with a fault in place of any reply; False where the fault is of another kind."""
    if fault.kind in _ERRORS:
        status, message = _ERRORS[fault.kind]
        await exchange.answer(status, JSON, error(fault.detail or message))
        return True
    match fault.kind:
        case "missing_model":
            await exchange.answer(404, JSON, error(f"model '{_model_named(exchange)}' not found"))
        case "html_502":
            await exchange.answer(502, _HTML, _GATEWAY)
        case "html_200":
            await exchange.answer(200, _HTML, b"<html><body>Please log in to the guest network.</body></html>")
        case "text_404":
            await exchange.answer(404, _PLAIN, b"404 page not found")
        case "forbidden":
            await exchange.answer(403, "", b"")
        case "reset_at_once":
            exchange.reset()
        case "close_at_once":
            exchange.close()
        case "silence":
            await asyncio.Event().wait()
        case "raw":
            await _raw(exchange, json.loads(fault.detail))
        case _:
            return False
    return True


async def _raw(exchange: Exchange, script: Sequence[dict[str, object]]) -> None:
    """Bytes straight onto the socket, from the status line on: `text`, `hex`, `wait_ms`, `end` (close, reset, hang)."""
    exchange.status = -1
    for step in script:
        await asyncio.sleep(float(str(step.get("wait_ms", 0))) / 1000)
        data = bytes.fromhex(str(step["hex"])) if "hex" in step else str(step.get("text", "")).encode()
        if data:
            await exchange.raw(data)
        match step.get("end"):
            case "close":
                exchange.close()
            case "reset":
                exchange.reset()
            case "hang":
                await asyncio.Event().wait()


def broken(steps: Sequence[Step], fault: Fault, model: str) -> list[Step]:
    """A reply that breaks on its way. What breaks it happens at the middle of its words."""
    said = [step for step in steps if isinstance(step, Say)]
    last = steps[-1]
    head = list(steps[: max(1, len(said) // 2)]) if said else []
    at = head[-1].at if head and isinstance(head[-1], Say) else 0.0
    match fault.kind:
        case "reset":
            return [*head, Reset()]
        case "stall":
            return [*head, Hang()]
        case "no_done":
            return [*said, End()]
        case "done_false":
            return [*head, replace(last, done=False) if isinstance(last, Final) else End()]
        case "error_line":
            return [*head, Fail(at, fault.detail or _LOST_MIDWAY)]
        case "cut_line":
            return [*head, Bytes(at, line(piece(model, "half a li"))[:-9]), Close()]
        case "blank_lines":
            return [each for step in steps for each in (Bytes(0.0, b"\n"), step)]
        case "not_json":
            return [*head, Bytes(at, b"<html>upstream timed out</html>\n"), *steps[len(head) :]]
        case "bad_utf8":
            return [*head, Bytes(at, line(piece(model, "\udcff\udcfe"), raw=True)), *steps[len(head) :]]
        case "trickle":
            return [*_trickle(said, float(fault.detail or _TRICKLE_MS) / 1000, model), last]
        case "huge":
            return [*head, *_huge(at, int(fault.detail or _HUGE), model), *steps[len(head) :]]
    return list(steps)


def _trickle(said: Sequence[Say], seconds: float, model: str) -> list[Step]:
    """The lines of a reply byte by byte, so that something always comes and nothing gets done."""
    start = said[0].at if said else 0.0
    data = b"".join(line(piece(model, step.piece)) for step in said)
    return [Bytes(start + seconds * index, data[index : index + 1]) for index in range(len(data))]


def _huge(at: float, size: int, model: str) -> list[Step]:
    """Words without end: one line, over and over, until `size` bytes of them are sent."""
    endless = line(piece(model, "word " * (_HUGE_PIECE // 5)))
    return [Bytes(at, endless) for _ in range(-(-size // len(endless)))]


def _model_named(exchange: Exchange) -> str:
    try:
        return str(json.loads(exchange.request.body).get("model", ""))
    except ValueError:
        return ""
