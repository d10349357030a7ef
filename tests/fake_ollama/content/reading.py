"""What stands in a prompt: sections in tilde fences, each after its heading path; the question of a second look."""

import re
from dataclasses import dataclass

_BLOCK = re.compile(r"^(?P<fence>~{4,})(?!~)[^\n]*\n(?P<text>.*?)^(?P=fence)(?!~)[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADINGS = re.compile(r"^Section:[ \t]*(.+)$", re.MULTILINE)
_QUESTION = re.compile(r"^Question:[ \t]*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One section as the prompt shows it; `part` is its 1-based place among the sections of the call."""

    part: int
    heading_path: tuple[str, ...]
    text: str

    @property
    def title(self) -> str:
        """The section's own heading."""
        return self.heading_path[-1] if self.heading_path else ""


def blocks(message: str) -> tuple[Block, ...]:
    """The sections of a message; none where their fences are not whole (a prompt cut at the front)."""
    found = []
    start = 0
    for number, match in enumerate(_BLOCK.finditer(message), start=1):
        headings = _HEADINGS.findall(message, start, match.start())
        path = tuple(each.strip() for each in headings[-1].split("›")) if headings else ()
        found.append(Block(number, path, match["text"].rstrip("\n")))
        start = match.end()
    return tuple(found)


def fresh(message: str) -> list[str]:
    """The lines that a message says are new in its section; none where it says nothing of it."""
    _, found, rest = message.rpartition("\nOnly this is new:\n")
    if not found:
        return []
    return [line.removeprefix("- ") for line in rest.split("\n\n", 1)[0].splitlines()]


def question(message: str) -> str:
    """The question asked after the sections, or nothing."""
    last = [match.end() for match in _BLOCK.finditer(message)]
    found = _QUESTION.findall(message, last[-1] if last else 0)
    return found[-1].strip() if found else ""
