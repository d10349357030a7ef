"""Deck names and tags in the form that Anki keeps as it is, so that what is written is what arrives."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_COLONS = re.compile(r":{2,}")
# Anki's search reads these as syntax; a tag that holds them could be seen but not be searched for.
_TAG_SYNTAX = re.compile(r'["“”„\'()*\\&|]')
_LONGEST = 100


def tidy(text: str) -> str:
    """Plain text on one line, composed (NFC), without control characters."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", unicodedata.normalize("NFC", text))).strip()


@lru_cache(maxsize=4096)
def deck_part(text: str) -> str:
    """One component of a deck's name. Colons at an edge or in a row would read as a further level."""
    part = _COLONS.sub(":", tidy(text)).strip(": ")
    return _shortened(part) or "Untitled"


def deck_name(path: Iterable[str]) -> str:
    """The name of a nested deck: its parts joined as Anki joins them."""
    return "::".join(path)


@lru_cache(maxsize=4096)
def tag(*parts: str) -> str:
    """A nested tag such as `note::Linear_models`: no spaces, nothing that Anki's search reads as syntax."""
    return "::".join(_tag_part(part) for part in parts)


def _tag_part(text: str) -> str:
    plain = _COLONS.sub(":", tidy(_TAG_SYNTAX.sub(" ", tidy(text))))
    return _shortened(plain).strip(": ").replace(" ", "_") or "untitled"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
