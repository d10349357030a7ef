"""Runs the server: binds first, so that a taken port is said in words, then serves until Ctrl-C."""

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from app.config import Settings
from app.errors import UnavailableError
from app.main import create_app


def serve(settings: Settings, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the pages on the settings' host and port.

    Raises:
        UnavailableError: the port is taken or not allowed.
    """
    listener = _bind(settings)
    port = listener.getsockname()[1]
    settings = settings.model_copy(update={"port": port})
    app = create_app(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, ws="none", timeout_graceful_shutdown=3
        )
    )
    url = f"http://{settings.host if settings.host != '0.0.0.0' else 'localhost'}:{port}/"
    say(f"Torchdeck is at {url} (Ctrl-C stops it; everything confirmed is on disk).")
    if open_browser and _has_screen():
        threading.Timer(0.8, webbrowser.open, [url]).start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        say("Stopped.")


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
