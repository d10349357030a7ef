"""One call of the model until it gives something to use, or has had its chances."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.generator.model.faults import Again, Trouble, trouble_of
from app.generator.model.seam import Completion, Deadline, Message, Model, ModelError, Schema
from app.generator.writer import Effort

T = TypeVar("T")

PAUSES = (0.5, 2.0)
"""Seconds before asking again after a fault that may pass; as many tries more."""

RESAMPLES = 1
"""How often an unusable reply is asked for again with another seed."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: the messages, the form of the reply and the most tokens it may have."""

    messages: Sequence[Message]
    schema: Schema
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited and how often asked; `pause` sleeps and `clock` tells seconds."""

    deadline: Deadline = field(default_factory=Deadline)
    pauses: tuple[float, ...] = PAUSES
    resamples: int = RESAMPLES
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic


class Asker:
    """Asks one model. Seeds follow from the run's own and what is asked, so the order of calls does not matter."""

    def __init__(
        self,
        model: Model,
        *,
        run_seed: int,
        patience: Patience,
        on_tokens: Callable[[int], None] | None = None,
    ) -> None:
        self._model = model
        self._run_seed = run_seed
        self._patience = patience
        self._on_tokens = on_tokens

    async def ask(
        self,
        prompt_for: Callable[[Trouble | None], Prompt],
        read: Callable[[Completion], T | Trouble],
        *,
        about: str,
        temperature: float,
        given_up: Callable[[], bool] = lambda: False,
    ) -> tuple[T | Trouble, Effort]:
        """What `read` makes of a reply, or the last trouble; and what it cost.

        `prompt_for` is given the trouble of the last unusable reply (None at first). A passing fault is waited for, an
        unusable reply is asked for anew at once; each try has a seed of its own. `given_up` ends that early.
        """
        effort, pauses, resamples = Effort(), list(self._patience.pauses), self._patience.resamples
        trouble: Trouble | None = None
        while True:
            seed = self._seed(about, effort.calls)
            result, spent = await self._once(prompt_for(trouble), read, temperature, seed)
            effort = added(effort, spent)
            if not isinstance(result, Trouble):
                return result, effort
            if result.again is Again.AT_ONCE and resamples:
                resamples -= 1
                trouble = result
            elif result.again is Again.AFTER_A_PAUSE and pauses and not given_up():
                await self._patience.pause(pauses.pop(0))
            else:
                return result, effort
            if given_up():
                return result, effort
            effort = replace(effort, retries=effort.retries + 1)

    async def _once(
        self, prompt: Prompt, read: Callable[[Completion], T | Trouble], temperature: float, seed: int
    ) -> tuple[T | Trouble, Effort]:
        began = self._patience.clock()
        try:
            completion = await self._model.generate(
                prompt.messages,
                prompt.schema,
                max_tokens=prompt.max_tokens,
                temperature=temperature,
                seed=seed,
                deadline=self._patience.deadline,
                on_tokens=self._on_tokens,
            )
        except ModelError as error:
            trouble = trouble_of(error)
            return trouble, Effort(calls=1, seconds=self._patience.clock() - began, finish=trouble.fault)
        return read(completion), Effort(
            calls=1,
            prompt_tokens=completion.prompt_tokens or 0,
            output_tokens=completion.output_tokens or 0,
            seconds=self._patience.clock() - began,
            finish=completion.finish.value,
        )

    def _seed(self, about: str, attempt: int) -> int:
        """31 bits, as servers read them."""
        digest = hashlib.blake2b(f"{self._run_seed}\0{about}\0{attempt}".encode("utf-8", "replace"), digest_size=4)
        return int.from_bytes(digest.digest(), "big") >> 1


def added(one: Effort, other: Effort) -> Effort:
    """Both together; the last one's end."""
    return Effort(
        one.calls + other.calls,
        one.retries + other.retries,
        one.prompt_tokens + other.prompt_tokens,
        one.output_tokens + other.output_tokens,
        one.seconds + other.seconds,
        other.finish or one.finish,
    )
