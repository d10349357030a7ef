"""Sections of a changed note are recognised through renames, moves, edits and splits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.matching import locate, match_sections, same_meaning
from app.domain import Section

BODIES = {
    "relu": "ReLU returns the input where it is positive and zero elsewhere. It is cheap and popular in hidden layers.",
    "tanh": "The hyperbolic tangent maps its input between minus one and one and is centred at zero.",
    "adam": "Adam keeps moving averages of the gradient and of its square for each parameter.",
    "drop": "Dropout sets random activations to zero while a network trains, never at test time.",
    "attn": "Attention weighs values by how well a query agrees with each key, in parallel for all positions.",
}


def section(key: str, body: str, title: str = "", parent: tuple[str, ...] = (), line: int = 1) -> Section:
    title = title or key.title()
    text = f"## {title}\n\n{body}"
    return Section(key, title, 2, (*parent, title), line, line + text.count("\n"), text)


OLD = [section(key, body) for key, body in BODIES.items()]


@given(st.permutations(OLD))
def test_order_does_not_matter(shuffled: list[Section]) -> None:
    assert match_sections(OLD, shuffled) == {each.key: each.key for each in OLD}


@given(st.sets(st.sampled_from(sorted(BODIES))), st.permutations(sorted(BODIES)))
def test_renamed_sections_are_known_by_their_text(renamed: set[str], order: list[str]) -> None:
    new = [section(f"new-{key}" if key in renamed else key, BODIES[key]) for key in order]
    assert match_sections(OLD, new) == {key: f"new-{key}" if key in renamed else key for key in BODIES}


@given(st.sets(st.sampled_from(sorted(BODIES)), max_size=4), st.integers(0, 3))
def test_no_new_section_is_given_twice(gone: set[str], added: int) -> None:
    new = [section(key, body) for key, body in BODIES.items() if key not in gone]
    new += [section(f"more{n}", f"Kubernetes topic {n} with wholly unrelated vocabulary.") for n in range(added)]
    matched = match_sections(OLD, new)
    taken = [key for key in matched.values() if key is not None]
    assert len(taken) == len(set(taken))
    assert {key for key, other in matched.items() if other is None} == gone


def test_an_edited_section_is_known_by_its_key() -> None:
    edited = [section("relu", "Something else entirely is written here now."), *OLD[1:]]
    assert match_sections(OLD, edited)["relu"] == "relu"


def test_renamed_and_edited_is_known_by_what_the_words_have_in_common() -> None:
    new = [section("rectifier", BODIES["relu"] + " AlexNet made it known."), *OLD[1:]]
    assert match_sections(OLD, new)["relu"] == "rectifier"


def test_a_section_with_another_name_and_other_words_is_gone() -> None:
    new = [section("cooking", "Boil the noodles for eight minutes in salted water."), *OLD[1:]]
    assert match_sections(OLD, new)["relu"] is None


def test_a_split_section_goes_with_the_larger_part() -> None:
    halves = BODIES["relu"].split(". ")
    new = [
        section("definition", halves[0] + ". It never saturates for such inputs."),
        section("cost", "Cheap to compute"),
        *OLD[1:],
    ]
    assert match_sections(OLD, new)["relu"] == "definition"


def test_a_pair_of_swapped_headings_follows_the_text() -> None:
    new = [section("relu", BODIES["tanh"]), section("tanh", BODIES["relu"])]
    assert match_sections(OLD[:2], new) == {"relu": "tanh", "tanh": "relu"}


def test_counted_keys_that_shift_are_set_right_by_the_headings_above() -> None:
    old = [
        section("types", "Max and average pooling.", "Types", ("Pooling",)),
        section("types-2", "Gated units and plain units.", "Types", ("Recurrent",)),
    ]
    new = [
        section("types", "Something new of many kinds.", "Types", ("Attention",)),
        section("types-2", "Max, average and global pooling.", "Types", ("Pooling",)),
        section("types-3", "Gated units, plain units and stacked ones.", "Types", ("Recurrent",)),
    ]
    assert match_sections(old, new) == {"types": "types-2", "types-2": "types-3"}


def test_sections_without_text_are_known_by_their_headings() -> None:
    old = [section("part-one", ""), section("part-two", "")]
    new = [section("part-two", ""), section("part-zero", ""), section("part-one", "")]
    assert match_sections(old, new) == {"part-one": "part-one", "part-two": "part-two"}


def test_empty_notes() -> None:
    assert match_sections([], OLD) == {}
    assert match_sections(OLD, []) == dict.fromkeys(BODIES)


def test_a_quote_is_located_though_its_marks_have_changed() -> None:
    home = section("relu", "**ReLU** returns the\ninput where it is positive.")
    span = locate("ReLU returns the input", home)
    assert span is not None
    assert home.text[slice(*span)] == "ReLU** returns the\ninput"
    assert locate("ReLU returns nothing", home) is None


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("A small step.", "a **small**  step", True),
        ("it’s `x`", "It's x", True),
        ("may vanish", "must vanish", False),
        ("0.1", "0.10", False),
        ("not shared", "shared", False),
        ("$x_1$", "$x_2$", False),
    ],
)
def test_only_looks_may_differ_in_the_same_answer(old: str, new: str, same: bool) -> None:
    assert same_meaning(old, new) is same


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("# Cats\n\nSome say this. Cats hate water.", True),
        ("# Cats\n\ncats hate water.", True),
        ("# Cats\ncats hate water.", True),
        ("# Cats\n\n- cats hate water.", True),
        ("# Cats\n\nNote: cats hate water.", True),
        ("# Cats\n\nIt is a myth that cats hate water.", False),
        ("# Cats\n\nIn films,\ncats hate water.", False),
        ("# Cats\n\nWild *cats hate water.*", False),
    ],
)
def test_a_sentence_with_another_beginning_is_another_sentence(text: str, stands: bool) -> None:
    section = Section("cats", "Cats", 1, ("Cats",), 1, 3, text)
    assert (locate("Cats hate water.", section) is not None) is stands
