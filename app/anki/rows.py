"""What an export is made of: one frozen row per card, as the service hands it over."""

from dataclasses import dataclass
from datetime import datetime

from app.domain import CardKind, Review, Schedule


@dataclass(frozen=True, slots=True)
class Link:
    """A concept of the card, with its page in Torchdeck."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ExportCard:
    """One card on its way to Anki.

    `question`, `answer` and `quote` are markdown; `source` is plain text ("Note › Heading, lines 3–5"). `deck` is the
    path of the deck, outermost first; `tags` are in Anki's form. `changed_at` is when its content last changed.
    `schedule` is None where the memory stays at home; `steps_left` counts the steps a card in (re)learning has ahead;
    `reviews` are the answers that stand, oldest first.
    """

    id: str
    kind: CardKind
    question: str
    answer: str
    quote: str
    source: str
    deck: tuple[str, ...]
    tags: tuple[str, ...]
    links: tuple[Link, ...]
    created_at: datetime
    changed_at: datetime
    retired: bool = False
    schedule: Schedule | None = None
    steps_left: int = 1
    reviews: tuple[Review, ...] = ()
