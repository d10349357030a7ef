"""Pages on which every moment counts are announced, so that work in the background gives way to them."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.services.courtesy import Courtesy

PROMPT = ("/study", "/inbox")
"""Where cards are answered and decided on one after the other. Other pages may take their time, and some of them wait
for background work themselves."""


class ServedFirst:
    """Pure ASGI: says while a request for one of these pages is under way that somebody waits for it."""

    def __init__(self, app: ASGIApp, courtesy: Courtesy) -> None:
        self.app = app
        self._courtesy = courtesy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PROMPT):
            await self.app(scope, receive, send)
            return
        with self._courtesy.serving():
            await self.app(scope, receive, send)
