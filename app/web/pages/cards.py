"""The pages of cards: the list with its search, one card, and its edit."""

from dataclasses import dataclass
from typing import ClassVar

from app.db.browse_cards import CardRecord, SourcePassage
from app.db.browse_history import ReviewLine
from app.domain import Concept
from app.web.pages.base import Page
from app.web.pages.faces import Face
from app.web.pages.lists import CardEntry


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a long list is; the addresses are empty at its ends."""

    page: int
    pages: int
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class CardsPage(Page):
    template: ClassVar[str] = "cards.html"
    nav: ClassVar[str] = "Cards"

    text: str
    note: str
    concept: str
    status: str
    notes: tuple[Choice, ...]
    concepts: tuple[Choice, ...]
    statuses: tuple[str, ...]
    entries: tuple[CardEntry, ...]
    total: int
    filtered: bool
    pager: Pager


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source with its section's text as safe HTML, the quote marked."""

    source: SourcePassage
    passage: str


@dataclass(frozen=True, slots=True)
class CardPage(Page):
    template: ClassVar[str] = "card.html"
    nav: ClassVar[str] = "Cards"

    card: CardRecord
    face: Face
    standing: str
    sources: tuple[ShownSource, ...]
    reviews: tuple[tuple[ReviewLine, str], ...]
    concepts: tuple[Concept, ...]
    recall: int | None
    buried: bool
    saved: str
