"""While an answer is being made, work in the background can see that somebody waits."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.services.courtesy import Courtesy
from app.web.courtesy import ServedFirst


@pytest.mark.parametrize(
    ("path", "served"), [("/study", 1), ("/study/answer", 1), ("/inbox", 1), ("/runs/3/progress", 0), ("/", 0)]
)
def test_pages_that_are_quick_are_announced(path: str, served: int) -> None:
    courtesy = Courtesy()
    assert seen_by_page(courtesy, {"type": "http", "path": path}) == served
    assert courtesy.served == 0


def test_the_start_of_the_server_is_no_page() -> None:
    assert seen_by_page(Courtesy(), {"type": "lifespan"}) == 0


def seen_by_page(courtesy: Courtesy, scope: Scope) -> int:
    """How many are being served while the page is made."""
    seen: list[int] = []

    async def page(_scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(courtesy.served)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_message: Message) -> None:
        return None

    asyncio.run(ServedFirst(page, courtesy)(scope, receive, send))
    return seen[0]
