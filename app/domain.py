"""The words of Torchdeck as frozen types. Imports nothing of ours.

Note → Section → Draft → Card → Schedule → Review; a Concept has a Demo. One word, one thing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

# ---------------------------------------------------------------------------------------------- notes


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a note under one heading, up to the next heading of any level.

    `text` is the note's (repaired) lines `start_line`..`end_line`, joined by newlines, heading line included;
    offsets of quotes count characters of it. Lines are 1-based and inclusive; `start_line` is the heading's own line.
    `key` is unique within the note. `heading_path` ends with `title`. A level of 0 marks text before any heading.
    """

    key: str
    title: str
    level: int
    heading_path: tuple[str, ...]
    start_line: int
    end_line: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One markdown document of the learner's. `text` is decoded and repaired; it has as many lines as the file."""

    path: str
    title: str
    text: str
    content_hash: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea of the catalogue. `body` is its markdown section in content/; `demo` is the family that shows it."""

    id: str
    title: str
    aliases: tuple[str, ...]
    topic: str
    body: str
    demo: str | None = None


# ------------------------------------------------------------------------------------- drafts and cards


class CardKind(StrEnum):
    """How a card asks.

    BASIC: a question and an answer. CLOZE: a sentence or list with deletions `{{c1::…}}`. ORDERED: the same for the
    steps of a process. A card with several deletions asks one of them at a time (see `cards.cloze`).
    """

    BASIC = "basic"
    CLOZE = "cloze"
    ORDERED = "ordered"


class CardStatus(StrEnum):
    """ACTIVE cards are scheduled; INBOX cards wait for the learner's word; RETIRED cards keep their history.

    A REFUSED card is one that the learner did not want: its fact is not proposed again.
    """

    ACTIVE = "active"
    INBOX = "inbox"
    RETIRED = "retired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed card, not yet judged.

    For BASIC, `question` and `answer` are markdown. For CLOZE and ORDERED, `question` is the whole text with its
    deletions and `answer` is the deleted words joined by "; ". `section.text[quote_start:quote_end] == quote`.
    `rule` names what made it: an extractive rule, or the prompt's version.
    """

    kind: CardKind
    question: str
    answer: str
    quote: str
    quote_start: int
    quote_end: int
    rule: str


class Severity(StrEnum):
    """HARD rejects the draft; SOFT sends it to the inbox."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one gate found wrong with one draft: the rule's id, what was measured, the limit, the offending words."""

    rule: str
    severity: Severity
    measured: str
    threshold: str
    span: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A draft, or a label without a value, that gave no card, and why."""

    section_key: str
    finding: Finding
    question: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a draft. `model` and `digest` (of the model's weights) are empty for the built-in writer."""

    writer: str
    model: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card's answer stands: the quote, its offsets in the section's text, and its lines in the note."""

    section_id: int
    quote: str
    quote_start: int
    quote_end: int
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Card:
    """An accepted draft with an identity minted once (a UUID), never derived from its text.

    `sources[0]` is where it was first found; the same fact in a second note adds a source, not a card.
    Cards with the same `sibling_group` come from one passage and are not shown on the same day.
    `digest` names the model's weights; `rule` the extractive rule or the prompt's version, for life.
    `waited` says that the card went through the inbox.
    """

    id: str
    kind: CardKind
    question: str
    answer: str
    status: CardStatus
    writer: str
    model: str
    rule: str
    sibling_group: str
    position: int
    version: int
    created_at: datetime
    updated_at: datetime
    sources: tuple[Source, ...] = ()
    concepts: tuple[str, ...] = ()
    digest: str = ""
    waited: bool = False


# ------------------------------------------------------------------------------------ memory and reviews


class Rating(IntEnum):
    """The learner's answer to "how did it go?"; FSRS's and Anki's numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class State(IntEnum):
    """FSRS's states, and NEW for a card never answered."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """FSRS memory state of one card for one learner.

    `due` is a UTC instant; `due_day` the study day it falls on. `stability` is in days, `difficulty` in 1..10.
    `version` counts changes, so that a stale page is noticed.
    """

    card_id: str
    state: State = State.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due: datetime | None = None
    due_day: date | None = None
    last_review: datetime | None = None
    reps: int = 0
    lapses: int = 0
    suspended: bool = False
    buried_until: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """One entry of the review log; append-only. `before` and `after` are the schedule around the answer."""

    id: int
    card_id: str
    submission_id: str
    rating: Rating
    reviewed_at: datetime
    utc_offset_minutes: int
    study_day: date
    duration_ms: int
    before: Schedule
    after: Schedule


@dataclass(frozen=True, slots=True)
class Learner:
    """Whose memory it is, and how much a day may hold. `zone` is an IANA name; a study day starts at 4 am there."""

    id: int
    name: str
    zone: str
    new_per_day: int = 20
    reviews_per_day: int = 200
    desired_retention: float = 0.9
    ask_before_accepting: bool = False


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The local model that writes cards, and how it is to write.

    `host` is an http(s) URL. `context_length` is in tokens and the same for every call: a change reloads the model.
    `concurrency` is how many sections are asked for at once. `language` is an English name ("German"), or empty for
    the language of the note. `second_look` has the model answer its own questions. `embedding_model` is empty where
    no vectors are wanted.
    """

    host: str
    model: str
    context_length: int
    concurrency: int
    language: str
    cards_per_section: int
    second_look: bool
    embedding_model: str


# ------------------------------------------------------------------------------------------------ demos


class ClaimStatus(StrEnum):
    """OUTSIDE: the settings are not the ones the claim speaks of. INCONCLUSIVE: the run could not decide it."""

    PASSED = "passed"
    FAILED = "failed"
    OUTSIDE = "outside its conditions"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A numeric statement after a run: what was measured beside what was expected."""

    text: str
    status: ClaimStatus
    measured: str
    expected: str


@dataclass(frozen=True, slots=True)
class DemoPreset:
    """How a demo shows one concept.

    `module` is the demo's file; `settings` the preset in full; `schema` the JSON schema of the settings the learner may
    change; `claims` what will be checked; `question` and `options` the prediction before the run. `auto` says what the
    device "auto" is: the "fastest" there is, or the "cpu".
    """

    module: str
    summary: str
    auto: str
    settings: dict[str, object]
    schema: dict[str, object]
    claims: tuple[str, ...]
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """What the web process knows of a demo without importing torch: one entry of demos/manifest.json.

    `presets` is by concept id, in teaching order.
    """

    demo: str
    title: str
    topic: str
    summary: str
    presets: dict[str, DemoPreset] = field(default_factory=dict)
