"""The name a card uses for what a section is about."""

import pytest

from app.domain import Section
from app.notes.subject import facet, subject, surroundings


def section(*headings: str) -> Section:
    return Section("k", headings[-1], len(headings), headings, 1, 1, headings[-1])


@pytest.mark.parametrize(
    ("headings", "name", "side"),
    [
        (("Signals", "Fourier Transform (FT)"), "Fourier Transform (FT)", ""),
        (("Signals", "Fourier Transform (FT)", "Applications"), "Fourier Transform (FT)", "Applications"),
        (("Signals", "Filters", "Key Components"), "Filters", "Key Components"),
        (("Module 3: Rivers and Lakes", "Causes"), "Rivers and Lakes", "Causes"),
        (("Geology", "2. Introduction to Plate Tectonics"), "Plate Tectonics", ""),
        (("Geology", "Volcano Basics"), "Volcano", ""),
        (("Geology", "Types of Rock"), "Rock", "Types"),
        (("Geology", "Time complexity"), "Geology", "Time complexity"),
        (("Overview",), "Fallback", "Overview"),
        (("Geology", "Glaciers", "Timeline"), "Glaciers", "Timeline"),
        (("Geology", "Pros and cons of dredging"), "dredging", "Pros and cons"),
        (("The Ice Age, 1850–1900",), "The Ice Age", ""),
        (("Cheat sheet: Docker",), "Docker", ""),
        (("How the glaciers shrank",), "Fallback", ""),
        (("Q-learning",), "Q-learning", ""),
    ],
)
def test_subject_and_side(headings: tuple[str, ...], name: str, side: str) -> None:
    assert subject(section(*headings), "Fallback") == name
    assert facet(section(*headings), "Fallback") == side


def test_surroundings_are_nearest_first_and_cut_to_the_field() -> None:
    found = surroundings(section("Advanced Botany Concepts", "Trees", "Oak"), "Plants: a course")
    assert found[:2] == ("Trees", "Botany")
    assert "Plants" in found


@pytest.mark.parametrize("title", ["12-nested-outline", "my_notes_final", "why the ice melted", "Why ice floats?"])
def test_a_file_or_a_story_names_nothing(title: str) -> None:
    alone = Section("k", title, 0, (), 1, 1, "- a point")
    assert subject(alone, title) == ""
    assert surroundings(alone, title) == ()
