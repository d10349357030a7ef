"""What the web knows of the demos: manifest.json, written from the demo files by `python -m app.demos.manifest`.

Reading it costs no torch. A test writes it anew and compares, so it cannot fall behind the files.
"""

import importlib
import json
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import app.demos
from app.demos.contract import Demo
from app.domain import DemoEntry, DemoPreset
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


def _entry(document: Any) -> DemoEntry:
    presets = {
        concept: DemoPreset(**{**preset, "claims": tuple(preset["claims"]), "options": tuple(preset["options"])})
        for concept, preset in document["presets"].items()
    }
    return DemoEntry(**{**document, "presets": presets})


def generate() -> str:
    """The manifest's text, from every module of app/demos/<topic>/ that holds a `demo`. Imports torch."""
    entries = [asdict(entry) for entry in describe(list(demos()))]
    return json.dumps({"demos": entries}, indent=1, ensure_ascii=False) + "\n"


def describe(files: Sequence[tuple[str, Demo]]) -> list[DemoEntry]:
    """One entry per demo id; the file named after the id gives the title and the summary."""
    families: dict[str, list[tuple[str, Demo]]] = {}
    for module, demo in files:
        families.setdefault(demo.id, []).append((module, demo))
    return [_family(parts) for parts in families.values()]


def _family(parts: Sequence[tuple[str, Demo]]) -> DemoEntry:
    by_name = {module.rpartition(".")[2]: demo for module, demo in parts}
    lead = by_name[parts[0][1].id.replace("-", "_")]
    presets = {
        concept: _preset(module, demo, concept)
        for module, demo in sorted(parts, key=lambda part: part[1] is not lead)
        for concept in demo.presets
    }
    return DemoEntry(lead.id, lead.title, lead.topic, lead.summary, presets)


def _preset(module: str, demo: Demo, concept: str) -> DemoPreset:
    schema = demo.params.model_json_schema()
    offered = {
        name: field
        for name, field in schema["properties"].items()
        if not field["shown_for"] or concept in field.pop("shown_for")
    }
    predict = demo.presets[concept].predict
    return DemoPreset(
        module=module,
        summary=demo.presets[concept].summary,
        auto=demo.auto,
        settings=demo.settings(concept).model_dump(),
        schema={"type": "object", "properties": offered},
        claims=tuple(claim.text for claim in demo.claims_about(concept)),
        question=predict.question,
        options=tuple(predict.options),
    )


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
