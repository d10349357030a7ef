"""What a learner sees: renderings.md pairs markdown with HTML; the rest are properties of the renderer."""

import re
from pathlib import Path

import pytest

from app.notes.render import render, render_for_anki, render_inline, stylesheet

EXAMPLES = re.findall(
    r"^([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\n?\.\n",
    (Path(__file__).parent / "renderings.md").read_text("utf-8"),
    re.DOTALL | re.MULTILINE,
)


@pytest.mark.parametrize(("name", "markdown", "html"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_rendering(name: str, markdown: str, html: str) -> None:
    assert render(markdown).strip() == html


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 20


def test_inline_has_no_paragraph_and_no_blocks() -> None:
    assert render_inline("**ReLU** is $x^2$\nand `a`") == (
        "<strong>ReLU</strong> is <math><msup><mi>x</mi><mn>2</mn></msup></math> and <code>a</code>"
    )
    assert render_inline("# no heading\n- no list") == "# no heading - no list"
    assert render_inline("") == ""


def test_anki_gets_mathjax_delimiters_and_inline_colours() -> None:
    card = render_for_anki("Loss $a < b$:\n\n$$\nL = \\sum_i l_i\n$$\n\n```python\nreturn 1\n```\n")
    assert "\\(a &lt; b\\)" in card
    assert "\\[L = \\sum_i l_i\\]" in card
    assert re.search(r'<span style="color:#[0-9a-f]{6}">return</span>', card)
    assert "<math" not in card
    assert 'class="code' not in card


def test_the_same_markdown_always_gives_the_same_html() -> None:
    assert len({render("$x$ `a` [[b]]") for _ in range(3)}) == 1


def test_the_stylesheet_knows_every_class_that_is_used() -> None:
    used = set()
    for _, markdown, _ in EXAMPLES:
        for classes in re.findall(r'class="([^"]*)"', render(markdown)):
            used |= {name for name in classes.split() if name.startswith(("code-", "math-", "align-"))}
    assert {"code-keyword", "math-left", "align-right"} <= used
    assert {name for name in used if f".{name} " not in stylesheet()} == set()
    assert "url(" not in stylesheet()


def test_no_inline_style_reaches_a_page() -> None:
    for latex in (
        r"\begin{cases}1&x\\2&y\end{cases}",
        r"\color{red}{x}",
        r"\begin{array}{c|c}a&b\\ \hline c&d\end{array}",
    ):
        assert "style=" not in render(f"$${latex}$$").replace("displaystyle=", "")
