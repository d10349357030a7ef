"""The shapes that make parsers slow, 16 kB of each: the worst time to render, to cut, and to read and write cards.

    python -m tests.benchmarks.hostile

Each time stands beside that of an ordinary note as long, in the same run.
"""

from collections.abc import Callable
from functools import partial

from app.generator.extractive.writer import ExtractiveWriter
from app.generator.writer import SectionContext
from app.notes.render import render
from app.notes.repair import repair
from app.notes.sections import cut
from tests.benchmarks.corpus import many_notes
from tests.benchmarks.measure import heading, median, row, shown, table, timed, turns, verdict
from tests.notes.hostile_shapes import SIZE, TEXTS

ROUNDS, SECONDS = 3, 0.5
ORDINARY = "an ordinary note"


def main() -> None:
    """Print the tables."""
    heading("Hostile notes", f"Target: no shape of {SIZE // 1000} kB takes more than {SECONDS} s in any of these.")
    ordinary = next(text for _, text in many_notes(0.1))[:SIZE]
    worst: dict[str, float] = {}
    table(["16 kB", ORDINARY, "the worst shape", "its time", "x ordinary"])
    for job, run in JOBS.items():
        usual = median(turns({ORDINARY: partial(timed, partial(run, ordinary))}, ROUNDS)[ORDINARY])
        shape, worst[job] = slowest(run)
        row(
            job,
            shown(usual),
            f"`{shape.replace('|', '¦').replace('`', '´')}`",
            shown(worst[job]),
            f"{worst[job] / usual:.1f}",
        )
    print()
    table(["target", "measured"])
    for job, seconds in worst.items():
        row(f"{job}, seconds", verdict(seconds, SECONDS))


def slowest(run: Callable[[str], object]) -> tuple[str, float]:
    """The shape that takes longest and the median of its times; all are tried once, the three worst again."""
    once = {name: timed(partial(run, text)) for name, text in TEXTS.items()}
    candidates = sorted(once, key=once.__getitem__)[-3:]
    found = turns({name: partial(timed, partial(run, TEXTS[name])) for name in candidates}, ROUNDS)
    medians = {name: median(seconds) for name, seconds in found.items()}
    name = max(medians, key=medians.__getitem__)
    return name, medians[name]


def cut_up(text: str) -> int:
    """How many sections a text has."""
    return len(cut(repair(text), "Note")[1])


def write(text: str) -> int:
    """How many drafts the built-in writer makes of a whole text, cut before."""
    title, sections = cut(repair(text), "Note")
    writer, context = ExtractiveWriter(), SectionContext(title)
    return sum(len(writer.write(section, context).drafts) for section in sections)


JOBS: dict[str, Callable[[str], object]] = {"render": render, "repair and cut": cut_up, "outline and write": write}

if __name__ == "__main__":
    main()
