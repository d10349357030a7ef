"""A real workspace on disk, and notes to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.config import Settings
from app.services.workspace import Workspace, open_workspace
from tests.samples import OSMOSIS


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(Settings(home=tmp_path / "home", zone="UTC")) as opened:
        yield opened


@pytest.fixture
def write_note(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str = OSMOSIS, name: str = "membranes.md") -> Path:
        path = tmp_path / "vault" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
