"""Metadata at the top of a note: YAML between `---` lines (Jekyll, Obsidian) or TOML between `+++` lines (Hugo)."""

import re
import tomllib
from dataclasses import dataclass

_YAML = re.compile(r"\A\s*^---[ \t]*\n(.{0,65536}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\s*^\+\+\+[ \t]*\n(.{0,65536}?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_VALUE = re.compile(r"(?:[\w-][\w .-]*:(?:\s.*)?|\s*-(?:\s.*)?|\s*#.*|[ \t]+\S.*|)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end` is the offset of the first character after the block; 0 where there is none."""

    end: int = 0
    title: str = ""


def front_matter(text: str) -> FrontMatter:
    """Reads the block; two rules around ordinary text are not one, a block with a slip in its YAML is."""
    if match := _YAML.match(text):
        return _from_yaml(match)
    if match := _TOML.match(text):
        try:
            return FrontMatter(match.end(), _scalar(tomllib.loads(match[1]).get("title")))
        except tomllib.TOMLDecodeError:
            return FrontMatter()
    return FrontMatter()


def _from_yaml(match: re.Match[str]) -> FrontMatter:
    # Only a note that has such a block pays for the parser; the server's start does not.
    import yaml

    try:
        data = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        looks_like_yaml = all(_KEY_VALUE.fullmatch(line) for line in match[1].split("\n"))
        return FrontMatter(match.end(), _title_line(match[1])) if looks_like_yaml else FrontMatter()
    if isinstance(data, dict):
        return FrontMatter(match.end(), _scalar(data.get("title")))
    return FrontMatter(match.end()) if data is None or data == "" else FrontMatter()


def _title_line(block: str) -> str:
    found = re.search(r"^title:[ \t]*(.+)$", block, re.MULTILINE)
    return found[1].strip().strip("'\"") if found else ""


def _scalar(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
