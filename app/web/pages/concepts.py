"""The map of concepts, and one concept."""

from dataclasses import dataclass
from typing import ClassVar

from app.services.browse_concepts import ConceptView, TopicMap
from app.web.pages.base import Page
from app.web.pages.lists import CardEntry


@dataclass(frozen=True, slots=True)
class ConceptsPage(Page):
    template: ClassVar[str] = "concepts.html"
    nav: ClassVar[str] = "Concepts"

    topics: tuple[TopicMap, ...]


@dataclass(frozen=True, slots=True)
class ConceptPage(Page):
    """`cards` are the first of the learner's `total` cards on it; `claims` what its demo will check."""

    template: ClassVar[str] = "concept.html"
    nav: ClassVar[str] = "Concepts"

    view: ConceptView
    cards: tuple[CardEntry, ...]
    total: int
    summary: str
    claims: tuple[str, ...]
