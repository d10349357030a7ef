"""The page for everything that went wrong."""

from dataclasses import dataclass
from typing import ClassVar

from app.web.pages.base import Page


@dataclass(frozen=True, slots=True)
class ErrorPage(Page):
    """What happened and what is safe (`message`), what to do (`advice`), and the id that the log has too."""

    template: ClassVar[str] = "error.html"
    counts: ClassVar[bool] = False

    heading: str
    message: str
    advice: str
    back: str
    request_id: str
