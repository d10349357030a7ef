"""New notes from the browser: kept as files, then read and written into cards."""

import os
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from app.concepts.matcher import Matcher
from app.db.engine import Database
from app.domain import Learner
from app.errors import InvalidInputError, UnavailableError
from app.notes.kinds import SUFFIXES
from app.services.choose_writer import AnyWriter, is_slow
from app.services.unzip import unpack

if TYPE_CHECKING:
    from app.services.generate import GenerateReport
    from app.services.ingest import IngestReport

Progress = Callable[[str, int, int, str], None]
"""Called with (stage, done, total, what)."""

Refused = tuple[str, str]
"""The name of a file that was not kept, and why."""

_UNSAFE = re.compile(r"[^\w\s.,()+-]+")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class AddReport:
    """What reading gave, and what writing gave.

    `cards` is None where no note could be read, or where a model writes them: that is the run `run_id`, which goes on.
    `said` is the sentence given: who wrote `cards`, and why no model did.
    """

    notes: "IngestReport"
    cards: "GenerateReport | None" = None
    run_id: int = 0
    said: str = ""


def add_notes(
    db: Database,
    paths: Sequence[Path],
    *,
    writer: AnyWriter,
    learner: Learner,
    now: datetime,
    rng: random.Random,
    matcher: Matcher,
    progress: Progress,
    start_run: Callable[[Sequence[int]], int],
    refused: Sequence[Refused] = (),
    said: str = "",
) -> AddReport:
    """Read notes and have cards written for whatever is new in them; what was refused before is reported with the rest.

    The built-in writer is done in a moment. A model takes its time: `start_run` is then given the notes' ids, begins a
    run over them and returns its number. `said` is a sentence about the writer, for the report.

    Raises:
        StorageError: the database cannot be written; whole notes done before stay.
    """
    # Here, because reading and writing are a fifth of all our modules, and the server starts without them.
    from app.services.generate import generate
    from app.services.ingest import FileError, ingest

    read = ingest(
        db,
        paths,
        learner=learner,
        now=now,
        matcher=matcher,
        progress=lambda done, total, what: progress("Reading notes", done, total, what),
    )
    read = replace(read, errors=(*(FileError(name, why) for name, why in refused), *read.errors))
    note_ids = [note.id for note in read.notes]
    if not note_ids:
        return AddReport(read)
    if is_slow(writer):
        return AddReport(read, run_id=start_run(note_ids))
    written = generate(
        db,
        writer=writer,
        learner=learner,
        now=now,
        rng=rng,
        matcher=matcher,
        note_ids=note_ids,
        progress=lambda done, total, what: progress("Writing cards", done, total, what),
        asks=True,
    )
    return AddReport(read, written, said=said)


def keep_uploads(folder: Path, uploads: Sequence[tuple[str, IO[bytes]]]) -> tuple[list[Path], list[Refused]]:
    """Keep uploaded files by name in `folder`; one that cannot be used does not stop the others.

    Raises:
        InvalidInputError: none of them can be used.
        UnavailableError: the disk did not take one.
    """
    kept: list[Path] = []
    refused: list[Refused] = []
    for name, content in uploads:
        try:
            kept += keep_upload(folder, name, content)
        except InvalidInputError as error:
            refused.append((name, str(error) if name in str(error) else f"{name}: {error}"))
            if len(refused) == len(uploads):
                raise
    return kept, refused


def keep_upload(folder: Path, name: str, content: IO[bytes]) -> list[Path]:
    """Keep one uploaded file in `folder`: a note under its own name, a zip as a folder of its notes.

    A file of the same name is replaced, so that its cards follow the new text.

    Raises:
        InvalidInputError: neither a note nor a zip, or a zip that cannot be trusted.
        UnavailableError: the disk did not take it.
    """
    plain = PurePosixPath(name.replace("\\", "/")).name
    stem, ending = Path(plain).stem, Path(plain).suffix.lower()
    if ending == ".zip":
        return unpack(content, folder / safe_name(stem))
    if ending not in SUFFIXES:
        raise InvalidInputError(
            f"“{plain}” is not a kind of note that Torchdeck reads; it was not kept.",
            advice=f"Choose files that end in {', '.join(SUFFIXES)}, or a zip of them.",
        )
    return [_write(folder / f"{safe_name(stem)}{ending}", content.read())]


def keep_text(folder: Path, title: str, text: str) -> Path:
    """Keep pasted text as a markdown file named after its title.

    Raises:
        InvalidInputError: a note of that title is there already.
        UnavailableError: the disk did not take it.
    """
    path = folder / f"{safe_name(title)}.md"
    if path.exists():
        raise InvalidInputError(
            f"There is a pasted or uploaded note called “{path.stem}” already; it was left as it is.",
            advice="Go back and give this one another title.",
        )
    return _write(path, text.replace("\r\n", "\n").encode())


def local_path(typed: str) -> Path:
    """A file or folder on this machine, as typed.

    Raises:
        InvalidInputError: there is nothing there.
    """
    path = Path(typed.strip().strip("\"'")).expanduser()
    if not path.is_absolute():
        raise InvalidInputError(
            f"“{typed.strip()}” does not say where it is; nothing was read.",
            advice="Give the whole path, such as /home/you/notes or ~/notes.",
        )
    if not path.exists():
        raise InvalidInputError(f"There is nothing at {path}.", advice="Check the spelling of the path.")
    return path.resolve()


def safe_name(name: str) -> str:
    """A file name made of a title: letters, digits and spaces of any language, never hidden, never a path."""
    text = _UNSAFE.sub(" ", unicodedata.normalize("NFC", name))
    text = " ".join(text.split()).strip(" .")
    while len(text.encode()) > _LONGEST_NAME:
        text = text[:-1].rstrip(" .")
    return text or "Untitled"


def _write(path: Path, content: bytes) -> Path:
    """Write a whole file or none: a reader never sees half of it."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UnavailableError(
            f"The note could not be kept at {path} ({error.strerror}).", advice="Free some space and try again."
        ) from error
    return path
