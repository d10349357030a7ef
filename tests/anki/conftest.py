"""A real Anki to import into, and rows to export."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.anki.rows import ExportCard
from app.domain import CardKind
from tests.anki.desktop import Desktop
from tests.samples import NOW


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    anki = Desktop(tmp_path / "anki.anki2")
    yield anki
    anki.col.close()


@pytest.fixture
def make_card() -> Callable[..., ExportCard]:
    """A plain card, with what the test is about changed."""

    def make(**changes: object) -> ExportCard:
        values: dict[str, object] = {
            "id": "5f0c7d1e-0000-4000-8000-000000000001",
            "kind": CardKind.BASIC,
            "question": "What drives osmosis?",
            "answer": "The difference in **water potential**.",
            "quote": "**Driving force:** The difference in water potential",
            "source": "Membranes › Osmosis, line 7",
            "deck": ("Torchdeck", "Membranes", "Osmosis"),
            "tags": ("note::Membranes",),
            "links": (),
            "created_at": NOW,
            "changed_at": NOW,
        }
        return ExportCard(**{**values, **changes})  # type: ignore[arg-type]

    return make
