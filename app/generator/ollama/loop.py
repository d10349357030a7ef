"""The one thread of this process on which models are talked to, and the clients that live there.

Everything else in Torchdeck is synchronous or runs on a loop of its own; connections belong to one loop. So all calls
of a model go to this thread, whoever makes them, and one client per server serves them all.
"""

import asyncio
import atexit
import sys
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from app.domain import ModelSettings
from app.generator.ollama.adapter import OllamaModel
from app.generator.ollama.addresses import server_url
from app.generator.ollama.endpoint import Endpoint

_T = TypeVar("_T")
_SHUTDOWN_SECONDS = 5.0
_SWITCH_SECONDS = 0.0005
"""How long another thread may keep the interpreter while this one waits for it. With Python's own 5 ms a model would
stand idle for several of them between two calls, while the last reply's cards are judged.
"""


class _LoopThread:
    """An event loop on its own thread, with the endpoints that belong to it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.endpoints: dict[tuple[str, int], Endpoint] = {}
        self.models: dict[ModelSettings, OllamaModel] = {}
        self._thread = threading.Thread(target=self._serve, name="torchdeck-model", daemon=True)
        self._thread.start()
        sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_SECONDS))

    def is_current(self) -> bool:
        return threading.current_thread() is self._thread

    def stop(self) -> None:
        """Cancel what is under way, close every connection, end the thread."""
        asyncio.run_coroutine_threadsafe(self._wind_up(), self.loop).result(_SHUTDOWN_SECONDS)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(_SHUTDOWN_SECONDS)

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()

    async def _wind_up(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for endpoint in self.endpoints.values():
            await endpoint.close()


_lock = threading.Lock()
_running: _LoopThread | None = None


def shared(settings: ModelSettings) -> OllamaModel:
    """The process's model for these settings; the same one for the same settings.

    Models of one server share its client and its queue. A new host (or another number of calls at once) gets a new
    client; the clients of hosts that no longer are the one in use close when their last call has ended.

    Raises:
        InvalidInputError: the settings' host is no address.
    """
    thread = _thread()
    key = (server_url(settings.host), settings.concurrency)
    with _lock:
        model = thread.models.get(settings)
        if model is not None:
            return model
        endpoint = thread.endpoints.get(key)
        retired = []
        if endpoint is None:
            endpoint = Endpoint(*key)
            retired = list(thread.endpoints.values())
            thread.endpoints = {key: endpoint}
            thread.models = {}
        model = thread.models[settings] = OllamaModel(settings, endpoint)
    for old in retired:
        asyncio.run_coroutine_threadsafe(old.retire(), thread.loop)
    return model


def submit(coroutine: Coroutine[Any, Any, _T]) -> "Future[_T]":
    """Start a coroutine on the models' loop. Cancelling the future cancels it there."""
    return asyncio.run_coroutine_threadsafe(coroutine, _thread().loop)


def run(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine on the models' loop and wait for it; an interrupt here cancels it there."""
    if _thread().is_current():
        coroutine.close()
        raise RuntimeError("The models' own thread cannot wait for itself; await the coroutine instead.")
    future = submit(coroutine)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


def close_all() -> None:
    """Cancel all calls, close all connections and end the thread. The next call starts a new one."""
    global _running
    with _lock:
        thread, _running = _running, None
    if thread is not None:
        thread.stop()


def _thread() -> _LoopThread:
    global _running
    with _lock:
        if _running is None:
            _running = _LoopThread()
        return _running


atexit.register(close_all)
