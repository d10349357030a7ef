"""Tokens to HTML. Maths and coloured code are set aside, and a place is kept for each: see `render`."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from app.notes.highlight import pieces, spans
from app.notes.marking import MARKS, hoisted, without_marks

PLACE_OPEN, PLACE_CLOSE = "\ue000", "\ue001"


@dataclass(slots=True)
class Made:
    """HTML made by us, in the order of its places, and the plain text each piece stands for."""

    pieces: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)

    def keep(self, piece: str, plain: str) -> str:
        """Keeps a piece and returns its place, which passes the sanitiser as text."""
        self.pieces.append(piece)
        self.plain.append(plain)
        return f"{PLACE_OPEN}{len(self.pieces) - 1}{PLACE_CLOSE}"


class TokenHTML(RendererHTML):
    """markdown-it's renderer with the rules of notes. `env["made"]` is a Made; `maths` and `inline_styles` differ
    between our pages and Anki's cards."""

    def __init__(self, maths: Callable[[str, bool], str], *, inline_styles: bool) -> None:
        super().__init__()
        self._maths = maths
        self._inline_styles = inline_styles

    def math_inline(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return self._math(tokens[index].content, False, env)

    def math_inline_double(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return self._math(tokens[index].content, True, env)

    def math_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return f"<p>{self._math(tokens[index].content, True, env)}</p>\n"

    def fence(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        words = tokens[index].info.strip().strip("{}.").split(maxsplit=1)
        return self._code(tokens[index].content, words[0] if words else "", env)

    def code_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return self._code(tokens[index].content, "", env)

    def plain_text(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return html.escape(tokens[index].content)

    def plain_tag(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return tokens[index].content

    def footnote_ref(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return f'<sup class="footnote-ref">[{int(tokens[index].meta["id"]) + 1}]</sup>'

    def footnote_elsewhere(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return f'<sup class="footnote-ref">[{html.escape(tokens[index].content)}]</sup>'

    def footnote_block_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return '<section class="footnotes"><ol>\n'

    def footnote_block_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "<li>"

    def footnote_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return ""

    def _math(self, content: str, display: bool, env: EnvType) -> str:
        latex = without_marks(content).strip()
        return hoisted(content, env["made"].keep(self._maths(latex, display), html.escape(latex)))

    def _code(self, content: str, language: str, env: EnvType) -> str:
        """Each stretch between two marks gets its own place, so that a mark can cover a part of the code."""
        stretches = _stretches(content, language)
        places = [stretch if isinstance(stretch, str) else self._place(stretch, env) for stretch in stretches]
        return f"<pre><code>{''.join(places)}</code></pre>\n"

    def _place(self, stretch: list[tuple[str, str]], env: EnvType) -> str:
        plain = html.escape("".join(text for _, text in stretch))
        place: str = env["made"].keep(spans(stretch, inline_styles=self._inline_styles), plain)
        return place


def _stretches(content: str, language: str) -> list[str | list[tuple[str, str]]]:
    """The (kind, text) pieces of code, cut where a mark's sign stood; the signs as strings between them."""
    code = without_marks(content)
    signs = [(offset - before, sign) for before, (offset, sign) in enumerate(_signs(content))]
    result: list[str | list[tuple[str, str]]] = []
    current: list[tuple[str, str]] = []
    position = 0
    for kind, text in pieces(code, language):
        while signs and signs[0][0] <= position + len(text):
            offset, sign = signs.pop(0)
            cut = offset - position
            current.append((kind, text[:cut]))
            result += [current, sign]
            current, text, position = [], text[cut:], offset
        current.append((kind, text))
        position += len(text)
    return [*result, current, *(sign for _, sign in signs)]


def _signs(content: str) -> list[tuple[int, str]]:
    return [(offset, character) for offset, character in enumerate(content) if character in MARKS]
