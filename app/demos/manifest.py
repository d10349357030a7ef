"""What the web process knows of the demos: manifest.json, written from the demo files by `python -m app.demos.manifest`.

Reading it costs no torch. A test writes it anew and compares, so it cannot fall behind the files.
"""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import app.demos
from app.demos.contract import Demo, Preset
from app.domain import DemoEntry
from app.errors import NotFoundError

MANIFEST = Path(__file__).with_name("manifest.json")


@dataclass(frozen=True)
class Manifest:
    """The entries of all demos, in the order of their topics and modules."""

    entries: tuple[DemoEntry, ...]

    @classmethod
    def load(cls, path: Path = MANIFEST) -> "Manifest":
        """Read the manifest that is shipped."""
        return cls(tuple(_entry(document) for document in json.loads(path.read_text("utf-8"))["demos"]))

    @cached_property
    def demo_of_concept(self) -> dict[str, str]:
        """The demo's id by concept id."""
        return {concept: entry.demo for entry in self.entries for concept in entry.presets}

    @cached_property
    def _by_concept(self) -> dict[str, DemoEntry]:
        return {concept: entry for entry in self.entries for concept in entry.presets}

    def for_concept(self, concept: str) -> DemoEntry:
        """The demo that shows a concept.

        Raises:
            NotFoundError: no demo does.
        """
        entry = self._by_concept.get(concept)
        if entry is None:
            raise NotFoundError(
                f"No demo shows “{concept}”.",
                advice="`torchdeck demo list` and the Concepts page name all that are shown.",
            )
        return entry


def _entry(document: dict[str, object]) -> DemoEntry:
    claims: object = document["claims"]
    assert isinstance(claims, dict)
    return DemoEntry(**{**document, "claims": {about: tuple(texts) for about, texts in claims.items()}})  # type: ignore[arg-type]


def describe(demo: Demo, module: str) -> DemoEntry:
    """A demo's line of the manifest. Presets are given in full, defaults included."""
    return DemoEntry(
        demo=demo.id,
        title=demo.title,
        topic=demo.topic,
        summary=demo.summary,
        module=module,
        presets={concept: demo.settings(concept).model_dump() for concept in demo.presets},
        schema=demo.params.model_json_schema(),
        claims={concept: tuple(claim.text for claim in demo.claims_about(concept)) for concept in demo.presets},
        predictions={concept: _question(preset) for concept, preset in demo.presets.items()},
    )


def _question(preset: Preset) -> dict[str, object]:
    return {"question": preset.predict.question, "options": list(preset.predict.options)}


def generate() -> str:
    """The manifest's text, from every module of app/demos/<topic>/ that holds a `demo`. Imports torch."""
    entries = [describe(demo, module) for module, demo in demos()]
    return json.dumps({"demos": [asdict(entry) for entry in entries]}, indent=1, ensure_ascii=False) + "\n"


def demos() -> Iterator[tuple[str, Demo]]:
    """(module name, demo) of every demo file. Imports torch."""
    for package in pkgutil.iter_modules(app.demos.__path__, "app.demos."):
        if not package.ispkg:
            continue
        for module in pkgutil.iter_modules(importlib.import_module(package.name).__path__, f"{package.name}."):
            demo = getattr(importlib.import_module(module.name), "demo", None)
            if isinstance(demo, Demo):
                yield module.name, demo


if __name__ == "__main__":
    MANIFEST.write_text(generate(), "utf-8")
