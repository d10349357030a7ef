"""`torchdeck generate` and `regenerate`: cards for new text, and verdicts on the cards of text that has changed."""

import sys
import threading
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli_options import Json, Paths
from app.cli_output import (
    generate_document,
    plural,
    print_json,
    progress_bar,
    run_bar,
    say,
    say_generate,
    say_ingest,
)
from app.cli_stopping import INTERRUPTED, stop_on_interrupt
from app.config import Settings

if TYPE_CHECKING:
    from app.services.choose_writer import ChosenWriter
    from app.services.run_plan import RunWishes
    from app.services.run_report import GenerateReport
    from app.services.workspace import Workspace


class WriterName(StrEnum):
    """Who writes the cards."""

    AUTO = "auto"
    OLLAMA = "ollama"
    EXTRACTIVE = "extractive"


WriterOption = Annotated[
    WriterName,
    typer.Option("--writer", help="Who writes: a model if one answers (auto), a model, or the built-in one."),
]
ModelOption = Annotated[str, typer.Option("--model", help="The model's name, in place of the one in the settings.")]


def generate_command(
    paths: Paths = None,
    writer: WriterOption = WriterName.AUTO,
    model: ModelOption = "",
    again: Annotated[
        bool, typer.Option("--again", help="Also write about sections that have been written about.")
    ] = False,
    instruction: Annotated[str, typer.Option("--instruction", help="A wish for the model, in a sentence.")] = "",
    as_json: Json = False,
) -> None:
    """Write cards for every section that has none yet (reading the given notes first).

    Ctrl-C stops it; what is finished is kept, and the same command goes on with the rest.
    """
    from app.services.run_plan import RunWishes, checked_instruction, mark_interrupted
    from app.services.workspace import open_workspace

    settings = Settings()
    with open_workspace(settings) as workspace, stop_on_interrupt() as stop:
        mark_interrupted(workspace.db, workspace.learner, datetime.now(UTC))
        wish = checked_instruction(instruction)
        chosen = _choose(workspace, settings, writer, model)
        note_ids = _read(workspace, paths) if paths else None
        if note_ids == ():
            raise typer.Exit(1)
        wishes = RunWishes(note_ids, writer=writer.value, model=model, instruction=wish, again=again)
        report = _carry_out(workspace, wishes, chosen, stop)
    if as_json:
        print_json(generate_document(report))
    say_generate(report)
    if not (report.sections or report.pending or again):
        say("`--again` writes once more about what was written about before.")
    if stop.is_set() and report.pending:
        raise typer.Exit(INTERRUPTED)


def regenerate_command(
    paths: Paths = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change no card.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    writer: WriterOption = WriterName.AUTO,
    model: ModelOption = "",
    as_json: Json = False,
) -> None:
    """Follow notes that changed: cards whose passage stands stay untouched, the others get a verdict."""
    from app.services.regenerate import regenerate
    from app.services.run_plan import mark_interrupted
    from app.services.run_work import Stopped
    from app.services.workspace import open_workspace

    def confirm(plan: "GenerateReport") -> bool:
        for each in plan.verdicts:
            say(f"  {each.verdict.value:8} {each.question}")
        if dry_run:
            return False
        asks = not yes and not as_json and sys.stdin.isatty() and bool(plan.verdicts)
        return typer.confirm("Apply?", err=True) if asks else True

    settings = Settings()
    with open_workspace(settings) as workspace, progress_bar("following") as progress, stop_on_interrupt() as stop:
        mark_interrupted(workspace.db, workspace.learner, datetime.now(UTC))
        try:
            outcome = regenerate(
                workspace.db,
                paths or [],
                writer=_choose(workspace, settings, writer, model).writer,
                learner=workspace.learner,
                now=datetime.now(UTC),
                rng=workspace.rng,
                matcher=workspace.matcher,
                confirm=confirm,
                progress=progress,
                stop=stop,
            )
        except Stopped:
            say("Stopped before anything was changed.")
            raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json({**generate_document(outcome.cards), "applied": outcome.applied})
    say_ingest(outcome.notes)
    for note in outcome.missing:
        say(f"– {note.path} is not there any more; its cards stay as they are until you decide on the Changes page.")
    say_generate(outcome.cards)
    if not outcome.applied:
        say("Nothing was changed in the cards.")
    if stop.is_set() and outcome.cards.pending:
        raise typer.Exit(INTERRUPTED)
    if outcome.notes.errors and not outcome.notes.notes:
        raise typer.Exit(1)


def _choose(workspace: "Workspace", settings: Settings, writer: WriterName, model: str) -> "ChosenWriter":
    from dataclasses import replace

    from app.services.choose_writer import choose_writer
    from app.services.model_settings import model_settings

    holds = model_settings(workspace.db, workspace.learner, settings)
    chosen = choose_writer(writer.value, replace(holds, model=model or holds.model), rng=workspace.rng)
    say(chosen.said)
    return chosen


def follow_all(workspace: "Workspace", paths: list[Path]) -> None:
    """Places that were named once are followed: the server notices what is saved there, and a rescan reads it again."""
    from app.services.followed import follow

    for path in paths:
        if path.exists():
            follow(workspace.db, path, learner=workspace.learner, now=datetime.now(UTC))


def _read(workspace: "Workspace", paths: list[Path]) -> tuple[int, ...]:
    """Read the notes first; their ids."""
    from app.services.ingest import ingest

    follow_all(workspace, paths)
    with progress_bar("reading") as progress:
        notes = ingest(
            workspace.db,
            paths,
            learner=workspace.learner,
            now=datetime.now(UTC),
            matcher=workspace.matcher,
            progress=progress,
        )
    for error in notes.errors:
        say(f"✗ {error.error}")
    return tuple(note.id for note in notes.notes)


def _carry_out(
    workspace: "Workspace", wishes: "RunWishes", chosen: "ChosenWriter", stop: threading.Event
) -> "GenerateReport":
    """A new run, or the rest of one that asked for the same and was not finished."""
    from app.services.choose_writer import author_of
    from app.services.run_carry_out import carry_out
    from app.services.run_plan import plan_run, resume, unfinished_run

    db, learner, author = workspace.db, workspace.learner, author_of(chosen.writer)
    unfinished = unfinished_run(db, learner, wishes)
    if unfinished is None:
        run_id = plan_run(db, learner, wishes, author=author, now=datetime.now(UTC))
    else:
        run_id, left = unfinished
        say(f"Going on with run {run_id}: {plural(left, 'section')} left.")
        resume(db, learner, run_id, author=author)
    with run_bar("writing") as progress:
        return carry_out(
            db,
            run_id,
            writer=chosen.writer,
            learner=learner,
            matcher=workspace.matcher,
            rng=workspace.rng,
            now=lambda: datetime.now(UTC),
            stop=stop,
            progress=progress,
            neighbourhood=chosen.neighbourhood,
        )
