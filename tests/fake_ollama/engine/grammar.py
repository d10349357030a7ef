"""A reply schema as a GBNF grammar, fields in the order of the schema.

Strings hold no control characters, quotes or backslashes: with random weights, the wider rule of the engine's own
converter ends in broken escapes. They are kept short too, for noise never closes a string by itself.
"""

import json
from collections.abc import Mapping
from typing import Any

from tests.fake_ollama.content.shape import resolved

LONGEST_STRING = 40
MOST_ITEMS = 4
_CHARACTER = r'char ::= [^"\\\x7F\x00-\x1F]'
_INTEGER_DIGITS = 4


def gbnf(schema: Mapping[str, Any]) -> str:
    """The grammar of a schema made of objects, arrays, strings, enums, integers, numbers and booleans.

    Raises ValueError for anything else.
    """
    return f"root ::= {_rule(schema, schema)}\n{_CHARACTER}\n"


def _rule(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    schema = resolved(schema, root)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return "(" + " | ".join(_literal(json.dumps(value, ensure_ascii=False)) for value in values) + ")"
    match schema.get("type"):
        case "object":
            return _object(schema, root)
        case "array":
            return _array(schema, root)
        case "string":
            least = min(int(schema.get("minLength", 1)), LONGEST_STRING)
            most = min(int(schema.get("maxLength", LONGEST_STRING)), LONGEST_STRING)
            return f'"\\"" char{{{least},{max(least, most)}}} "\\""'
        case "integer":
            return _integer(schema)
        case "number":
            return f'"-"? [0-9]{{1,{_INTEGER_DIGITS}}} ("." [0-9]{{1,{_INTEGER_DIGITS}}})?'
        case "boolean":
            return '("true" | "false")'
    raise ValueError(f"no grammar for {json.dumps(schema)[:80]}")


def _object(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    fields = [
        f"{_literal(json.dumps(name) + ': ')} {_rule(value, root)}" for name, value in schema["properties"].items()
    ]
    return '"{" ' + ' ", " '.join(fields) + ' "}"'


def _array(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    least, most = int(schema.get("minItems", 0)), min(int(schema.get("maxItems", MOST_ITEMS)), MOST_ITEMS)
    item = _rule(schema["items"], root)
    if most < 1:
        return '"[]"'
    some = f'{item} (", " {item}){{{max(0, least - 1)},{max(least, most) - 1}}}'
    return f'"[" {some} "]"' if least else f'"[" ({some})? "]"'


def _integer(schema: Mapping[str, Any]) -> str:
    """A number between two near bounds as its alternatives; else a few digits."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if isinstance(low, int) and isinstance(high, int) and high - low < 100:
        return "(" + " | ".join(_literal(str(each)) for each in range(low, high + 1)) + ")"
    return f"[1-9] [0-9]{{0,{_INTEGER_DIGITS - 1}}}"


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
