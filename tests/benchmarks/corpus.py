"""Notes to measure with: five documents in the shapes that notes come in, about 80 kB, written from one word list.

One is pasted from a PDF (bare heading lines, stray dashes, one-space bullets), two carry mojibake in two codecs, one is
terse and deep, one is tidy. What they say is made up; how they are set is not.
"""

import random
from collections.abc import Iterator
from pathlib import Path

_THINGS = """
    glacier moraine estuary aquifer monsoon savanna peatland lagoon fjord delta tundra permafrost plateau canyon
    sandbar geyser caldera watershed floodplain oxbow escarpment karst sinkhole wetland reef atoll
""".split()
_QUALITIES = "layered shallow seasonal fertile brittle saline sheltered porous steep slow ancient mixed".split()
_DEEDS = "stores carries filters reshapes cools slows gathers releases divides shelters feeds records".split()
_MATTERS = "sediment meltwater nutrients rainfall heat salt pollen carbon silt groundwater driftwood pebbles".split()


class _Words:
    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._numbers = iter(range(seed * 1_000, 1_000_000))

    def term(self) -> str:
        """A term that no other section defines."""
        first, second = self._rng.sample(_THINGS, 2)
        return f"{first.capitalize()} {second} {next(self._numbers)}"

    def clause(self) -> str:
        rng = self._rng
        return (
            f"a {rng.choice(_QUALITIES)} {rng.choice(_THINGS)} that {rng.choice(_DEEDS)} {rng.choice(_MATTERS)} "
            f"and {rng.choice(_DEEDS)} {rng.choice(_MATTERS)} near the {rng.choice(_THINGS)}"
        )

    def sentence(self) -> str:
        rng = self._rng
        return (
            f"The {rng.choice(_THINGS)} {rng.choice(_DEEDS)} {rng.choice(_MATTERS)} whenever "
            f"the {rng.choice(_QUALITIES)} {rng.choice(_THINGS)} {rng.choice(_DEEDS)} more {rng.choice(_MATTERS)} "
            f"than it can hold."
        )


def _section(words: _Words, heading: str, *, dash: str = "- ") -> str:
    """A definition, prose, labelled properties, steps and a formula."""
    term = words.term()
    bullets = "\n".join(f"{dash}**{label}:** {words.sentence()}" for label in ("Function", "Limitation", "Example"))
    steps = "\n".join(f"{number}. {words.sentence()}" for number in (1, 2, 3))
    return (
        f"{heading}{term}\n\n**{term}** is {words.clause()}. {words.sentence()} {words.sentence()}\n\n{bullets}\n\n"
        f"**Process:**\n\n{steps}\n\nIts yield is given by:\n\n$$y = \\frac{{a x^2 + b}}{{1 + e^{{-k t}}}}$$\n"
    )


def _pasted(words: _Words, sections: int) -> str:
    parts = [_section(words, "", dash="-\n ").replace("**Process:**\n\n", "Process:\n") for _ in range(sections)]
    return "\n\n\n".join(parts)


def _outline(words: _Words, title: str, sections: int, level: str = "## ") -> str:
    return f"# {title}\n\n{words.sentence()}\n\n" + "\n".join(_section(words, level) for _ in range(sections))


def five_notes(folder: Path) -> int:
    """Write the five documents; returns their size in bytes."""
    tidy = _outline(_Words(1), "Rivers and coasts", 4)
    deep = "# Ice\n\n" + "\n".join(_section(_Words(20 + n), "#" * (2 + n % 4) + " ") for n in range(7))
    flags = _outline(_Words(3), "Warm seas", 8).replace("## ", "## 🌊 ").encode().decode("mac_roman")
    quotes = _outline(_Words(4), "Dry lands", 10).replace("The ", "The “dry” ").encode().decode("latin-1")
    documents = {
        "tidy.md": tidy,
        "deep.md": deep,
        "mac.md": flags,
        "latin.md": quotes,
        "pasted.txt": _pasted(_Words(5), 55),
    }
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sum(path.stat().st_size for path in folder.iterdir())


def many_notes(megabytes: float) -> Iterator[tuple[str, str]]:
    """(name, text) of notes of some 100 kB each, until there are so many megabytes."""
    size, number = 0, 0
    while size < megabytes * 1e6:
        text = _outline(_Words(100 + number), f"Field notes {number}", 110)
        size += len(text.encode())
        yield f"notes-{number:04}.md", text
        number += 1
