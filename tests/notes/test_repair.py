"""Mojibake goes, genuine Unicode stays, lines keep their numbers."""

import ftfy.bad_codecs  # noqa: F401  knows sloppy-windows-1252
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes.repair import repair

WINDOWS = ["β", "é", "’", "“", "–", "×", "°", "🙂", "≤", "ü", "µ", "∞", "…"]
MAC = ["β", "é", "’", "“", "–", "°", "🙂", "🔥", "≤", "ü", "σ", "∞", "→", "ñ"]


def misread(text: str, codec: str) -> str:
    return text.encode("utf-8").decode(codec)


@pytest.mark.parametrize("character", WINDOWS)
def test_read_as_windows_1252(character: str) -> None:
    sentence = "The factor {} appears, and σ stays."
    broken = character.encode("utf-8").decode("sloppy-windows-1252")
    assert repair(sentence.format(broken)) == sentence.format(character)


@pytest.mark.parametrize("character", MAC)
def test_read_as_mac_roman(character: str) -> None:
    sentence = "The factor a{}b appears, and σ stays."
    assert repair(sentence.format(misread(character, "mac_roman"))) == sentence.format(character)


def test_two_codecs_and_real_unicode_in_one_line() -> None:
    broken = f"{misread('🔥', 'mac_roman')} {misread('β', 'latin-1')}-VAE, ρ ≤ 1, “café” 🙂"
    assert repair(broken) == "🔥 β-VAE, ρ ≤ 1, “café” 🙂"


def test_twice_through_the_wrong_codec() -> None:
    once = misread("it’s", "cp1252")
    assert repair(misread(once, "cp1252")) == "it’s"


@pytest.mark.parametrize(
    "genuine",
    [
        "σ × ∞ ≤ ∂f/∂x → ∇ · √π ≈ π, ∆µ ± 2√∞",
        "“smart” ‘quotes’ – dashes — and … dots",
        "café naïve Übung señor façade œuvre cœur ŒUVRE Ångström",
        "l’été, l’Élysée — Éric «À» “Été” CAFÉ» É” Ï”",
        "🙂 🏳️‍🌈 👩‍🔬 ①②③ ½ ²³ ™ © ®",
        "機械学習 машинное обучение μηχανική μάθηση",
        "Â and Ã are letters; so is ƒ, and ¬p ∨ q",
    ],
)
def test_genuine_unicode_is_left_alone(genuine: str) -> None:
    assert repair(genuine) == genuine


def test_line_ends_become_newlines_and_lines_keep_their_number() -> None:
    assert repair("a\r\nb\rc\nd\u2028e\u2029f\n") == "a\nb\nc\nd\ne\nf\n"
    assert repair("\fPage\ntwo\fhalf\v\x85 x\ufeff\0y") == "Page\ntwo half   xy"


@given(st.text())
def test_what_comes_out_has_no_odd_line_ends_or_controls(text: str) -> None:
    repaired = repair(text)
    assert not set(repaired) & set("\r\0\f\v\u2028\u2029\ufeff")


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"])).filter(str.isascii))
def test_plain_ascii_is_untouched(text: str) -> None:
    assert repair(text) == text


@given(st.lists(st.sampled_from(["σ", "x", " ", "√", "π", "é", "“", "”", "’", "≈", "∞", "É", "×", "🙂"]), max_size=40))
def test_no_line_is_won_or_lost(characters: list[str]) -> None:
    text = "\n".join(characters)
    assert repair(text).count("\n") == text.count("\n")


def test_bullets_of_word_processors() -> None:
    assert repair("▪ one\n \uf0b7\ttwo\n\u2022 three\no\tinner\n◦ inner") == (
        "• one\n •\ttwo\n• three\n     •\tinner\n     • inner"
    )
    assert repair("■\no well\nx ▪ y\n√ z") == "■\no well\nx ▪ y\n√ z"
