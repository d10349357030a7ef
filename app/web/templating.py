"""The one configured Jinja environment: escaping on, unknown names refused, compiled templates kept on disk."""

import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.config import shipped
from app.notes.render import render, render_inline, stylesheet

_GAP = "[…]"


@lru_cache(maxsize=512)
def _markdown(text: str) -> Markup:
    return Markup(render(text))


@lru_cache(maxsize=2048)
def _inline(text: str) -> Markup:
    return Markup(render_inline(text))


def blanks(html: Markup) -> Markup:
    """Rendered HTML with the gaps of a cloze set apart, so that the eye finds what is asked."""
    return Markup(html.replace(_GAP, Markup('<span class="blank">{}</span>').format(_GAP)))


def plural(count: int, one: str, many: str = "") -> str:
    """`1 card`, `2 cards`; thousands are set apart."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def static_url(name: str) -> str:
    """The address of a file in static/, with its content's hash, so that it may be cached for good."""
    return f"/static/{name}?v={_hash(shipped('static') / name)}"


def notes_css() -> str:
    """The address of the style sheet that rendered notes need (colours of code, alignment), with its hash."""
    return f"/styles/notes.css?v={hashlib.sha256(stylesheet().encode()).hexdigest()[:10]}"


@lru_cache(maxsize=256)
def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def build_environment(cache: Path) -> Environment:
    """Templates from templates/. `cache` is a private folder for their bytecode; it is made if it is missing."""
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    environment = Environment(
        loader=FileSystemLoader(shipped("templates")),
        bytecode_cache=FileSystemBytecodeCache(str(cache)),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters.update(markdown=_markdown, blanks=blanks, inline=_inline, plural=plural)
    environment.globals.update(static=static_url, notes_css=notes_css())
    return environment
