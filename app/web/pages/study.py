"""The pages of a study session. Each has a partial that a running session exchanges in place."""

from dataclasses import dataclass
from typing import ClassVar

from app.domain import Concept
from app.services.review import Choice
from app.web.pages.base import Page
from app.web.pages.faces import Face


@dataclass(frozen=True, slots=True)
class StudyPage(Page):
    """One card. `query` is the address's own (a session of one note); `shown_at` is in seconds since the epoch.

    `here` is the address of this card with its answer, to come back to from its demo, and `edit` its page's.
    `doubt` is the address of the two versions of its passage, where the notes do not say any more what it asks.
    `aside` is the card that the learner has just buried or suspended, which can be taken back.
    """

    template: ClassVar[str] = "study.html"
    partial: ClassVar[str] = "_study_card.html"
    nav: ClassVar[str] = "Study"

    card_id: str
    version: int
    submission_id: str
    shown_at: float
    face: Face
    trail: tuple[str, ...]
    lines: tuple[int, int] | None
    demo: Concept | None
    writer: str
    choices: tuple[Choice, ...]
    done: int
    total: int
    minutes: int
    revealed: bool
    query: str
    here: str
    edit: str
    doubt: str
    notice: str
    aside: str


@dataclass(frozen=True, slots=True)
class StudyEndPage(Page):
    """Nothing is left. `tomorrow` are the cards due then, `fresh` the new ones that tomorrow has room for."""

    template: ClassVar[str] = "study_end.html"
    partial: ClassVar[str] = "_study_end.html"
    nav: ClassVar[str] = "Study"

    has_cards: bool
    one_note: bool
    answered: int
    streak: int
    tomorrow: int
    fresh: int
    waiting: int
    query: str
    notice: str
    aside: str
