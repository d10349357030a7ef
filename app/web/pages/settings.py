"""The settings: how much a day holds, and the model that writes."""

from dataclasses import dataclass
from typing import ClassVar

from app.domain import Learner, ModelSettings
from app.services.browse_changes import Followed
from app.web.pages.base import Page
from app.web.pages.installed import Installed
from app.web.pages.pulls import PullView

LANGUAGES = (
    "Arabic",
    "Chinese",
    "Czech",
    "Danish",
    "Dutch",
    "English",
    "Finnish",
    "French",
    "German",
    "Greek",
    "Hebrew",
    "Hindi",
    "Hungarian",
    "Indonesian",
    "Italian",
    "Japanese",
    "Korean",
    "Norwegian",
    "Polish",
    "Portuguese",
    "Romanian",
    "Russian",
    "Spanish",
    "Swedish",
    "Turkish",
    "Ukrainian",
    "Vietnamese",
)
"""What is suggested; any other language may be typed."""


@dataclass(frozen=True, slots=True)
class SettingsPage(Page):
    """`fixed` names, by field of the model's settings, the environment variable that fixes it. `saved` is the part that
    was stored just now: "study", "model" or neither. `fetch` is a model that might be fetched next. `folders` where the
    learner may name folders to be followed; `watched` where a saved note is noticed by itself."""

    template: ClassVar[str] = "settings.html"
    partial: ClassVar[str] = "_installed.html"
    nav: ClassVar[str] = "Settings"

    learner: Learner
    zones: tuple[str, ...]
    saved: str
    model: ModelSettings
    fixed: dict[str, str]
    installed: Installed
    pulling: PullView | None
    fetch: str
    followed: tuple[Followed, ...]
    folders: bool
    watched: bool
    languages: tuple[str, ...] = LANGUAGES
