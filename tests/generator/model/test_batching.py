"""Which sections share a call."""

from hypothesis import given
from hypothesis import strategies as st

from app.generator.model.batching import MOST_CHARACTERS, MOST_TOGETHER, batches, worth_asking
from app.generator.writer import SectionContext, WritingTask
from tests.generator.model.scripted import task

SHORT = "### {}\n\nSand is mostly quartz, because quartz is hard."
LONG = "### {}\n\n" + "Sand is mostly quartz, because quartz is hard. " * 20


def sibling(title: str, text: str = SHORT, parent: str = "Sand", note: str = "Rocks", wish: str = "") -> WritingTask:
    return task(text.format(title), note, parent, title, context=SectionContext(note_title=note), instruction=wish)


def sizes(*tasks: WritingTask) -> list[int]:
    return [len(batch) for batch in batches(tasks)]


def test_short_siblings_share_a_call() -> None:
    assert sizes(*map(sibling, "abc")) == [3]


def test_not_more_than_a_few() -> None:
    assert sizes(*map(sibling, "abcdef")) == [4, 2]


def test_long_ones_are_alone() -> None:
    assert sizes(sibling("a"), sibling("b", LONG), sibling("c"), sibling("d")) == [1, 1, 2]


def test_other_parents_and_other_notes_do_not_join() -> None:
    assert sizes(sibling("a"), sibling("b", parent="Glass"), sibling("c", note="Rivers", parent="Glass")) == [1, 1, 1]


def test_a_wish_is_for_its_own_section_alone() -> None:
    assert sizes(sibling("a"), sibling("b", wish="more numbers"), sibling("c")) == [1, 1, 1]


@given(st.lists(st.tuples(st.sampled_from([SHORT, LONG, "# x"]), st.sampled_from("pq"), st.booleans()), max_size=20))
def test_all_tasks_once_and_in_order(shapes: list[tuple[str, str, bool]]) -> None:
    tasks = [sibling(str(at), text, parent, wish="w" * wish) for at, (text, parent, wish) in enumerate(shapes)]
    found = batches(tasks)
    assert [each for batch in found for each in batch] == tasks
    for batch in found:
        assert 1 <= len(batch) <= MOST_TOGETHER
        assert len(batch) == 1 or sum(len(each.section.text) for each in batch) <= MOST_CHARACTERS


def test_bare_headings_and_bibliographies_are_not_worth_asking() -> None:
    assert not worth_asking(task("## Sand"))
    assert not worth_asking(task("## References\n\n- A book about sand, 1998."))
    assert worth_asking(task("## Sand\n\nSand is mostly quartz."))
