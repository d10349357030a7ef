"""The `torchdeck` command. Each command calls one service and prints; heavy imports wait until their command runs."""

import gc
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from app import __version__
from app.cli_demo import demo_app
from app.cli_output import (
    card_document,
    fail,
    generate_document,
    ingest_document,
    plural,
    print_json,
    progress_bar,
    say,
    say_generate,
    say_ingest,
)
from app.config import Settings
from app.domain import CardStatus
from app.errors import TorchdeckError

if TYPE_CHECKING:
    from app.services.generate import GenerateReport

cli = typer.Typer(
    name="torchdeck",
    help="Flashcards you can run: markdown notes to spaced-repetition cards, with a PyTorch demo behind every concept.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
cli.add_typer(demo_app, name="demo")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]
Paths = Annotated[list[Path] | None, typer.Argument(help="Notes or folders of notes; none means all known notes.")]


class WriterName(StrEnum):
    """Who writes the cards."""

    AUTO = "auto"
    OLLAMA = "ollama"
    EXTRACTIVE = "extractive"


WriterOption = Annotated[WriterName, typer.Option("--writer", help="Who writes the cards.")]
ModelOption = Annotated[str, typer.Option("--model", help="The model's name, for the ollama writer.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"torchdeck {__version__}")
        raise typer.Exit


@cli.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Options before any command."""


@cli.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; beyond this machine needs a password.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
) -> None:
    """Serve the pages for studying, until Ctrl-C."""
    # What is imported here stays until the end: collecting garbage among it would take a sixth of the start.
    gc.disable()
    from app.serve import serve as run_server

    gc.freeze()
    gc.enable()
    changed: dict[str, object] = {}
    if host is not None:
        changed["host"] = host
    if port is not None:
        changed["port"] = port
    run_server(Settings().changed(**changed), open_browser=not no_open, say=say)


@cli.command("ingest")
def ingest_command(paths: Paths = None, as_json: Json = False) -> None:
    """Read notes and find their sections."""
    from app.services.ingest import ingest
    from app.services.regenerate import known_notes
    from app.services.workspace import open_workspace

    with open_workspace(Settings()) as workspace, progress_bar("reading") as progress:
        report = ingest(
            workspace.db,
            paths or known_notes(workspace.db, workspace.learner),
            learner=workspace.learner,
            now=datetime.now(UTC),
            matcher=workspace.matcher,
            progress=progress,
        )
    if as_json:
        print_json(ingest_document(report))
    say_ingest(report)
    if report.errors and not report.notes:
        raise typer.Exit(1)


@cli.command("generate")
def generate_command(
    paths: Paths = None,
    writer: WriterOption = WriterName.AUTO,
    model: ModelOption = "",
    as_json: Json = False,
) -> None:
    """Write cards for every section that has none yet (reading the given notes first)."""
    from app.services.choose_writer import choose_writer
    from app.services.model_settings import model_settings
    from app.services.generate import generate
    from app.services.ingest import ingest
    from app.services.workspace import open_workspace

    settings = Settings()
    with open_workspace(settings) as workspace, progress_bar("writing") as progress:
        chosen = choose_writer(
            writer.value, model_settings(workspace.db, workspace.learner, settings), rng=workspace.rng
        )
        note_ids = None
        if paths:
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
            note_ids = [note.id for note in notes.notes]
        report = generate(
            workspace.db,
            writer=chosen.writer,
            learner=workspace.learner,
            now=datetime.now(UTC),
            rng=workspace.rng,
            matcher=workspace.matcher,
            note_ids=note_ids,
            progress=progress,
        )
    if as_json:
        print_json(generate_document(report))
    say_generate(report)
    if paths and not note_ids:
        raise typer.Exit(1)


@cli.command("regenerate")
def regenerate_command(
    paths: Paths = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change no card.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    writer: WriterOption = WriterName.AUTO,
    as_json: Json = False,
) -> None:
    """Follow notes that changed: cards whose passage stands stay untouched, the others get a verdict."""
    from app.services.choose_writer import choose_writer
    from app.services.model_settings import model_settings
    from app.services.regenerate import regenerate
    from app.services.workspace import open_workspace

    def confirm(plan: "GenerateReport") -> bool:
        for each in plan.verdicts:
            say(f"  {each.verdict.value:8} {each.question}")
        if dry_run:
            return False
        asks = not yes and not as_json and sys.stdin.isatty() and bool(plan.verdicts)
        return typer.confirm("Apply?", err=True) if asks else True

    settings = Settings()
    with open_workspace(settings) as workspace, progress_bar("following") as progress:
        outcome = regenerate(
            workspace.db,
            paths or [],
            writer=choose_writer(
                writer.value, model_settings(workspace.db, workspace.learner, settings), rng=workspace.rng
            ).writer,
            learner=workspace.learner,
            now=datetime.now(UTC),
            rng=workspace.rng,
            matcher=workspace.matcher,
            confirm=confirm,
            progress=progress,
        )
    if as_json:
        print_json({**generate_document(outcome.cards), "applied": outcome.applied})
    say_ingest(outcome.notes)
    say_generate(outcome.cards)
    if not outcome.applied:
        say("Nothing was changed in the cards.")
    if outcome.notes.errors and not outcome.notes.notes:
        raise typer.Exit(1)


@cli.command("cards")
def cards_command(
    note: Annotated[Path | None, typer.Option("--note", help="Only the cards of this note.")] = None,
    status: Annotated[CardStatus | None, typer.Option("--status", help="Only cards of this status.")] = None,
    as_json: Json = False,
) -> None:
    """List the cards with their sources."""
    from app.services.list_cards import list_cards
    from app.services.workspace import open_workspace

    settings = Settings()
    with open_workspace(settings) as workspace:
        cards = list_cards(workspace.db, workspace.learner, workspace.catalogue, note=note, status=status)
    if as_json:
        print_json({"cards": [card_document(card, settings) for card in cards]})
        return
    for card in cards:
        print(f"{card.question}\n    {card.answer}\n    {Path(card.note).name}:{card.start_line}\n")
    say(f"{plural(len(cards), 'card')}.")


@cli.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(help="The .apkg file to write.", dir_okay=False)],
    deck: Annotated[str, typer.Option("--deck", help="The name of the deck in Anki.")] = "Torchdeck",
    with_scheduling: Annotated[
        bool, typer.Option("--with-scheduling", help="Take schedules and history along.")
    ] = False,
) -> None:
    """Write an Anki deck; importing a later one updates its cards and never doubles them."""
    from app.services.export import export
    from app.services.workspace import open_workspace

    settings = Settings()
    with open_workspace(settings) as workspace:
        report = export(
            workspace.db,
            file,
            deck=deck,
            with_scheduling=with_scheduling,
            learner=workspace.learner,
            now=datetime.now(UTC),
            base_url=f"http://{settings.host}:{settings.port}",
        )
    say(f"{plural(report.cards, 'card')} in {plural(report.decks, 'deck')}: {file}")


@cli.command("doctor")
def doctor_command(
    quick: Annotated[bool, typer.Option("--quick", help="Only look; ask the model nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Check the database, the model's server and its ways, the device and the disk, and say what to do."""
    from app.services.doctor import examine

    report = examine(Settings(), now=datetime.now(UTC), quick=quick, say=say)
    if as_json:
        print_json(report.document())
    for check in report.checks:
        say(f"{'✓' if check.ok else '✗' if check.needed else '–'} {check.name}: {check.finding}")
        if check.advice:
            say(f"    {check.advice}")
    if not report.ok:
        raise typer.Exit(1)


@cli.command("backup")
def backup_command(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Copy everything (notes, cards, schedules, reviews) into one file, while the server may be running."""
    from app.services.backup import backup
    from app.services.workspace import open_workspace

    with open_workspace(Settings()) as workspace:
        backup(workspace.db, file)
    say(f"The backup is in {file}.")


@cli.command("restore")
def restore_command(file: Annotated[Path, typer.Argument(help="A backup made by `torchdeck backup`.")]) -> None:
    """Put a backup in place of the present data, which is kept aside."""
    from app.services.backup import restore

    kept = restore(file, Settings())
    say("The backup is in place." + (f" What was there before is in {kept}." if kept else ""))


def main() -> None:
    """The console script: 0 done, 1 failed with a message, 2 wrong usage."""
    try:
        cli()
    except TorchdeckError as error:
        sys.exit(fail(error))
    except ValidationError as error:
        for problem in error.errors():
            say(f"torchdeck: setting {'.'.join(map(str, problem['loc'])).upper()}: {problem['msg']}")
        sys.exit(2)
