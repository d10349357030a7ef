"""Faults of the wire: replies that never come, come as something else, or break on the way."""

from collections.abc import Sequence

from tests.fake_ollama.faults import Fault
from tests.fake_ollama.frames import JSON, error
from tests.fake_ollama.http_errors import HttpError
from tests.fake_ollama.plan import Plan
from tests.fake_ollama.steps import Step
from tests.fake_ollama.wire import Exchange

_ERRORS = {
    "busy_503": (503, "server busy, please try again.  maximum pending requests exceeded"),
    "error_500": (500, "llama runner process has terminated: exit status 2"),
    "out_of_memory": (500, "model requires more system memory (9.1 GiB) than is available (6.3 GiB)"),
    "missing_model": (404, "model 'llama3.1:8b' not found"),
    "schema_400": (400, "JSON schema conversion failed: Unrecognized schema"),
    "schema_500": (500, "invalid JSON schema in format"),
}


async def instead(exchange: Exchange, fault: Fault) -> bool:
    """Answer with a fault in place of any reply; False where the fault is of another kind."""
    if fault.kind in _ERRORS:
        status, message = _ERRORS[fault.kind]
        await exchange.answer(status, JSON, error(fault.detail or message))
        return True
    return False


def broken(steps: Sequence[Step], fault: Fault, plan: Plan) -> list[Step]:
    """A reply that breaks on its way."""
    raise HttpError(500, f"the fault {fault.kind} is not built yet")
