"""Which reply formats a server refuses, by its release."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fake_ollama.http_errors import HttpError

_MOST_REPETITIONS = 2000


def check(wanted: object, release: tuple[int, int]) -> None:
    """Raises HttpError where the server would refuse this value of `format`."""
    if wanted in (None, "", "json"):
        return
    if not isinstance(wanted, Mapping):
        raise HttpError(500, f'invalid format: {json.dumps(wanted)}; expected "json" or a valid JSON Schema object')
    for node in _nodes(wanted):
        _check_reference(node, wanted, release)
        _check_pattern(node, release)
        if max(int(node.get("maxLength", 0)), int(node.get("maxItems", 0))) >= _MOST_REPETITIONS:
            raise HttpError(400, "failed to parse grammar: number of repetitions exceeds sane defaults")


def _nodes(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for each in value.values():
            yield from _nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from _nodes(each)


def _check_reference(node: Mapping[str, Any], root: Mapping[str, Any], release: tuple[int, int]) -> None:
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return
    target: Any = root
    for step in reference.removeprefix("#/").split("/"):
        target = target.get(step) if isinstance(target, Mapping) else None
    if target is None:
        if release < (0, 30):
            raise HttpError(500, "invalid JSON schema in format")
        raise HttpError(400, f"JSON schema conversion failed: Error resolving $ref {reference}")


def _check_pattern(node: Mapping[str, Any], release: tuple[int, int]) -> None:
    """Patterns must be anchored; older releases refuse others, later ones let any string pass."""
    pattern = node.get("pattern")
    if isinstance(pattern, str) and release < (0, 30) and not (pattern.startswith("^") and pattern.endswith("$")):
        raise HttpError(500, "invalid JSON schema in format")
