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
    """`said` is who writes now and why, empty where the model's server was not asked. `local` where that server is this
    machine. `runs` come with when they were and who wrote."""

    template: ClassVar[str] = "about.html"
    partial: ClassVar[str] = "_about_writer.html"
    nav: ClassVar[str] = "About"

    version: str
    model: str
    host: str
    local: bool
    said: str
    device: str
    home: str
    database: str
    database_size: str
    concepts: int
    demos: int
    runs: tuple[tuple[RunLine, str, str], ...]
