"""Runs the server: binds first, so that a taken port is said in words, then serves until Ctrl-C."""

import logging
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from app.config import Settings
from app.errors import UnavailableError
from app.main import create_app, startup_failure

_SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter while another waits for it. Python's own 5 ms would be paid at every call
of the database in an answer while a run of a writer is at work; taking turns this often costs the run next to nothing.
"""


def serve(settings: Settings, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the pages on the settings' host and port.

    Raises:
        UnavailableError: the port is taken or not allowed.
        StorageError: the database cannot be opened; nothing was changed.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    listener = _bind(settings)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    app = create_app(settings)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, ws="none", timeout_graceful_shutdown=3
    )
    # What keeps the database from opening is said in our words below, not as a traceback.
    logging.getLogger("uvicorn.error").addFilter(lambda _: startup_failure(app) is None)
    url = _url(settings)

    def ready() -> None:
        say(f"Torchdeck is at {url} (Ctrl-C stops it; everything confirmed is on disk).")
        if open_browser and _has_screen():
            threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()

    try:
        _Server(config, ready).run(sockets=[listener])
    except KeyboardInterrupt:
        say("Stopped.")
    except SystemExit:
        if (failure := startup_failure(app)) is not None:
            raise failure from None
        raise


class _Server(uvicorn.Server):
    """Says that it is ready once it is."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _url(settings: Settings) -> str:
    host = "localhost" if settings.host in {"0.0.0.0", "::"} else settings.host
    return f"http://[{host}]:{settings.port}/" if ":" in host else f"http://{host}:{settings.port}/"


def _has_screen() -> bool:
    """Without a display the browser would be a text one that takes over the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise UnavailableError(
            f"Torchdeck cannot listen on {settings.host}:{settings.port} ({error.strerror}).",
            advice="Is it running already? Otherwise take another port: torchdeck serve --port 8001.",
        ) from error
    return listener
