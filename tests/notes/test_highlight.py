"""Colours of code: escaped, complete, legible."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes.highlight import _KINDS, LONGEST_CODE, NIGHT, PAPER, highlight, highlight_css, pieces


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("token", "kind", "light", "dark"), _KINDS)
def test_colours_are_legible_on_paper_and_at_night(token: str, kind: str, light: str, dark: str) -> None:
    assert _contrast(light, PAPER) >= 4.5
    assert _contrast(dark, NIGHT) >= 4.5
    assert f".code-{kind} {{ color: {light}; }}" in highlight_css()


def test_python_is_coloured() -> None:
    html = highlight("def f(x):\n    return '<b>'  # why\n", "python")
    assert '<span class="code-keyword">def</span>' in html
    assert "&#x27;&lt;b&gt;&#x27;" in html
    assert '<span class="code-comment"># why</span>' in html


@pytest.mark.parametrize("language", ["", "klingon", "../etc", "pyth\0on"])
def test_unknown_languages_are_plain(language: str) -> None:
    assert highlight("a < b", language) == "a &lt; b"


def test_long_code_is_plain() -> None:
    assert "<span" not in highlight("x = 1\n" * LONGEST_CODE, "python")


@given(st.text(), st.sampled_from(["python", "js", "html", "bash", "json", "latex", "c", "yaml", "sql"]))
def test_no_character_is_lost(code: str, language: str) -> None:
    assert "".join(text for _, text in pieces(code, language)) == code
    assert not re.search(r"<(?!/?span)", highlight(code, language))
