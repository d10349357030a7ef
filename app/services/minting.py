"""A card made of a draft, wherever it was decided that it becomes one."""

import random
from dataclasses import dataclass, replace
from datetime import datetime

from app.cards.identity import mint
from app.concepts.matcher import Matcher
from app.db.known_cards import section_address
from app.domain import Author, Card, CardStatus, Draft, Section, Source


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft stands: its section's row, the note's, and the section's place in the note."""

    section_id: int
    note_id: int
    section: Section
    position: int

    @property
    def addressed(self) -> Section:
        """The section under a key that is unique across notes."""
        return replace(self.section, key=section_address(self.note_id, self.section.key))


def minted(
    draft: Draft,
    place: Place,
    source: Source,
    ordinal: int,
    author: Author,
    group: str,
    *,
    waits: bool,
    matcher: Matcher,
    rng: random.Random,
    now: datetime,
) -> Card:
    """The card of a draft, with an identity of its own; `ordinal` is its place in the section."""
    return Card(
        id=mint(rng),
        kind=draft.kind,
        question=draft.question,
        answer=draft.answer,
        status=CardStatus.INBOX if waits else CardStatus.ACTIVE,
        writer=author.writer,
        model=author.model,
        digest=author.digest,
        waited=waits,
        rule=draft.rule,
        sibling_group=group,
        position=place.note_id * 10_000_000 + place.position * 1_000 + ordinal,
        version=0,
        created_at=now,
        updated_at=now,
        sources=(source,),
        concepts=matcher.in_card(draft.question, draft.answer, place.section),
    )


def sibling_group(spans: list[tuple[int, int, str]], draft: Draft, rng: random.Random) -> str:
    """Cards whose quotes overlap are siblings: seeing one gives the other away. The draft joins `spans`."""
    overlapping = (g for start, end, g in spans if draft.quote_start < end and start < draft.quote_end)
    group = next(overlapping, None) or mint(rng)
    spans.append((draft.quote_start, draft.quote_end, group))
    return group
