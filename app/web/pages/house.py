"""The pages about Torchdeck itself: export, inbox, settings, about."""

from dataclasses import dataclass
from typing import ClassVar

from app.db.browse_history import RunLine
from app.domain import Learner
from app.services.inbox import Waiting
from app.web.pages.base import Page
from app.web.pages.faces import Face


@dataclass(frozen=True, slots=True)
class ExportPage(Page):
    template: ClassVar[str] = "export.html"
    nav: ClassVar[str] = "Export"

    cards: int


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


@dataclass(frozen=True, slots=True)
class SettingsPage(Page):
    template: ClassVar[str] = "settings.html"
    nav: ClassVar[str] = "Settings"

    learner: Learner
    zones: tuple[str, ...]
    saved: bool


@dataclass(frozen=True, slots=True)
class AboutPage(Page):
    """`runs` come with when they were and who wrote."""

    template: ClassVar[str] = "about.html"
    nav: ClassVar[str] = "About"

    version: str
    writer: str
    model: str
    device: str
    home: str
    database: str
    database_size: str
    concepts: int
    demos: int
    runs: tuple[tuple[RunLine, str, str], ...]
