"""Code with its words coloured: by CSS classes on our pages, by inline styles on Anki's cards.

Pygments reads the code; the HTML is made here, every piece of it escaped. Lexers are loaded when first needed.
"""

import html
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

LONGEST_CODE = 20_000

# Fence names we know: other lexers of Pygments exist, but each is a pile of regular expressions run on hostile text.
_LANGUAGES = frozenset(
    """
    bash c c++ cmake console cpp cs csharp css cuda diff docker dockerfile go haskell html ini java javascript js json
    json5 julia kotlin latex lua makefile matlab nix numpy octave perl php powershell py py3 pycon pytb python python3 r
    rb ruby rust scala sh shell sql swift tex toml ts tsx typescript xml yaml yml zig
    """.split()
)
_ALIASES = {
    "jl": "julia",
    "ipython": "python",
    "ipython3": "python",
    "torch": "python",
    "pytorch": "python",
    "rs": "rust",
}

# What is coloured: the token type's name, the class, and the colour on light and on dark paper (contrast >= 4.5).
_KINDS = (
    ("Token.Comment", "comment", "#6a6154", "#a59a8a"),
    ("Token.Keyword", "keyword", "#9a3412", "#f0a37e"),
    ("Token.Operator.Word", "keyword", "#9a3412", "#f0a37e"),
    ("Token.Literal.String", "string", "#3f6212", "#b5cf86"),
    ("Token.Literal.Number", "number", "#0f5f73", "#85c7d6"),
    ("Token.Name.Function", "name", "#1e4f8f", "#9cc0ee"),
    ("Token.Name.Class", "name", "#1e4f8f", "#9cc0ee"),
    ("Token.Name.Tag", "name", "#1e4f8f", "#9cc0ee"),
    ("Token.Name.Decorator", "decorator", "#6b3fa0", "#cdb0f0"),
    ("Token.Name.Builtin", "builtin", "#6b3fa0", "#cdb0f0"),
    ("Token.Name.Attribute", "decorator", "#6b3fa0", "#cdb0f0"),
    ("Token.Generic.Deleted", "deleted", "#a31515", "#f2a0a0"),
    ("Token.Generic.Inserted", "inserted", "#3f6212", "#b5cf86"),
    ("Token.Generic.Prompt", "comment", "#6a6154", "#a59a8a"),
)
PAPER, NIGHT = "#f6f1e7", "#221e19"


def highlight_css() -> str:
    """The style sheet for `code .<kind>` spans, in light and, where the reader's system asks for it, dark."""
    light = {f".code-{kind}": colour for _, kind, colour, _ in _KINDS}
    dark = {f".code-{kind}": colour for _, kind, _, colour in _KINDS}
    rules = "\n".join(f"{name} {{ color: {colour}; }}" for name, colour in light.items())
    night = "\n".join(f"  {name} {{ color: {colour}; }}" for name, colour in dark.items())
    return f"{rules}\n@media (prefers-color-scheme: dark) {{\n{night}\n}}\n"


def highlight(code: str, language: str, *, inline_styles: bool = False) -> str:
    """The code as escaped HTML with spans; plain where the language is unknown or the code is too long."""
    return spans(pieces(code, language), inline_styles=inline_styles)


def spans(parts: Iterable[tuple[str, str]], *, inline_styles: bool) -> str:
    """Escaped HTML of (kind, text) pairs as `pieces` gives them."""
    return "".join(_span(text, kind, inline_styles) if kind and text else html.escape(text) for kind, text in parts)


def pieces(code: str, language: str) -> Iterable[tuple[str, str]]:
    """(kind, text) pairs whose texts joined are the code; the kind is empty for plain text."""
    lexer = _lexer(_ALIASES.get(language.lower(), language.lower()))
    if lexer is None or len(code) > LONGEST_CODE:
        return [("", code)]
    found = list(_merged((_kind(str(token)), value) for _, token, value in lexer.get_tokens_unprocessed(code)))
    return found if "".join(value for _, value in found) == code else [("", code)]


@lru_cache(maxsize=64)
def _lexer(language: str) -> "Lexer | None":
    if language not in _LANGUAGES:
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _kind(token: str) -> str:
    return next((kind for prefix, kind, _, _ in _KINDS if token == prefix or token.startswith(prefix + ".")), "")


def _merged(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    last, text = "", ""
    for kind, value in parts:
        if kind != last and text:
            yield last, text
            text = ""
        last, text = kind, text + value
    if text:
        yield last, text


def _span(value: str, kind: str, inline_styles: bool) -> str:
    if inline_styles:
        colour = next(light for _, name, light, _ in _KINDS if name == kind)
        return f'<span style="color:{colour}">{html.escape(value)}</span>'
    return f'<span class="code-{kind}">{html.escape(value)}</span>'
