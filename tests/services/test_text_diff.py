"""What a changed note looks like beside what it was: lines, words, folds, and bounds."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.text_diff import MOST_ROWS, Diff, Fold, Kind, Line, diff_texts
from app.services.word_diff import changed_spans, word_parts

NOTE = "# Tides\n\nOf seas.\n\nThe moon pulls the water.\n\nThe largest tide reaches sixteen metres.\n"
LINES = st.lists(st.sampled_from(["", "a", "b", "The moon.", "The moon pulls.", "x = 1", "a"]), max_size=14)
TEXTS = LINES.map("\n".join)
WORDS = st.text("ab ,.é\n*", max_size=24)


def written(diff: Diff) -> str:
    """The rows as text: a sign, and the changed words in brackets."""
    signs = {Kind.SAME: " ", Kind.GONE: "-", Kind.NEW: "+"}
    lines = []
    for row in diff.rows:
        if isinstance(row, Fold):
            lines.append(f"@{row.lines}")
            continue
        words = "".join(f"[{part.text}]" if part.changed else part.text for part in row.parts)
        lines.append(f"{signs[row.kind]}{words}")
    return "\n".join(lines)


def side(diff: Diff, number: str) -> list[tuple[int, str]]:
    """The lines of one version among the rows, with their numbers."""
    lines = [row for row in diff.rows if isinstance(row, Line)]
    return [(at, "".join(part.text for part in row.parts)) for row in lines if (at := getattr(row, number)) is not None]


def test_the_changed_word_of_a_line_is_marked_and_the_rest_is_context() -> None:
    assert written(diff_texts(NOTE, NOTE.replace("sixteen", "fifteen"))).splitlines() == [
        "@3",
        " ",
        " The moon pulls the water.",
        " ",
        "-The largest tide reaches [sixteen] metres.",
        "+The largest tide reaches [fifteen] metres.",
    ]


def test_far_lines_are_folded_and_one_line_is_not() -> None:
    old = "\n".join(f"line {n} of many" for n in range(40))
    new = old.replace("line 20 of many", "line 20 of few").replace("line 28 of many", "line 28 of some")
    text = written(diff_texts(old, new))
    assert text.startswith("@17\n line 17 of many\n")
    assert text.endswith("\n@8")
    # Seven lines lie between the two changes: folding the one in the middle would hide it and save nothing.
    assert " line 24 of many\n" in text


def test_removed_and_added_lines_are_whole() -> None:
    diff = diff_texts("one\ntwo\nthree", "one\nentirely else\nthree\nfour")
    assert written(diff) == " one\n-[two]\n+[entirely else]\n three\n+[four]"
    assert (diff.gone, diff.new, diff.cut) == (1, 2, 0)


def test_an_added_line_stands_before_the_changed_one_it_precedes() -> None:
    diff = diff_texts("The tide is high.", "A word before.\nThe tide is low.")
    assert written(diff) == "+[A word before.]\n-The tide is [high].\n+The tide is [low]."


def test_the_same_text_has_no_rows() -> None:
    assert diff_texts(NOTE, NOTE).rows == ()
    assert diff_texts("a\r\nb", "a\nb").rows == ()


def test_neighbouring_changed_words_are_one_stretch() -> None:
    old, new = word_parts("Water may boil at ninety degrees.", "Water is boiling at a hundred degrees.")
    assert [part.text for part in old if part.changed] == ["may boil", "ninety"]
    assert [part.text for part in new if part.changed] == ["is boiling", "a hundred"]


def test_white_space_alone_is_no_change_of_words() -> None:
    assert changed_spans("a  b", "a b") == ([], [])


@given(TEXTS, TEXTS)
def test_each_version_is_shown_as_it_is(old: str, new: str) -> None:
    diff = diff_texts(old, new)
    before, after = old.splitlines(), new.splitlines()
    assert all(before[at - 1] == text for at, text in side(diff, "old"))
    assert all(after[at - 1] == text for at, text in side(diff, "new"))
    assert (diff.rows == ()) == (before == after)
    if diff.rows:
        folded = sum(row.lines for row in diff.rows if isinstance(row, Fold))
        assert len(side(diff, "old")) + folded == len(before)
        assert len(side(diff, "new")) + folded == len(after)
        assert len(side(diff, "old")) == len({at for at, _ in side(diff, "old")})


@given(WORDS, WORDS)
def test_parts_put_together_are_the_texts(old: str, new: str) -> None:
    left, right = word_parts(old, new)
    assert ("".join(part.text for part in left), "".join(part.text for part in right)) == (old, new)
    for text, spans in zip((old, new), changed_spans(old, new), strict=True):
        assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in spans)


def hostile() -> list[tuple[str, str, str]]:
    """Five megabytes a side, in shapes that make a naive difference never end."""
    rng = random.Random(4)
    distinct = [f"Line {n} of a very long note, which says something about {n * 7}." for n in range(80_000)]
    moved = list(distinct)
    rng.shuffle(moved)
    two = [rng.choice(["- a", "- b"]) for _ in range(1_000_000)]
    other = [rng.choice(["- a", "- b"]) for _ in range(1_000_000)]
    words = [rng.choice("tide moon water salt".split()) for _ in range(1_000_000)]
    paragraphs = [" ".join(rng.choices("tide moon water salt shore".split(), k=350)) for _ in range(2_400)]
    reordered = [" ".join(rng.sample(line.split(), k=350)) for line in paragraphs]
    return [
        ("shuffled lines", "\n".join(distinct), "\n".join(moved)),
        ("two kinds of line", "\n".join(two), "\n".join(other)),
        ("one long line", " ".join(words), " ".join(reversed(words))),
        ("long paragraphs", "\n".join(paragraphs), "\n".join(reordered)),
        ("nothing in common", "a b\n" * 1_200_000, "c d\n" * 1_200_000),
    ]


@pytest.mark.parametrize(("old", "new"), [pytest.param(old, new, id=name) for name, old, new in hostile()])
def test_a_note_of_five_megabytes_ends_and_is_cut(old: str, new: str) -> None:
    began = time.process_time()
    diff = diff_texts(old, new)
    assert time.process_time() - began < 30
    assert len(diff.rows) <= 2 * MOST_ROWS + 10
    shown = sum(isinstance(row, Line) and row.kind is not Kind.SAME for row in diff.rows)
    assert shown + diff.cut == diff.gone + diff.new
