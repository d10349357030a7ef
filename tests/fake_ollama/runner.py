"""One loaded model: loading, slots in the order of asking, reloading, and unloading when nobody asks."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from tests.fake_ollama.counters import Counters
from tests.fake_ollama.plan import Plan
from tests.fake_ollama.prefixes import PrefixCache
from tests.fake_ollama.tokens import Prompt


class BusyError(Exception):
    """Too many calls wait for the model to be loaded."""


@dataclass(slots=True)
class Turn:
    """A slot of the model, taken for one call. Times are those of the monotonic clock, in seconds.

    `ready_at` is when the slot was the call's: its arrival, or the moment another call left or the model was loaded.
    """

    slot: int
    cached_tokens: int
    ready_at: float
    load_seconds: float


@dataclass(slots=True)
class Runner:
    """A model in memory (or on its way there). Calls wait for a slot first come, first served, and without a limit."""

    plan: Plan
    counters: Counters
    launch: tuple[object, ...] = ()
    expires_at: float | None = None
    _loaded: bool = False
    _cache: PrefixCache = field(init=False)
    _free: list[int] = field(init=False)
    _permits: int = field(init=False, default=0)
    _free_since: deque[float] = field(init=False, default_factory=deque)
    _waiting: deque[asyncio.Future[float]] = field(init=False, default_factory=deque)
    _pending: int = 0
    _loading: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    _active: int = 0
    _idle: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._loaded = self.plan.loaded
        self._idle.set()
        self._empty_slots()

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._loaded

    @property
    def in_use(self) -> bool:
        """Whether a call holds a slot or waits for one."""
        return self._active > 0

    @asynccontextmanager
    async def turn(self, launch: tuple[object, ...], prompt: Prompt, arrived: float) -> AsyncIterator[Turn]:
        """Load the model for these launch options if need be, then hold one of its slots.

        Raises:
            BusyError: the model is being loaded and the queue for that is full.
        """
        load_seconds, ready_at = await self.ensure(launch, arrived)
        self._active += 1
        self._idle.clear()
        try:
            ready_at = max(ready_at, await self._acquire(arrived))
            slot = self._cache.best_slot(prompt, self._free)
            self._free.remove(slot)
            try:
                yield Turn(slot, self._cache.read(slot, prompt), ready_at, load_seconds)
            finally:
                self._free.append(slot)
                self._pass_on()
        finally:
            self._active -= 1
            if not self._active:
                self._idle.set()

    async def ensure(self, launch: tuple[object, ...], arrived: float) -> tuple[float, float]:
        """Have the model in memory with these options: seconds spent on that, and when it was ready."""
        if self._loaded and not self._loading.locked() and self.launch in ((), launch):
            self.launch = launch
            return 0.0, arrived
        if self._pending >= self.plan.max_queue:
            raise BusyError
        self._pending += 1
        start = monotonic()
        try:
            async with self._loading:
                if self._loaded and self.launch in ((), launch):
                    self.launch = launch
                else:
                    await self._load(launch)
        finally:
            self._pending -= 1
        ready = monotonic()
        return ready - start, ready

    def restart(self) -> None:
        """Be loaded anew at the next call, as after a restart of the server: the number of slots has changed."""
        self._loaded = False
        self.launch = ()

    def unload(self) -> None:
        """Out of memory, with all that was cached."""
        if self._loaded:
            self._loaded = False
            self.launch = ()
            self.counters.unloads += 1
            self._cache = PrefixCache(self.plan.slots, self.plan.ram_cache)

    async def _load(self, launch: tuple[object, ...]) -> None:
        await self._idle.wait()
        again = self._loaded
        self._loaded = False
        self._empty_slots()
        await asyncio.sleep(self.plan.load_ms / 1000)
        self.counters.loads += 1
        self.counters.reloads += again
        self._loaded = True
        self.launch = launch

    def _empty_slots(self) -> None:
        self._cache = PrefixCache(self.plan.slots, self.plan.ram_cache)
        self._free = list(range(self.plan.slots))
        self._permits = self.plan.slots
        self._free_since.clear()

    async def _acquire(self, arrived: float) -> float:
        """Wait for a free slot; since when it is free for this call."""
        if self._permits:
            self._permits -= 1
            self._note_gap()
            return arrived
        turn: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self.counters.most_waiting = max(self.counters.most_waiting, len(self._waiting))
        try:
            return await turn
        except asyncio.CancelledError:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif not turn.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Give the slot that came free to the one who has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(monotonic())
                return
        self._permits += 1
        self._free_since.append(monotonic())

    def _note_gap(self) -> None:
        if self._free_since:
            self.counters.gaps += 1
            self.counters.idle_us += round(1e6 * (monotonic() - self._free_since.popleft()))
