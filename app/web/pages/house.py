"""The pages about Torchdeck itself: export and about."""

from dataclasses import dataclass
from typing import ClassVar

from app.db.browse_runs import RunLine
from app.web.pages.base import Page


@dataclass(frozen=True, slots=True)
class ExportPage(Page):
    template: ClassVar[str] = "export.html"
    nav: ClassVar[str] = "Export"

    cards: int


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
