"""Shapes that make parsers slow: none of 16 kB explodes, in rendering, marking or cutting.

The target, half a second, is measured by `make bench`. What blows up takes minutes, so the bound here is wide and holds
on a busy machine too; processor time is measured.
"""

from time import process_time

import pytest

from app.notes.render import render, render_for_anki, render_inline, render_passage
from app.notes.repair import repair
from app.notes.sections import cut
from tests.notes.hostile_shapes import TEXTS, text_of

SECONDS = 20
SECONDS_FOR_LONG_TEXTS = 60


@pytest.mark.parametrize("name", TEXTS)
def test_sixteen_kilobytes_never_explode(name: str) -> None:
    text = TEXTS[name]
    jobs = {
        "render": lambda: render(text),
        "inline": lambda: render_inline(text),
        "anki": lambda: render_for_anki(text),
        "passage": lambda: render_passage(text, [(0, 5), (10, len(text) - 10)]),
        "cut": lambda: cut(repair(text), "x"),
    }
    for job, run in jobs.items():
        started = process_time()
        run()
        assert process_time() - started < SECONDS, job


@pytest.mark.parametrize("shape", ["![[]()", "- a⏎"])
def test_a_long_text_is_rendered_in_parts(shape: str) -> None:
    """In one piece, a text eight times as long could take 64 times the time."""
    text = text_of(shape, 128_000)
    started = process_time()
    render(text)
    assert process_time() - started < SECONDS_FOR_LONG_TEXTS


@pytest.mark.parametrize(
    "shape", ["<!--⏎", ":::note⏎", "```{raw}⏎", "␣␣```⏎", "Word⏎⏎", "$$a⏎⏎", "- a⏎␣␣␣# b⏎", "%%⏎", "Word⏎•␣a⏎", "~~~~⏎"]
)
def test_half_a_megabyte_of_openings_is_cut_in_proportion(shape: str) -> None:
    text = text_of(shape) * 32
    started = process_time()
    cut(text, "x")
    assert process_time() - started < SECONDS_FOR_LONG_TEXTS


def test_a_table_within_bounds_is_a_table_and_a_huge_one_its_source() -> None:
    fair = "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 300
    assert render(fair).count("<tr>") == 301
    huge = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|x\n" * 200
    shown = render(f"before\n\n{huge}\nafter")
    assert "<table>" not in shown
    assert "<pre><code>|a|a" in shown
    assert shown.startswith("<p>before</p>")
    assert shown.rstrip().endswith("<p>after</p>")
