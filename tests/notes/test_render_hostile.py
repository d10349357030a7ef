"""No script runs: each hostile line is rendered, alone and with others, and the HTML is read back by a parser."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notes.render import render, render_for_anki, render_inline, render_math, render_passage

LINES = (Path(__file__).parent / "hostile_lines.txt").read_text(encoding="utf-8").splitlines()
ESCAPES = [
    "{}",
    "> {}",
    "- {}",
    "| {} |\n|---|\n| {} |",
    "```python\n{}\n```",
    "`` {} ``",
    "**{}**",
    "[{}](https://ok.example)",
]
MATHML = set(
    """
    math mfrac mi mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable
    mtd mtext mtr munder munderover none semantics annotation
    """.split()
)
HTML = set(
    """
    a aside b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre s section small span strong sub
    sup table tbody td th thead tr u ul
    """.split()
)
ATTRIBUTES = {"href", "rel", "class", "start", "title", "style"}


class Reader(HTMLParser):
    """Collects what is wrong with a piece of HTML, in a mode where nothing of it is trusted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.in_maths = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_maths += tag == "math"
        if tag not in HTML and not (self.in_maths and tag in MATHML):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            known = name in ATTRIBUTES or (self.in_maths and name.isalpha() and not name.startswith("on"))
            if not known:
                self.faults.append(f"{tag}@{name}")
            if name == "href" and not (value or "").startswith(("https://", "http://", "mailto:")):
                self.faults.append(f"href={value}")
            if name == "style" and not (
                tag == "span" and (value or "").startswith("color:#") and len(value or "") == 13
            ):
                self.faults.append(f"style={value}")

    def handle_endtag(self, tag: str) -> None:
        self.in_maths -= tag == "math"

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")


def faults(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.faults


def all_renderings(markdown: str) -> list[str]:
    whole = (0, len(markdown))
    return [
        render(markdown),
        render_inline(markdown),
        render_for_anki(markdown),
        render_passage(markdown, [whole]),
        render_passage(markdown, [(3, 9), (len(markdown) // 2, len(markdown) - 2)]),
        render_math(markdown, False),
        render_math(markdown, True),
    ]


def test_the_reader_itself_finds_faults() -> None:
    assert faults("<p onclick='x'>a</p>") == ["p@onclick"]
    assert faults("<a href='javascript:x'>a</a>") == ["href=javascript:x"]
    assert faults("<svg></svg><mi>x</mi>") == ["<svg>", "<mi>"]
    assert faults("<math><mi>x</mi></math><mi>y</mi>") == ["<mi>"]
    assert faults('<p style="color:#000000">') == ["style=color:#000000"]


@pytest.mark.parametrize("line", LINES)
def test_a_hostile_line_stays_text(line: str) -> None:
    for around in ESCAPES:
        for html in all_renderings(around.replace("{}", line)):
            assert faults(html) == []


def test_all_hostile_lines_together() -> None:
    assert len(LINES) >= 100
    for separator in ("\n", "\n\n", " "):
        for html in all_renderings(separator.join(LINES)):
            assert faults(html) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*LINES, "\n", "\n\n", "```", "$$", "> ", "- ", "| ", "\ue000", "\ue0010\ue001", "\ue002"])
    )
)
def test_any_mixture_of_them(parts: list[str]) -> None:
    for html in all_renderings("".join(parts)):
        assert faults(html) == []


def test_forged_places_are_dropped() -> None:
    assert render("$x$ \ue0000\ue001 \ue002a\ue003") == render("$x$ 0 a")


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = render("![a chart](https://ok.example/c.png) <img src='https://ok.example/d.png' alt='d'> ![[e.png]]")
    assert "<img" not in page
    assert '<a href="https://ok.example/c.png" rel="noopener nofollow">a chart</a>' in page


def test_anki_commands_are_text() -> None:
    card = render_for_anki("[sound:x.mp3] [latex]y[/latex] [$]z[/$] [$$]w[/$$] [ok]")
    for command in ("[sound:", "[latex]", "[/latex]", "[$]", "[/$]", "[$$]", "[/$$]"):
        assert command not in card
    assert "[ok]" in card


@pytest.mark.parametrize(
    "latex", [r"\href{javascript:alert(1)}{x}", r"\html{<b>}", r"\require{html}", r"\input{/etc/passwd}"]
)
def test_latex_that_could_act_is_code_in_anki(latex: str) -> None:
    card = render_for_anki(f"${latex}$")
    assert "\\(" not in card
    assert card.startswith("<p><code>")
