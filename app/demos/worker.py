"""The process that runs demos: started by `processes.WorkerProcess`, one JSON document per line in and out.

In: {"do": "run", "id", "module", "concept", "settings", "device"} and {"do": "cancel", "id"}. Out: a "ready" when torch
and matplotlib are there; for a run "step" (at most ten a second), "figure", and last "done", "failed" or "cancelled".
The end of the input is the end of the process, whatever it is doing: nothing outlives the one who started it.
"""

import gc
import importlib
import json
import logging
import os
import queue
import sys
import threading
import time
from dataclasses import asdict
from typing import Any, TextIO

from app.demos.contract import Demo, Figure, Params, Step
from app.demos.limits import Limits, be_modest, cap_memory, cap_processor
from app.demos.marks import Bars, Line
from app.demos.tables import as_table
from app.errors import InvalidInputError, TorchdeckError

STEP_INTERVAL = 0.1  # seconds between steps that are sent

log = logging.getLogger("torchdeck.demos.worker")


class Channel:
    """The way out, kept apart from stdout, which anything may print to. Used by two threads."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    @classmethod
    def take_stdout(cls) -> "Channel":
        """A private copy of stdout; from here on `print` and C code write to stderr."""
        stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)
        return cls(stream)

    def send(self, kind: str, **data: object) -> None:
        """One line, at once."""
        with self._lock:
            self._stream.write(json.dumps({"type": kind, **data}) + "\n")
            self._stream.flush()


class Inbox:
    """Reads the input in a thread of its own, so that a cancel is seen, and the end of the input, during a run."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._requests: queue.Queue[dict[str, Any]] = queue.Queue()
        self._cancelled: set[str] = set()
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def next(self) -> dict[str, Any]:
        """The next run asked for; waits for it."""
        return self._requests.get()

    def is_cancelled(self, run_id: str) -> bool:
        """Whether somebody has asked to stop this run."""
        return run_id in self._cancelled

    def _read(self) -> None:
        for line in self._stream:
            message = json.loads(line)
            if message["do"] == "cancel":
                self._cancelled.add(message["id"])
            else:
                self._requests.put(message)
        os._exit(0)  # not sys.exit: the main thread may be in a loop that never ends


def main() -> None:
    """Import torch, say so, then run what comes until the input ends."""
    channel, inbox = Channel.take_stdout(), Inbox(sys.stdin)
    limits = Limits(**json.loads(sys.argv[1]))
    torch = importlib.import_module("torch")
    torch.set_num_threads(limits.threads)
    drawing = importlib.import_module("app.demos.figures")
    execution = importlib.import_module("app.demos.execution")
    _warm_up(torch, execution.resolve("auto"), drawing)

    def exceeded() -> None:
        channel.send("failed", **_too_much_memory(limits))
        os._exit(1)

    be_modest()
    cap_memory(limits.memory_gib, address_space=not torch.cuda.is_available(), exceeded=exceeded)
    channel.send("ready", devices=execution.devices())
    while True:
        request = inbox.next()
        cap_processor(limits.seconds, limits.threads)
        try:
            _run(request, channel, inbox, execution, drawing)
        except (MemoryError, torch.OutOfMemoryError):
            channel.send("failed", **_too_much_memory(limits))
        except TorchdeckError as error:
            channel.send("failed", message=error.message, advice=error.advice)
        except Exception as error:
            log.exception("the demo %s failed", request["module"])
            if "allocate memory" in str(error) or "out of memory" in str(error):
                channel.send("failed", **_too_much_memory(limits))
            else:
                channel.send("failed", **_broken(error))


def _run(request: dict[str, Any], channel: Channel, inbox: Inbox, execution: Any, drawing: Any) -> None:
    demo: Demo = importlib.import_module(request["module"]).demo
    params = _params(demo, request)
    device = execution.resolve(request["device"], demo.auto)
    last_sent = 0.0
    for event in execution.execute(demo, request["concept"], params, device):
        if inbox.is_cancelled(request["id"]):
            channel.send("cancelled")
            return
        if isinstance(event, Step):
            now = time.monotonic()
            if now - last_sent >= STEP_INTERVAL or event.done == event.total:
                last_sent = now
                channel.send("step", done=event.done, total=event.total, values=dict(event.values))
        elif isinstance(event, Figure):
            table = as_table(event)
            channel.send(
                "figure", title=event.title, summary=event.summary, svg=drawing.as_svg(event), table=asdict(table)
            )
        else:
            channel.send("done", outcome=asdict(event))


def _params(demo: Demo, request: dict[str, Any]) -> Params:
    try:
        return demo.params.model_validate(request["settings"])
    except ValueError as error:
        raise InvalidInputError(f"These settings do not fit the demo: {error}") from error


def _warm_up(torch: Any, device: Any, drawing: Any) -> None:
    """The first tensor, gradient and picture cost more than all later ones; pay before anyone waits."""
    x = torch.linspace(-1, 1, 8, device=device, requires_grad=True)
    torch.relu(x).sum().backward()
    for marks in ([Line("a", [1, 2], [1, 2]), Line("b", [1, 2], [1, 2], dashed=True)], [Bars("a", ["b"], [1.0])]):
        drawing.as_svg(Figure("Warm-up", marks, "Never shown.", x="x", y="y"))
    gc.collect()
    gc.freeze()  # a million objects of imports, which no later collection needs to walk (0.2 s each time)


def _too_much_memory(limits: Limits) -> dict[str, object]:
    return {
        "message": f"The demo needed more than {limits.memory_gib:g} GiB of memory, so it was stopped.",
        "advice": "Choose smaller settings, or raise TORCHDECK_DEMO_MEMORY_GIB.",
    }


def _broken(error: Exception) -> dict[str, object]:
    return {
        "message": f"The demo stopped with an error: {type(error).__name__}: {error}",
        "advice": "Reset it to its preset and run it again; the log has the details.",
    }


if __name__ == "__main__":
    main()
