"""Links and images that lead nowhere from here: shown as their text; nothing is fetched while a note is read.

A link to the web stays a link; a link to another file or a heading is its text. An image on the web becomes a link to
it (or its text, where it stands in a link already); a local image is its alternative text. A footnote mark whose note
is in another section is its number.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_WEB = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s^]{1,60})\]")


def install(parser: MarkdownIt) -> None:
    parser.inline.ruler.after("footnote_ref", "footnote_elsewhere", _footnote_elsewhere)
    parser.core.ruler.push("media", _media)


def _media(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = _shown(token.children)
    empty: set[int] = set()
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and state.tokens[index - 1].type == "paragraph_open" and _is_blank(token):
            empty.update((index - 1, index, index + 1))
    if empty:
        state.tokens = [token for index, token in enumerate(state.tokens) if index not in empty]


def _is_blank(inline: Token) -> bool:
    """Nothing is left to see of a paragraph that held only tags and comments."""
    return all(
        child.type in ("softbreak", "hardbreak") or (child.type == "text" and not child.content.strip())
        for child in inline.children or ()
    )


def _shown(children: list[Token]) -> list[Token]:
    result: list[Token] = []
    links: list[str] = []
    for token in children:
        if token.type == "link_open":
            links.append("a" if _WEB.match(str(token.attrs.get("href", ""))) else "span")
            if links[-1] == "span":
                token.tag, token.attrs = "span", {"class": "wikilink"}
            else:
                token.attrs = {"href": token.attrs["href"]}
        elif token.type == "link_close" and links:
            token.tag = links.pop()
        if token.type == "image":
            result += _image(token, bool(links))
        else:
            result.append(token)
    return result


def _image(token: Token, in_link: bool) -> list[Token]:
    source = str(token.attrs.get("src", ""))
    words = token.content.strip() or source.rsplit("/", 1)[-1]
    text = Token("text", "", 0, content=words)
    if in_link or not _WEB.match(source):
        return [text]
    return [Token("link_open", "a", 1, attrs={"href": source}), text, Token("link_close", "a", -1)]


def _footnote_elsewhere(state: StateInline, silent: bool) -> bool:
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("footnote_elsewhere", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True
