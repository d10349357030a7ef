"""What the commands print: JSON documents on stdout in the shapes of the README, everything else on stderr."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.config import Settings
from app.errors import TorchdeckError

if TYPE_CHECKING:
    from app.services.ingest import IngestReport, Progress
    from app.services.list_cards import ListedCard
    from app.services.run_counting import Tell
    from app.services.run_report import GenerateReport, RunProgress


def say(message: str = "") -> None:
    """A message for the person; never on stdout, so that --json stays one document."""
    print(message, file=sys.stderr)


def print_json(document: Mapping[str, object]) -> None:
    """The one JSON document of a --json command."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar(what: str) -> Iterator["Progress"]:
    """A bar with counts on stderr while there is a terminal to draw it on."""
    with _bar(what) as draw:
        yield draw


@contextmanager
def run_bar(what: str) -> Iterator["Tell"]:
    """The bar of a run of a writer: sections, cards, the model's tokens per second, the time that is left."""
    with _bar(what) as draw:
        yield lambda run: draw(run.sections_done, run.sections, run_words(run))


def run_words(run: "RunProgress") -> str:
    """How a run stands, beside its count of sections."""
    words = [plural(run.kept, "card")]
    if run.output_tokens:
        words.append(f"{run.tokens_per_second:.0f} tokens/s")
    if run.seconds_left is not None and run.sections_done < run.sections:
        words.append(f"{duration(run.seconds_left)} left")
    return "  ".join([*words, run.what])


def duration(seconds: float) -> str:
    """About how long, in the unit that suits it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


@contextmanager
def _bar(what: str) -> Iterator["Progress"]:
    drawn = False

    def draw(done: int, total: int, item: str) -> None:
        nonlocal drawn
        if not sys.stderr.isatty() or total < 2:
            return
        filled = 24 * done // total
        line = f"{what} {'━' * filled}{'·' * (24 - filled)} {done}/{total}  {item}"
        print(f"\r\x1b[K{line[:110]}", end="", file=sys.stderr, flush=True)
        drawn = True

    try:
        yield draw
    finally:
        if drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def plural(count: int, what: str) -> str:
    """ "1 note", "2 notes"."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def ingest_document(report: "IngestReport") -> dict[str, object]:
    """The document of `torchdeck ingest --json`."""
    return {
        "notes": [
            {
                "path": note.path,
                "title": note.title,
                "change": note.change,
                "sections": [
                    {
                        "key": each.section.key,
                        "title": each.section.title,
                        "level": each.section.level,
                        "heading_path": list(each.section.heading_path),
                        "start_line": each.section.start_line,
                        "end_line": each.section.end_line,
                        "concepts": list(each.concepts),
                    }
                    for each in note.sections
                ],
            }
            for note in report.notes
        ],
        "errors": [{"path": error.path, "error": error.error} for error in report.errors],
    }


def generate_document(report: "GenerateReport") -> dict[str, object]:
    """The document of `torchdeck generate --json` and `regenerate --json`."""
    return {
        "run": report.run_id,
        "sections": report.sections,
        "model_calls": report.model_calls,
        "cards": report.cards,
        "waiting": report.waiting,
        "rejected": [
            {
                "note": each.note,
                "section": each.section,
                "rule": each.rule,
                "severity": each.severity,
                "detail": each.detail,
                "question": each.question,
            }
            for each in report.rejected
        ],
        "verdicts": [
            {
                "card": each.card_id,
                "verdict": each.verdict.value,
                "question": each.question,
                "answer": each.answer,
                "new_question": each.new_question,
                "new_answer": each.new_answer,
            }
            for each in report.verdicts
        ],
        "seconds": report.seconds,
        "fallbacks": report.fallbacks,
        "state": report.state.value,
        "pending": report.pending,
        "writer": report.writer,
        "model": report.model,
        "prompt_tokens": report.prompt_tokens,
        "output_tokens": report.output_tokens,
        "message": report.message,
    }


def say_ingest(report: "IngestReport") -> None:
    """The same for a person."""
    for error in report.errors:
        say(f"✗ {error.error}")
    sections = sum(len(note.sections) for note in report.notes)
    changes = {
        change: sum(note.change == change for note in report.notes) for change in ("new", "changed", "unchanged")
    }
    counted = ", ".join(f"{count} {change}" for change, count in changes.items() if count)
    say(f"{plural(len(report.notes), 'note')} ({counted or 'none'}), {plural(sections, 'section')}.")


def say_generate(report: "GenerateReport") -> None:
    """The same for a person."""
    verdicts = ("reworded", "replaced", "retired")
    if not (report.sections or report.pending or any(report.cards.values())):
        say("Nothing to write: no section is new or has changed.")
        return
    counted = ", ".join(f"{report.cards[verdict]} {verdict}" for verdict in verdicts)
    say(
        f"{plural(report.sections, 'section')} in {report.seconds:.2f} s: "
        f"{report.cards['new']} new cards, {report.cards['kept']} known, {counted}."
    )
    if report.sections and not (any(report.cards.values()) or report.rejected):
        say("The writer found nothing to ask about.")
    if report.waiting:
        verb = "waits" if report.waiting == 1 else "wait"
        say(f"{report.waiting} of the new cards {verb} for your word in the inbox.")
    if report.model_calls:
        tokens = report.prompt_tokens + report.output_tokens
        say(f"{report.model} was asked {plural(report.model_calls, 'time')}: {tokens:,} tokens.")
    refused = [each for each in report.rejected if each.severity == "hard"]
    if refused:
        were = "was" if len(refused) == 1 else "were"
        say(f"{plural(len(refused), 'draft')} {were} refused; `--json` or the page of the run says why.")
    if report.message:
        say(report.message)
    if report.fallbacks:
        say(
            f"The page of run {report.run_id} has the model try again what it did not write; `--again` does so for all."
        )
    if report.pending:
        say(f"{plural(report.pending, 'section')} left: the same command goes on with the rest.")


def card_document(card: "ListedCard", settings: Settings) -> dict[str, object]:
    """One card of `torchdeck cards --json`.

    A card with deletions shows its first blank as `question` and `answer`; `cloze` holds the whole text.
    """
    return {
        "id": card.id,
        "kind": card.kind.value,
        "question": card.question,
        "answer": card.answer,
        "cloze": card.cloze,
        "quote": card.quote,
        "note": card.note,
        "start_line": card.start_line,
        "end_line": card.end_line,
        "section": card.section,
        "heading_path": list(card.heading_path),
        "concepts": list(card.concepts),
        "demo": demo_url(settings, card.demo_concept),
        "writer": card.writer,
        "model": card.model,
        "status": card.status.value,
        "other_sources": [
            {"note": other.note, "start_line": other.start_line, "end_line": other.end_line, "quote": other.quote}
            for other in card.other_sources
        ],
    }


def demo_url(settings: Settings, concept: str | None) -> str | None:
    """Where the demo of a concept can be run while the server is up."""
    return f"http://{settings.host}:{settings.port}/demos/{concept}" if concept else None


def fail(error: TorchdeckError) -> int:
    """Say what happened, and the exit status that goes with it."""
    say(f"torchdeck: {error.message}")
    if error.advice:
        say(f"           {error.advice}")
    return 1
