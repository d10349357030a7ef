"""One run of a demo in this process: device, timing, claims. Imports torch; the worker and the console use it."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from app.demos.contract import Demo, Event, Params, Result
from app.demos.runs import Outcome
from app.errors import InvalidInputError

DEVICES = ("auto", "cpu", "cuda", "mps")


def resolve(wanted: str, auto: str = "fastest") -> torch.device:
    """The torch device for "auto", "cpu", "cuda" or "mps".

    Raises:
        InvalidInputError: it is none of these, or this machine does not have it.
    """
    if wanted not in DEVICES:
        raise InvalidInputError(f"“{wanted}” is not a device.", advice=f"Choose one of {', '.join(DEVICES)}.")
    here = devices()
    if wanted == "auto":
        return torch.device("cpu" if auto == "cpu" else next(iter(here)))
    if wanted not in here:
        raise InvalidInputError(f"PyTorch sees no {wanted} device on this machine.", advice="Choose auto or cpu.")
    return torch.device(wanted)


def devices() -> dict[str, str]:
    """The devices of this machine with their names, the one that "auto" takes first."""
    has = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return {kind: name_of(torch.device(kind)) for kind, there in has.items() if there}


def execute(demo: Demo, concept: str, params: Params, device: torch.device) -> Iterator[Event | Outcome]:
    """The demo's events as they come, its Result replaced by the Outcome.

    Raises:
        ValueError: the run ended without a Result.
        Exception: whatever the demo itself raised.
    """
    torch.manual_seed(0)
    # Not use_deterministic_algorithms: the same switch, but it imports the compiler first, which takes a second.
    torch.set_deterministic_debug_mode("warn")
    started = time.perf_counter()
    spent = 0.0
    for event in demo.events(concept, params, device):
        spent += time.perf_counter() - started
        if isinstance(event, Result):
            yield _outcome(demo, concept, params, event.values, device, spent)
            return
        yield event
        started = time.perf_counter()  # what the receiver does with an event is not the demo's time
    raise ValueError(f"the run of {demo.id} for {concept} ended without a result")


def _outcome(
    demo: Demo, concept: str, params: Params, results: Mapping[str, float], device: torch.device, seconds: float
) -> Outcome:
    return Outcome(
        params=params.model_dump(),
        results=results,
        claims=tuple(claim.judge(params, results) for claim in demo.claims_about(concept)),
        answer=demo.presets[concept].predict.answer(results),
        device=device.type,
        device_name=name_of(device),
        threads=torch.get_num_threads(),
        torch_version=torch.__version__,
        seconds=seconds,
    )


def name_of(device: Any) -> str:
    """What a person calls the device: "NVIDIA H200", "Apple GPU", "CPU"."""
    if device.type == "cuda":
        return str(torch.cuda.get_device_name(device))
    return "Apple GPU" if device.type == "mps" else "CPU"
