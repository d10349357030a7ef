"""Notes from files: found, read, decoded, repaired and cut. Every way a file can be wrong has its own sentence."""

import codecs
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from app.domain import Note
from app.errors import InvalidInputError
from app.notes.headings import plain_title
from app.notes.kinds import SUFFIXES
from app.notes.repair import repair
from app.notes.sections import cut

LARGEST = 5 * 1024 * 1024
MOST_SECTIONS = 20_000
_SAVE_AS_UTF8 = "Open it in an editor that shows its letters right, and save it with the encoding UTF-8."
_SAFE = "It was left as it is, and every other note is still ingested."
_ID = re.compile(r"(?<=\S) [0-9a-f]{32}$|^\d{12}(?:\d\d)?[ .-]+(?=\S)|^\d{4}-\d\d-\d\d[ -]+(?=\S)")
_OTHER_KINDS = (
    (re.compile(rb"%PDF-"), "is a PDF", "Copy its text into a file that ends in .txt."),
    (re.compile(rb"PK\x03\x04"), "is a Word document or a ZIP archive", "Save it as plain text or markdown."),
    (re.compile(rb"\{\\rtf"), "is rich text (RTF)", "Save it as plain text or markdown."),
    (
        re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE),
        "is a web page",
        "Copy its text into a file of its own.",
    ),
    (re.compile(rb"(?:[^\x00]\x00){8}|(?:\x00[^\x00]){8}"), "is UTF-16 without a byte order mark", _SAVE_AS_UTF8),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def find_notes(path: Path) -> list[Path]:
    """The notes at `path`: itself, or all below a folder in sorted order.

    Hidden files and folders are skipped, and so are links that lead out of the folder. Raises InvalidInputError where
    there is no such path, or where a single file is not of a kind we read.
    """
    if path.is_dir():
        return list(_walk(path, path.resolve()))
    if not path.exists():
        raise InvalidInputError(f"There is no file or folder {path}.", advice="Check the spelling of the path.")
    if path.suffix.lower() not in SUFFIXES:
        kinds = ", ".join(SUFFIXES)
        raise _unusable(path, f"is not a kind of note that Torchdeck reads ({kinds})", "Save it as one of these.")
    return [path]


def load(path: Path) -> Note:
    """Reads one note. Raises InvalidInputError that names the file, what is safe and what to do.

    UTF-8 (with or without a byte order mark) and UTF-16 with one are read. Other encodings are not guessed at: a wrong
    guess would put silent nonsense on cards.
    """
    return _parse(path, _read(path))


def load_changed(path: Path, content_hash: str) -> Note | None:
    """Reads one note, unless its content is what `content_hash` was made of. Raises as `load` does."""
    content = _read(path)
    return None if hashlib.sha256(content).hexdigest() == content_hash else _parse(path, content)


def _parse(path: Path, content: bytes) -> Note:
    text = repair(_decode(path, content))
    if not text.strip():
        raise _unusable(path, "is empty", "Write something in it, or delete it.")
    title, sections = cut(text, _title_of_file(path))
    if len(sections) > MOST_SECTIONS:
        raise _unusable(path, f"has more than {MOST_SECTIONS:,} headings", "Split it into several notes.")
    return Note(str(path), title, text, hashlib.sha256(content).hexdigest(), sections)


def _walk(folder: Path, root: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
    except OSError as error:
        raise _unusable(folder, f"cannot be opened ({error.strerror})", "Check its permissions.") from error
    for entry in entries:
        if entry.name.startswith(".") or not _is_inside(entry, root):
            continue
        if entry.is_dir():
            if not entry.is_symlink():  # what a link inside the root leads to is found by its own name
                yield from _walk(entry, root)
        elif entry.suffix.lower() in SUFFIXES and entry.is_file():
            yield entry


def _is_inside(entry: Path, root: Path) -> bool:
    return not entry.is_symlink() or Path(os.path.realpath(entry)).is_relative_to(root)


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _unusable(path, "is not a file", "Name a note or a folder.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})", "Check its permissions.") from error
    if len(content) > LARGEST:
        raise _unusable(path, "is larger than 5 MB", "Split it into several notes.")
    return content


def _decode(path: Path, content: bytes) -> str:
    for kind, what, advice in _OTHER_KINDS:
        if kind.match(content.removeprefix(codecs.BOM_UTF8)):
            raise _unusable(path, what, advice)
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    if encoding != "utf-16" and _is_binary(content):
        raise _unusable(path, "is not text", "Export it as markdown first, or rename it if it is not a note.")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unusable(
            path,
            f"is not valid {encoding.removesuffix('-sig').upper()} (line {line})",
            _SAVE_AS_UTF8,
        ) from error


def _is_binary(content: bytes) -> bool:
    """More than a stray NUL or control character, judged by the first 8 kB as git does."""
    head = content[:8192]
    control = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
    return control > max(3, len(head) // 100)


def _title_of_file(path: Path) -> str:
    """The file's name as words, without the id that Notion or a Zettelkasten puts beside them, nor a post's date."""
    words = " ".join(path.stem.replace("_", " ").split())
    return plain_title(_ID.sub("", words)) or words or path.name


def _unusable(path: Path, what: str, advice: str) -> InvalidInputError:
    return InvalidInputError(f"{path} {what}. {_SAFE}", advice=advice)
