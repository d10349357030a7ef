"""MyST's roles in a line: {math}`x^2` is maths, {doc}`the text <target>` its text, {eq}`label` the label."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_ROLE = re.compile(r"\{([a-z][\w:+-]{0,40})\}(`+)(?!`)([^`]{1,500}?)\2(?!`)")
_TARGET = re.compile(r"\s*<[^<>]*>\s*\Z")


def install(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("backticks", "role", _role)


def _role(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    match = _ROLE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        is_maths = match[1] == "math"
        token = state.push("math_inline" if is_maths else "text", "math" if is_maths else "", 0)
        token.content = match[3] if is_maths else _TARGET.sub("", match[3])
    state.pos = match.end()
    return True
