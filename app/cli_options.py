"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]
Paths = Annotated[list[Path] | None, typer.Argument(help="Notes or folders of notes; none means all known notes.")]
