"""The sign-in page."""

from dataclasses import dataclass
from typing import ClassVar

from app.web.pages.base import Page


@dataclass(frozen=True, slots=True)
class LoginPage(Page):
    """`next` is where to go afterwards; `complaint` what was wrong with the last try."""

    template: ClassVar[str] = "login.html"
    counts: ClassVar[bool] = False

    next: str
    complaint: str
