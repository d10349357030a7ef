"""A section of many like facts, and a model's reply that makes a card of each fact it is shown."""

import re

from app.generator.writer import WritingTask
from tests.generator.model.scripted import Call, card, cards, task

FACT = "Stone number {n} is called after its finder {name}, who dug it up in the year {year}."
NAMES = [f"{first}{last}" for first in ("Ar", "Bel", "Cor", "Dan", "El") for last in ("mund", "win", "rick", "otho")]
FACTS = [FACT.format(n=n, name=NAMES[n % 20], year=1500 + n) for n in range(200)]


def quoting(call: Call) -> str:
    """A card for each sentence of the section that the call shows, up to the most it may have."""
    found = re.findall(r"Stone number (\d+) is called", call.last)
    most = call.schema["properties"]["cards"]["maxItems"]  # type: ignore[index]
    return cards(*(card(FACTS[int(n)], f"Who found stone number {n}?", NAMES[int(n) % 20]) for n in found[:most]))


def long_task(count: int, **more: str) -> WritingTask:
    return task("## Stones\n\n" + "\n\n".join(FACTS[:count]), "Rocks", "Stones", **more)
