"""The inbox page."""

from dataclasses import dataclass
from typing import ClassVar

from app.services.inbox import Waiting
from app.web.pages.base import Page
from app.web.pages.faces import Face


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A waiting card as it is shown; `passage` is safe HTML."""

    waiting: Waiting
    face: Face
    passage: str


@dataclass(frozen=True, slots=True)
class InboxPage(Page):
    template: ClassVar[str] = "inbox.html"
    nav: ClassVar[str] = "Inbox"

    entries: tuple[WaitingEntry, ...]
    total: int
    sentences: dict[str, str]
