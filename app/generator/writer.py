"""What a writer is: something that proposes drafts for sections. It never judges or stores them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.domain import Author, CardKind, Draft, Finding, Rejection, Section


@dataclass(frozen=True, slots=True)
class Effort:
    """What one section cost a model: calls, retries among them, tokens, seconds waited, and how the last reply ended.

    Token counts are the server's own; 0 where it told none. A call that wrote for several sections is counted whole in
    the first of them.
    """

    calls: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    finish: str = ""


@dataclass(frozen=True, slots=True)
class Fallback:
    """Why the model's reply was not used and the built-in writer wrote: a fault's short name, and a sentence about it.

    `advice` says what the learner can do, or is empty.
    """

    fault: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class OldCardText:
    """A card whose quote its section has lost, as a writer is told of it."""

    card_id: str
    kind: CardKind
    question: str
    answer: str
    quote: str


@dataclass(frozen=True, slots=True)
class ProposedVerdict:
    """What a writer would have become of an old card: "keep", "reword", "replace" or "retire".

    `draft` has the card's new words, with a quote that stands in the section; None where it has none to say. It is a
    proposal: `cards.verdicts` weighs it by rules.
    """

    card_id: str
    verdict: str
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class WriterReply:
    """Drafts in the order of the text, and what the writer itself saw as unusable (a label without its value).

    `author` is who wrote them in the end, or None where that is the writer that was asked. `doubts` holds findings of
    the writer about its own drafts (a second look that disagreed), by the draft's index. `verdicts` are about the
    task's old cards, one each at most; a card without one is left to the rules.
    """

    drafts: tuple[Draft, ...]
    rejections: tuple[Rejection, ...] = ()
    author: Author | None = None
    effort: Effort = field(default_factory=Effort)
    fallback: Fallback | None = None
    doubts: tuple[tuple[int, Finding], ...] = ()
    verdicts: tuple[ProposedVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionContext:
    """What surrounds a section: the note's title and its neighbours, parent first where there is one."""

    note_title: str
    parent: Section | None = None
    children: tuple[Section, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """One section to be written about.

    `instruction` is the learner's own wish for this try. `asked` are questions that cards of this section ask already.
    `old_cards` are those whose quote the section has lost; `fresh` are the stretches of its text (start, end) that no
    standing quote and no reading of the writer's covers, empty where that is all of it or not known.
    """

    section: Section
    context: SectionContext
    instruction: str = ""
    asked: tuple[str, ...] = ()
    old_cards: tuple[OldCardText, ...] = ()
    fresh: tuple[tuple[int, int], ...] = ()


class Writer(Protocol):
    """Writes about one section at a time, at once. Same section, same drafts."""

    name: str
    model: str

    def write(self, section: Section, context: SectionContext) -> WriterReply: ...


class SlowWriter(Protocol):
    """Writes by asking a server, at most `concurrency` calls at once. `write` may be under way more often than that:
    who has no turn yet gets the call ready.

    `write` answers in the order of its batch, never raises for a fault of the server or of the model (the built-in
    writer takes the section then, and the reply says why), and can be cancelled at any await.
    """

    name: str
    model: str
    digest: str
    concurrency: int

    def batches(self, tasks: Sequence[WritingTask]) -> list[tuple[WritingTask, ...]]: ...

    async def write(self, batch: Sequence[WritingTask]) -> tuple[WriterReply, ...]: ...
