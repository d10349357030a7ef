"""==Highlighted== words, by the delimiter algorithm of CommonMark, as markdown-it does ~~strikethrough~~."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_EQUALS = ord("=")


def install(parser: MarkdownIt) -> None:
    parser.inline.ruler.after("strikethrough", "mark", _tokenise)
    parser.inline.ruler2.after("strikethrough", "mark", _pair)


def _tokenise(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "=":
        return False
    scanned = state.scanDelims(state.pos, True)
    token = state.push("text", "", 0)
    token.content = "=" * scanned.length
    state.pos += scanned.length
    if scanned.length != 2:
        return True
    state.delimiters.append(
        Delimiter(
            marker=_EQUALS,
            length=0,  # no rule of three
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open,
            close=scanned.can_close,
        )
    )
    return True


def _pair(state: StateInline) -> None:
    _pair_among(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _pair_among(state, meta["delimiters"])


def _pair_among(state: StateInline, delimiters: Sequence[Delimiter]) -> None:
    for opening in delimiters:
        if opening.marker != _EQUALS or opening.end == -1:
            continue
        ends = ((opening.token, "mark_open", 1), (delimiters[opening.end].token, "mark_close", -1))
        for index, kind, nesting in ends:
            token = state.tokens[index]
            token.type, token.tag, token.nesting, token.content = kind, "mark", nesting, ""  # type: ignore[assignment]
            token.markup = "=="
