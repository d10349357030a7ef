"""How far a run is and what it has given, added up from what its transactions kept."""

from collections import Counter as Multiset
from collections.abc import Callable, Mapping

from app.db.run_sections import RunTotals
from app.db.runs import RunState
from app.domain import Author
from app.services.run_report import GenerateReport, RejectedDraft, RunProgress
from app.services.run_storing import Kept, no_counts
from app.services.settle import CardVerdict

Tell = Callable[[RunProgress], None]


class Counting:
    """The sums of one run. Starts from what an earlier sitting of the same run has done already."""

    def __init__(
        self, before: RunTotals, counts_before: Mapping[str, object], clock: Callable[[], float], tell: Tell | None
    ) -> None:
        self._sections = before.sections
        self._done = before.done
        self._fallbacks = before.fallbacks
        self._kept, self._waiting, self._known = before.kept, before.waiting, before.known
        self._refused, self._calls = before.rejected, before.calls
        self._prompt_tokens, self._output_tokens = before.prompt_tokens, before.output_tokens
        self._counts = {name: _number(counts_before.get(name)) for name in no_counts()}
        self._of_sitting: list[CardVerdict] = []
        self._rejected: list[RejectedDraft] = []
        self._reasons: Multiset[str] = Multiset()
        self._done_before, self._tokens_before = before.done, before.output_tokens
        self._clock = clock
        self._began = clock()
        self._tell = tell

    def say(self, what: str = "") -> None:
        """Tell how far the run is."""
        if self._tell is None:
            return
        elapsed = self._clock() - self._began
        done_now, left = self._done - self._done_before, self._sections - self._done
        self._tell(
            RunProgress(
                sections_done=self._done,
                sections=self._sections,
                kept=self._kept,
                waiting=self._waiting,
                rejected=self._refused,
                prompt_tokens=self._prompt_tokens,
                output_tokens=self._output_tokens,
                tokens_per_second=(self._output_tokens - self._tokens_before) / elapsed if elapsed > 0 else 0.0,
                seconds_left=elapsed / done_now * left if done_now else None,
                what=what,
            )
        )

    def add(self, kept: Kept) -> None:
        """One more transaction."""
        for each in kept.outcomes:
            self._done += 1
            self._kept += each.kept
            self._waiting += each.waiting
            self._known += each.known
            self._refused += each.rejected
            self._calls += each.calls
            self._prompt_tokens += each.prompt_tokens
            self._output_tokens += each.output_tokens
            self._fallbacks += bool(each.fault)
            if each.fault:
                self._reasons[each.message] += 1
        for name, count in kept.counts.items():
            self._counts[name] += count
        self._of_sitting += kept.verdicts
        self._rejected += kept.rejected

    def cards(self) -> dict[str, object]:
        """What became of cards, as the command line prints it: a card in another's place is not counted as new."""
        verdicts = {name: self._counts[name] for name in ("reworded", "replaced", "retired")}
        return {"new": self._kept, "kept": self._known, **verdicts}

    def document(self) -> dict[str, object]:
        """The counts that are stored with the run."""
        return {
            **self.cards(),
            "sections": self._done,
            "waiting": self._waiting,
            "rejected": self._refused,
            "model_calls": self._calls,
            "fallbacks": self._fallbacks,
            "prompt_tokens": self._prompt_tokens,
            "output_tokens": self._output_tokens,
        }

    def message(self) -> str:
        """Why the built-in writer wrote in the model's place, where it did: the commonest reason."""
        if not self._fallbacks:
            return ""
        reason = self._reasons.most_common(1)[0][0] if self._reasons else ""
        were = "section was" if self._fallbacks == 1 else "sections were"
        return f"{self._fallbacks} {were} written by the built-in writer. {reason}".strip()

    def report(self, run_id: int, state: RunState, author: Author, message: str) -> GenerateReport:
        """What the run did."""
        return GenerateReport(
            run_id=run_id,
            sections=self._done,
            model_calls=self._calls,
            cards=self.cards(),
            waiting=self._waiting,
            rejected=tuple(self._rejected),
            verdicts=tuple(self._of_sitting),
            seconds=round(self._clock() - self._began, 3),
            fallbacks=self._fallbacks,
            state=state,
            pending=self._sections - self._done,
            prompt_tokens=self._prompt_tokens,
            output_tokens=self._output_tokens,
            message=message,
            writer=author.writer,
            model=author.model,
        )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
