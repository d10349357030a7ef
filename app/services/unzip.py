"""A zip of notes, unpacked as if it came from an enemy: names are checked first, bytes are counted as they stream."""

import os
import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from app.errors import InvalidInputError
from app.notes.kinds import SUFFIXES

_DEEPEST = 32
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_ADVICE = "Unpack it yourself, look at what is inside, and name the folder instead."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a zip may hold: entries of any kind, and bytes of all its notes."""

    members: int = 10_000
    total_bytes: int = 100_000_000


def unpack(archive: IO[bytes], target: Path, limits: Limits | None = None) -> list[Path]:
    """Put the notes of a zip under `target`, in their folders; whatever is no note is left out.

    Nothing is written before every name has been checked, and nothing stays when a limit is passed on the way.

    Raises:
        InvalidInputError: not a readable zip, a name that leads out of the folder, a link, a password, or too much.
    """
    limits = limits or Limits()
    staging = target.with_name(f".{target.name}.unpacking-{os.getpid()}-{id(archive)}")
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _checked(opened, limits)
            staging.mkdir(parents=True)
            _extract(opened, members, staging, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, OSError) as error:
        _discard(staging)
        raise InvalidInputError(f"The zip cannot be read ({error}); nothing of it was kept.", advice=_ADVICE) from error
    except BaseException:
        _discard(staging)
        raise
    return _settle(staging, target, [name for _, name in members])


def _checked(opened: zipfile.ZipFile, limits: Limits) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    entries = opened.infolist()
    if len(entries) > limits.members:
        raise InvalidInputError(
            f"The zip has {len(entries):,} entries; at most {limits.members:,} are read. Nothing was kept.",
            advice=_ADVICE,
        )
    members: dict[str, tuple[zipfile.ZipInfo, PurePosixPath]] = {}
    for entry in entries:
        name = _safe(entry)
        hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
        if entry.is_dir() or hidden or name.suffix.lower() not in SUFFIXES:
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise InvalidInputError("The zip is locked with a password; nothing was kept.", advice=_ADVICE)
        if str(name).casefold() in members:
            raise InvalidInputError(f"The zip holds {name} twice; nothing was kept.", advice=_ADVICE)
        members[str(name).casefold()] = (entry, name)
    if not members:
        raise InvalidInputError(
            f"The zip holds no notes: none of its files ends in {', '.join(SUFFIXES)}.",
            advice="Choose another one; nothing was kept.",
        )
    return list(members.values())


def _safe(entry: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's path, if it stays below the folder it is unpacked into."""
    raw = entry.filename
    name = PurePosixPath(raw)
    bad = (
        not name.parts
        or name.is_absolute()
        or ".." in name.parts
        or any(mark in raw for mark in ("\\", "\x00", ":"))
        or any(len(part.encode()) > 255 for part in name.parts)
        or len(name.parts) > _DEEPEST
        or stat.S_ISLNK(entry.external_attr >> 16)
    )
    if bad:
        raise InvalidInputError(
            f"The zip holds an entry that leads out of its folder ({raw[:80]!r}); nothing was kept.", advice=_ADVICE
        )
    return name


def _extract(
    opened: zipfile.ZipFile,
    members: list[tuple[zipfile.ZipInfo, PurePosixPath]],
    staging: Path,
    limits: Limits,
) -> None:
    total = 0
    for entry, name in members:
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(entry) as source, path.open("xb") as out:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                if total > limits.total_bytes:
                    raise InvalidInputError(
                        f"The zip unpacks to more than {limits.total_bytes // 1_000_000} MB; nothing of it was kept.",
                        advice=_ADVICE,
                    )
                out.write(chunk)


def _settle(staging: Path, target: Path, names: list[PurePosixPath]) -> list[Path]:
    """Move the finished files into place; a file that is there already is replaced, so its cards follow it."""
    placed = []
    try:
        for name in names:
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / name, path)
            placed.append(path)
    finally:
        _discard(staging)
    return placed


def _discard(staging: Path) -> None:
    shutil.rmtree(staging, ignore_errors=True)
