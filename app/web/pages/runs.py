"""A run of a writer: how far it is while it goes on, and what it gave."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from app.db.browse_runs import FaultCount, RejectionLine, RunLine, RunSums, SectionResult
from app.db.runs import RunState
from app.web.pages.base import Page
from app.web.pages.cards import Pager
from app.web.templating import plural

if TYPE_CHECKING:
    from app.services.run_report import RunProgress

_HOUR = 3600
_LONG = 60


@dataclass(frozen=True, slots=True)
class Live:
    """What is only known while a run goes on, in words: what is written about, how fast, how long it will take.

    `waits_for` is the number of the run that must end first, or 0. `patience` is said where nothing was finished for a
    minute: what that may mean, and how long the model is waited for.
    """

    now: str
    speed: str
    left: str
    stopping: bool
    waits_for: int
    patience: str = ""


@dataclass(frozen=True, slots=True)
class RunPage(Page):
    """A run with one page of what its sections got and one of what it refused; `live` while it goes on.

    `busy` where this server is at work on any run, so that no other is offered.
    """

    template: ClassVar[str] = "run.html"
    partial: ClassVar[str] = "_run.html"
    nav: ClassVar[str] = "Generate"

    run: RunLine
    sums: RunSums
    heading: str
    writer: str
    when: str
    live: Live | None
    lately: tuple[SectionResult, ...]
    results: tuple[SectionResult, ...]
    results_pager: Pager
    faults: tuple[FaultCount, ...]
    fault: str
    busy: bool
    rule: str
    by_rule: dict[str, int]
    rejections: tuple[RejectionLine, ...]
    sentences: dict[str, str]
    pager: Pager


def run_heading(run: RunLine, sums: RunSums) -> str:
    """What became of a run that is over. One that is said to be at work, though nobody works on it, was interrupted."""
    if sums.pending:
        what = "Cancelled" if run.state == RunState.CANCELLED else "Interrupted"
        return f"{what} after {sums.settled:,} of {plural(sums.sections, 'section')}"
    cards = sums.kept if sums.sections else int(run.counts.get("new", 0))
    return plural(cards, "new card") if cards else "No new cards"


def live_view(
    progress: "RunProgress | None",
    at_hand: tuple[str, str] | None,
    *,
    stopping: bool,
    waits_for: int,
    silent: float = 0.0,
) -> Live:
    """The words for a run that goes on; `progress` is None before it has told anything, and of another process.

    `silent` is for how many seconds no section was finished.
    """
    now = " › ".join(dict.fromkeys(at_hand or ()))
    if progress is None:
        return Live(now, "", "", stopping, waits_for)
    speed = f"{progress.tokens_per_second:,.0f}" if progress.tokens_per_second >= 1 else ""
    left = "" if progress.seconds_left is None else _duration(progress.seconds_left)
    return Live(now, speed, left, stopping, waits_for, _patience(silent) if silent >= _LONG else "")


def _patience(silent: float) -> str:
    # Not at start: a server begins without what speaks to models.
    from app.generator.model.seam import Deadline

    limit = Deadline()
    least, most = (f"{seconds / 60:.0f} minutes" for seconds in (limit.first_frame, limit.total))
    return (
        f"Nothing was finished for {_duration(silent)}. Large models take that long to load, and slow machines to "
        f"write. A model without a word for {least}, or with one reply for {most}, is given up: the built-in writer "
        "then takes over."
    )


def _duration(seconds: float) -> str:
    """About how long, in the words people use for it."""
    if seconds < 60:
        return "less than a minute"
    if seconds < _HOUR:
        return f"about {plural(round(seconds / 60), 'minute')}"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"about {hours} h {minutes:02} min"
