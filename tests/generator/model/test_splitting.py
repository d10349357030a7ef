"""Long sections come apart at their blocks, without a gap and without a cut through code, tables or formulas."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.generator.model.budget import tokens_of_text
from app.generator.model.splitting import spans
from tests.generator.model.scripted import section

SENTENCE = "Sand is a loose material of small grains, and most of it is quartz. "
PARAGRAPH = SENTENCE * 6
CODE = "```python\n" + "\n".join(f"step_{n} = wash(step_{n - 1})" for n in range(20)) + "\n```"
TABLE = "| sand | glass |\n|---|---|\n" + "\n".join(f"| grain {n} | pane {n} |" for n in range(20))
MATHS = "$$\n" + "\n".join(f"x_{n} + y_{n} = z_{n}" for n in range(12)) + "\n$$"
LIST = "\n".join(f"- Grain number {n} was washed and dried before it was melted." for n in range(20))


def parts(text: str, budget: float) -> list[str]:
    home = section(text)
    found = spans(home, budget, tokens_of_text)
    assert [start for start, _ in found] == [0, *(end for _, end in found[:-1])]
    assert found[-1][1] == len(home.text)
    return [home.text[start:end] for start, end in found]


def test_what_fits_is_one_part() -> None:
    assert parts(f"## Sand\n\n{PARAGRAPH}", 1000) == [f"## Sand\n\n{PARAGRAPH}"]


def test_paragraphs_are_packed_together_as_far_as_they_fit() -> None:
    found = parts("## Sand\n\n" + "\n\n".join([PARAGRAPH] * 9), 3.5 * tokens_of_text(PARAGRAPH))
    assert [part.count(SENTENCE.strip()) for part in found] == [18, 18, 18]


@pytest.mark.parametrize("block", [CODE, TABLE, MATHS], ids=["code", "table", "maths"])
def test_a_block_that_fits_is_never_cut(block: str) -> None:
    text = "## Sand\n\n" + "\n\n".join([PARAGRAPH, block] * 5)
    budget = tokens_of_text(block) + 40
    found = parts(text, budget)
    assert len(found) > 3
    assert sum(block in part for part in found) >= 1
    assert sum(part.count(block) for part in found) == 5


def test_a_list_too_long_is_cut_between_its_items() -> None:
    found = parts(f"## Sand\n\n{LIST}", tokens_of_text(LIST) / 3)
    assert len(found) > 2
    assert all(part.startswith("- ") for part in found[1:])


def test_a_paragraph_too_long_is_cut_between_sentences() -> None:
    found = parts(f"## Sand\n\n{PARAGRAPH * 10}", 300)
    assert len(found) > 2
    assert all(part.startswith("Sand is") for part in found[1:])
    assert all(part.rstrip().endswith("quartz.") for part in found)


def test_a_code_block_too_long_is_cut_between_its_lines() -> None:
    lines = "\n".join(f"step_{n} = wash(step_{n - 1})" for n in range(80))
    found = parts(f"## Sand\n\n```python\n{lines}\n```", 300)
    assert len(found) > 2
    assert all(part.startswith("step_") for part in found[1:])


@pytest.mark.parametrize("text", ["x" * 20_000, "沙" * 5_000, "🙂" * 3_000, "a " * 10_000])
def test_text_without_any_block_is_cut_all_the_same(text: str) -> None:
    assert all(tokens_of_text(part) <= 900 for part in parts(text, 900))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([PARAGRAPH, CODE, TABLE, MATHS, LIST, SENTENCE, "~~~~", "> quoted", "x" * 900]), max_size=12
    ),
    st.integers(50, 2000),
)
def test_parts_are_the_text_and_fit(blocks: list[str], budget: int) -> None:
    text = "## Sand\n\n" + "\n\n".join(blocks)
    found = parts(text, budget)
    assert "".join(found) == text
    assert all(tokens_of_text(part) <= budget or len(part) <= 800 for part in found)


def test_a_very_long_section_is_split_in_bounded_time() -> None:
    began = time.process_time()
    found = parts("## Sand\n\n" + "\n\n".join([PARAGRAPH, LIST, CODE, TABLE] * 60), 2000)
    assert len(found) > 20
    assert time.process_time() - began < 20
