"""Judging a draft: what all gates cost, and what the nearest of a hundred thousand vectors cost beside plain numpy.

python -m tests.benchmarks.judging
"""

import dataclasses
import time
import tracemalloc

import numpy as np

from app.domain import Section
from app.generator.gates.chain import judge
from app.generator.vectors import VectorIndex
from tests.benchmarks.measure import heading, median, row, shown, table, timed, turns, verdict
from tests.generator.gates.case_files import Case, all_cases

ROUNDS, KIB = 5, 16
CARDS, NUMBERS, DRAFTS = 100_000, 768, 6
MILLISECONDS = 1.0


def main() -> None:
    """Print the tables."""
    cases = all_cases()
    heading("Judging a draft", f"{len(cases)} labelled drafts, each with words that no gate has met before.")
    table(["section", "all gates, a draft"])
    short = median([gates(cases, number, 0) for number in range(ROUNDS)])
    long = median([gates(cases, number, KIB) for number in range(ROUNDS)])
    row("as in the cases", shown(short))
    row(f"{KIB} kB", shown(long))
    print()
    table(["target", "measured"])
    row(f"a draft in {KIB} kB, ms", verdict(long * 1e3, MILLISECONDS))
    nearest()


def gates(cases: list[Case], number: int, kib: int) -> float:
    """Processor seconds for a draft. The section has been read before, as it has when its second draft is judged."""
    spent = 0.0
    for case in cases:
        section = lengthened(case.section, kib)
        judge(case.draft, section, case.deck)
        fresh = dataclasses.replace(case.draft, question=f"{number}{kib} {case.draft.question}")
        began = time.process_time()
        judge(fresh, section, case.deck)
        spent += time.process_time() - began
    return spent / len(cases)


def lengthened(section: Section, kib: int) -> Section:
    """The section with sentences after it, up to so many kB."""
    sentences = (f"Filler {each} is about membranes and ports of level {each % 7}." for each in range(kib * 20))
    return dataclasses.replace(section, text="\n\n".join((section.text, " ".join(sentences))))


def nearest() -> None:
    """The cards that lie near the drafts of one section, against a product of whole float32 matrices."""
    rng = np.random.default_rng(0)
    full = rng.standard_normal((CARDS, NUMBERS), dtype=np.float32)
    full /= np.linalg.norm(full, axis=1, keepdims=True)
    queries = [full[each].tobytes() for each in range(DRAFTS)]
    tracemalloc.start()
    index = VectorIndex()
    for each in range(CARDS):
        index.put(str(each), full[each].tobytes())
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    found = turns(
        {
            "ours": lambda: timed(lambda: index.nearest(queries, 5, 0.85)),
            "plain": lambda: timed(lambda: np.argmax(full @ full[:DRAFTS].T, axis=0)),
        },
        ROUNDS,
    )
    heading(f"The nearest of {CARDS:,} cards to {DRAFTS} drafts, {NUMBERS} numbers each")
    table(["", "time", "memory"])
    row("ours, eight bits a number", shown(median(found["ours"])), f"{kept / 2**20:.0f} MiB")
    row("float32 as a whole", shown(median(found["plain"])), f"{full.nbytes / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
