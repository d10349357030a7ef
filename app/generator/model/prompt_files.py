"""The prompts as files beside this one: `<name>-<version>.md`, whose name is what a card keeps for life.

A file is a conversation. A line `====== role` begins a message; `<<name>>` is a place to be filled in. Whoever changes
what a prompt says gives the file a new number, so that cards of the old one can be told apart.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from app.generator.model.seam import Message, Role

_FOLDER = Path(__file__).with_name("prompts")
_MESSAGE = re.compile(r"^====== (\w+)\n", re.MULTILINE)
_PLACE = re.compile(r"<<(\w+)>>")


def conversation(version: str, fillings: Mapping[str, str]) -> tuple[Message, ...]:
    """The messages of a prompt file with every place filled in.

    Raises:
        KeyError: the file has a place that nothing fills.
        FileNotFoundError: there is no such version.
    """
    _, *pieces = _MESSAGE.split(_content(version))
    return tuple(
        Message(Role(role), _PLACE.sub(lambda place: fillings[place[1]], text).strip())
        for role, text in zip(pieces[::2], pieces[1::2], strict=True)
    )


@lru_cache(maxsize=8)
def _content(version: str) -> str:
    return (_FOLDER / f"{version}.md").read_text("utf-8")
