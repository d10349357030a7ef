"""Callouts: Obsidian's and GitHub's `> [!note] Title`, MyST's ```{note} and `:::{note}`, and Pandoc's `::: note`.

All become `callout_open` … `callout_close` (an <aside>), with the title in a paragraph of its own. Other directives
keep what they hold: `{code-block} python` is code, `{math}` is maths, an unknown container just its contents.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from app.notes.rules.lines import INTERRUPTS, find_line, line_text

KINDS = frozenset(
    """
    abstract algorithm assumption attention axiom bug caution conjecture corollary criterion danger definition error
    example exercise failure hint important info lemma note observation proof property proposition question quote remark
    seealso solution success summary theorem tip todo warning
    """.split()
)
_CALLOUT = re.compile(r"\[!([\w-]{1,40})\][+-]?[ \t]*([^\n]*)(?:\n|\Z)")
_OPENING = re.compile(r"(:{3,})[ \t]*(?:\{([^{}]{1,200})\}|([\w-]{1,40}))?[ \t]*(.*?)[ \t]*:*")
_COLONS = re.compile(r":{3,}")
_CLOSING = re.compile(r":{3,}[ \t]*")
_DIRECTIVE = re.compile(r"\{([\w:.-]{1,40})\}[ \t]*(.*)")
_OPTION = re.compile(r"\s*:[\w-]+:.*(?:\n|\Z)")
_YAML = re.compile(r"---\n.{0,2000}?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_UNSEEN = frozenset(["raw", "contents", "tableofcontents", "toctree", "only", "index", "eval-rst"])
_DEEPEST = 4


def install(parser: MarkdownIt) -> None:
    parser.block.ruler.before("fence", "colon_fence", _colon_fence, {"alt": INTERRUPTS})
    parser.core.ruler.after("block", "callouts", _callouts)


def callout_kind(name: str) -> str:
    """The class of a callout: a known kind, or "note"."""
    return _plain_name(name) if _plain_name(name) in KINDS else "note"


def _plain_name(name: str) -> str:
    """Quarto's ".callout-tip" is a tip, MyST's "prf:lemma" a lemma."""
    return name.lower().removeprefix(".").removeprefix("callout-").removeprefix("prf:")


def _is_callout(name: str) -> bool:
    return _plain_name(name) in KINDS or name.lower() == "admonition"


def _colon_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    opening = _OPENING.fullmatch(line_text(state, start))
    if not opening or state.is_code_block(start) or not (opening[2] or opening[3]):
        return False
    last = find_line(state, start + 1, end, opening[1], _Nesting(len(opening[1])).closes)
    if last < 0:
        return False
    if silent:
        return True
    name = re.split(r"[\s,]", (opening[2] or opening[3]).strip())[0]
    first = start + 1
    while first < last and _OPTION.fullmatch(line_text(state, first)):
        first += 1
    if _is_callout(name):
        state.tokens += _opening(callout_kind(name), opening[4] or _plain_name(name), state.level)
    _parse_inside(state, first, last)
    if _is_callout(name):
        state.tokens.append(Token("callout_close", "aside", -1, block=True))
    state.line = last + 1
    return True


@dataclass(slots=True)
class _Nesting:
    """Finds the fence that closes one of so many colons, past the fences of as many that open and close inside."""

    colons: int
    depth: int = 1

    def closes(self, line: str) -> bool:
        marks = _COLONS.match(line)
        if marks and len(marks[0]) >= self.colons:
            self.depth += -1 if _CLOSING.fullmatch(line) else 1
        return self.depth == 0


def _parse_inside(state: StateBlock, first: int, last: int) -> None:
    parent, end = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    state.level += 2
    state.md.block.tokenize(state, first, last)
    state.level -= 2
    state.parentType, state.lineMax = parent, end


def _callouts(state: StateCore) -> None:
    state.tokens = _with_quotes(_with_directives(state.md, state.tokens, state.env, 0))


def _with_directives(parser: MarkdownIt, tokens: list[Token], env: EnvType, depth: int) -> list[Token]:
    """MyST's directives written as fences, with what they hold parsed where it is prose."""
    if not any(token.type == "fence" and token.info.lstrip().startswith("{") for token in tokens):
        return tokens
    result: list[Token] = []
    for token in tokens:
        directive = _DIRECTIVE.match(token.info.strip()) if token.type == "fence" else None
        if not directive:
            result.append(token)
            continue
        name, argument = directive[1], directive[2].strip()
        content = _without_options(token.content)
        if name in _UNSEEN or not content.strip():
            continue
        if _is_callout(name) and depth < _DEEPEST:
            result += _opening(callout_kind(name), argument or _plain_name(name), token.level)
            result += _with_directives(parser, _parsed(parser, content, env), env, depth + 1)
            result.append(Token("callout_close", "aside", -1, block=True))
        elif name in ("figure", "image", "list-table") and depth < _DEEPEST:
            result += _parsed(parser, content, env)  # the caption; the rows, as a list
        elif name == "math":
            result.append(Token("math_block", "math", 0, content=content.strip("\n"), block=True))
        else:
            token.info, token.content = argument if name.startswith("code") else name, content
            result.append(token)
    return result


def _parsed(parser: MarkdownIt, content: str, env: EnvType) -> list[Token]:
    tokens: list[Token] = []
    parser.block.parse(content, parser, env, tokens)
    return tokens


def _without_options(content: str) -> str:
    """What a directive holds below its `:name: value` lines or its block of YAML."""
    if header := _YAML.match(content):
        return content[header.end() :]
    while match := _OPTION.match(content):
        content = content[match.end() :]
    return content


def _with_quotes(tokens: list[Token]) -> list[Token]:
    """Block quotes whose first line is [!kind] become callouts."""
    result: list[Token] = []
    open_quotes: list[bool] = []
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            found = _CALLOUT.match(tokens[index + 2].content) if _starts_with_text(tokens, index) else None
            open_quotes.append(bool(found))
            if found:
                result += _opening(callout_kind(found[1]), found[2].strip() or found[1].capitalize(), token.level)
                tokens[index + 2].content = tokens[index + 2].content[found.end() :]
                continue
        elif token.type == "blockquote_close" and open_quotes.pop():
            token = Token("callout_close", "aside", -1, block=True)
        result.append(token)
    return _without_empty_paragraphs(result)


def _starts_with_text(tokens: list[Token], index: int) -> bool:
    return index + 2 < len(tokens) and tokens[index + 1].type == "paragraph_open" and tokens[index + 2].type == "inline"


def _without_empty_paragraphs(tokens: list[Token]) -> list[Token]:
    empty: set[int] = set()
    for index, token in enumerate(tokens):
        if token.type == "inline" and not token.content and index and tokens[index - 1].type == "paragraph_open":
            empty.update((index - 1, index, index + 1))
    return [token for index, token in enumerate(tokens) if index not in empty]


def _opening(kind: str, title: str, level: int) -> list[Token]:
    heading = Token("inline", "", 0, content=title[:1].upper() + title[1:], children=[], level=level + 2, block=True)
    return [
        Token("callout_open", "aside", 1, attrs={"class": f"callout callout-{kind}"}, level=level, block=True),
        Token("paragraph_open", "p", 1, attrs={"class": "callout-title"}, level=level + 1, block=True),
        heading,
        Token("paragraph_close", "p", -1, level=level + 1, block=True),
    ]
