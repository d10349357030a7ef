"""Plays the steps of a reply on a connection, at their times."""

import asyncio
from collections.abc import Sequence
from time import monotonic

from tests.fake_ollama.frames import JSON, NDJSON, Metrics, error, final, go_json, line, piece
from tests.fake_ollama.steps import Bytes, Close, End, Fail, Final, Hang, Reset, Say, Step
from tests.fake_ollama.wire import Exchange

_TORN = 7


class Player:
    """One reply on its way. No byte leaves before the first piece is due, headers included.

    `said` is the text so far; `metrics` is filled in as the reply goes on.
    """

    def __init__(self, exchange: Exchange, model: str, stream: bool, tcp: str, metrics: Metrics) -> None:
        self.said = ""
        self.metrics = metrics
        self._exchange = exchange
        self._model = model
        self._stream = stream
        self._torn = tcp == "torn"
        self._first_at = 0.0
        self._more = False

    async def play(self, steps: Sequence[Step], ready_at: float) -> None:
        """Play to the end, or to the break."""
        for index, step in enumerate(steps):
            await self._wait(getattr(step, "at", 0.0))
            self._more = self._at_once(steps[index + 1 : index + 2])
            if not self._first_at:
                self._first_at = monotonic()
                self.metrics.prompt_eval_duration = int((self._first_at - ready_at) * 1e9)
            match step:
                case Say():
                    await self._say(step)
                case Final():
                    await self._final(step)
                case Fail(message=message):
                    await self._fail(message)
                case Bytes(data=data):
                    await self._begin()
                    await self._exchange.send(data)  # alone, so that it is seen to come by itself
                case End():
                    await self._end()
                case Hang():
                    await asyncio.Event().wait()
                case Reset():
                    self._exchange.reset()
                case Close():
                    self._exchange.close()

    async def _wait(self, at: float) -> None:
        delay = at - monotonic()
        if delay > 0:
            await asyncio.sleep(delay)

    def _at_once(self, following: Sequence[Step]) -> bool:
        """Whether the next step is a line that is due by now, so that both may leave together."""
        return any(isinstance(step, Say | Final) and step.at <= monotonic() for step in following)

    async def _begin(self) -> None:
        if not self._exchange.status:
            await self._exchange.start(200, NDJSON)

    async def _say(self, step: Say) -> None:
        self.metrics.eval_count += step.tokens
        if not step.thought:
            self.said += step.piece
        if self._stream:
            words = ("", step.piece) if step.thought else (step.piece, "")
            await self._write(line(piece(self._model, *words)))

    async def _write(self, data: bytes) -> None:
        await self._begin()
        if not self._torn:
            await self._exchange.send(data, more=self._more)
            return
        for start in range(0, len(data), _TORN):
            await self._exchange.send(data[start : start + _TORN])
            await asyncio.sleep(0)

    async def _final(self, step: Final) -> None:
        now = monotonic()
        self.metrics.eval_duration = int((now - self._first_at) * 1e9)
        self.metrics.total_duration = int((now - self._exchange.request.arrived) * 1e9)
        content = "" if self._stream else self.said
        value = final(self._model, content, step.reason, self.metrics, done=step.done)
        if self._stream or self._exchange.status:
            self._more = True
            await self._write(line(value))
            await self._exchange.finish()
        else:
            await self._exchange.answer(200, JSON, go_json(value))

    async def _end(self) -> None:
        if self._stream:
            await self._begin()
            await self._exchange.finish()
        else:
            await self._final(Final(0.0, "", done=False))

    async def _fail(self, message: str) -> None:
        if self._stream:
            await self._write(error(message) + b"\n")
            await self._exchange.finish()
        else:
            await self._exchange.answer(500, JSON, error(message))
