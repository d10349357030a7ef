"""The `torchdeck` command. Each command calls one service and prints; heavy imports wait until their command runs."""

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app import __version__
from app.cli_demo import demo_app
from app.cli_generate import follow_all, generate_command, regenerate_command
from app.cli_options import Json, Paths
from app.cli_output import card_document, fail, ingest_document, plural, print_json, progress_bar, say, say_ingest
from app.config import Settings
from app.domain import CardStatus
from app.errors import TorchdeckError

cli = typer.Typer(
    name="torchdeck",
    help="Flashcards you can run: markdown notes to spaced-repetition cards, with a PyTorch demo behind every concept.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
cli.add_typer(demo_app, name="demo")


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
        follow_all(workspace, paths or [])
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


cli.command("generate")(generate_command)
cli.command("regenerate")(regenerate_command)


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
