"""The pages of cards: the list with its search, one card, and its edit."""

from dataclasses import dataclass
from typing import ClassVar

from app.db.browse_cards import CardRecord, SourcePassage
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
class ShownReview:
    """One answer in the history, in the learner's own time; `interval` is how long the card was then away."""

    when: str
    instant: str
    rating: str
    interval: str
    seconds: float
    undone: bool


@dataclass(frozen=True, slots=True)
class CardPage(Page):
    """`recall` is the chance in percent that the card is known now; None before the first answer.

    `digest` is the first part of the card's own, and `run_id` the run that made the card, if that is known.

    `doubt` is the address of the two versions of its passage, where no note says any more what the card asks.

    `back` is the page that the learner came from to edit the card, and `query` what its forms carry to get there.
    """

    template: ClassVar[str] = "card.html"
    nav: ClassVar[str] = "Cards"

    card: CardRecord
    face: Face
    made: str
    state_line: str
    sources: tuple[ShownSource, ...]
    reviews: tuple[ShownReview, ...]
    concepts: tuple[Concept, ...]
    recall: int | None
    buried: bool
    writer: str
    digest: str
    run_id: int | None
    doubt: str
    back: str
    query: str
    notice: str


@dataclass(frozen=True, slots=True)
class PassagePart(Page):
    """The passage of a card for a running study session."""

    template: ClassVar[str] = "_passage.html"
    partial: ClassVar[str] = "_passage.html"

    sources: tuple[ShownSource, ...]
