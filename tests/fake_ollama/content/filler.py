"""Something in the shape of any schema, for questions that the fake has no rule for."""

from collections.abc import Mapping
from typing import Any

from tests.fake_ollama.content.shape import resolved

_WORD = "something "


def filled(schema: Mapping[str, Any], root: Mapping[str, Any], *, alphabetical: bool) -> Any:
    """The smallest value that the engine's grammar would let through, with all fields of each object."""
    schema = resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], root, alphabetical=alphabetical)
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            names = sorted(fields) if alphabetical else list(fields)
            return {name: filled(fields[name], root, alphabetical=alphabetical) for name in names}
        case "array":
            count = int(schema.get("minItems", 0))
            return [filled(schema.get("items", {}), root, alphabetical=alphabetical) for _ in range(count)]
        case "integer":
            return int(schema.get("minimum", 1))
        case "number":
            return 1.5
        case "boolean":
            return False
        case "null":
            return None
    least, most = int(schema.get("minLength", 1)), int(schema.get("maxLength", 500))
    words = _WORD * (1 + least // len(_WORD))
    return words[: min(most, max(least, len(_WORD) - 1))]
