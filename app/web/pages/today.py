"""The first page."""

from dataclasses import dataclass
from typing import ClassVar

from app.services.today import Today
from app.web.pages.base import Page


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the forecast: its name, its count, and its height in 0..100 of the tallest."""

    name: str
    count: int
    height: int
    today: bool


@dataclass(frozen=True, slots=True)
class TodayPage(Page):
    template: ClassVar[str] = "today.html"
    nav: ClassVar[str] = "Today"

    today: Today
    hints: dict[int, str]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class WelcomePage(Page):
    """The first page while there are no notes; `starter` counts the concepts that come with Torchdeck."""

    template: ClassVar[str] = "welcome.html"
    nav: ClassVar[str] = "Today"

    starter: int
