"""What a run of a writer tells: while it works, and when it is over."""

from dataclasses import dataclass

from app.db.runs import RunState
from app.services.settle import CardVerdict


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is. Counts are of the whole run; tokens are the server's own, 0 for the built-in writer.

    `kept` counts new cards, `waiting` those of them that are in the inbox. `seconds_left` is None until something can
    be said about it. `what` names what was finished last.
    """

    sections_done: int
    sections: int
    kept: int = 0
    waiting: int = 0
    rejected: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    tokens_per_second: float = 0.0
    seconds_left: float | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class RejectedDraft:
    """One reason why something gave no card at once; `section` is the heading path."""

    note: str
    section: str
    rule: str
    detail: str
    severity: str
    question: str


@dataclass(frozen=True, slots=True)
class GenerateReport:
    """What a run did. `waiting` of the new cards are in the inbox; `model_calls` is 0 for the extractive writer.

    `sections` were dealt with, `pending` are left (of a run that was cancelled). `fallbacks` were written by the
    built-in writer in the model's place; `message` says why, and is empty where all went well.
    """

    run_id: int
    sections: int
    model_calls: int
    cards: dict[str, object]
    waiting: int
    rejected: tuple[RejectedDraft, ...]
    verdicts: tuple[CardVerdict, ...]
    seconds: float
    fallbacks: int = 0
    state: RunState = RunState.DONE
    pending: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    message: str = ""
    writer: str = ""
    model: str = ""
