"""What a learner may set, read from the manifest's JSON schema: for forms, addresses and the command line. No torch."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.domain import DemoPreset
from app.errors import InvalidInputError

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Control:
    """One setting: a "slider" (low, high, step), a "choice" (options) or a "switch"."""

    name: str
    title: str
    kind: str
    value: Value
    low: float = 0
    high: float = 0
    step: float | None = None
    whole: bool = False
    options: tuple[str, ...] = ()

    def parse(self, text: str) -> Value:
        """The setting that a text stands for.

        Raises:
            InvalidInputError: it is not one of those allowed; says which are.
        """
        if self.kind == "switch":
            if text.strip().lower() not in _SWITCH:
                raise self._refused(text, "on or off")
            return _SWITCH[text.strip().lower()]
        if self.kind == "choice":
            if text not in self.options:
                raise self._refused(text, f"one of {', '.join(self.options)}")
            return text
        number = _number(text)
        if number is None or not self.low <= number <= self.high or (self.whole and number != int(number)):
            kind = "a whole number" if self.whole else "a number"
            raise self._refused(text, f"{kind} from {self.low:g} to {self.high:g}")
        return int(number) if self.whole else number

    def _refused(self, text: str, allowed: str) -> InvalidInputError:
        return InvalidInputError(f"{self.name} cannot be “{text}”.", advice=f"It must be {allowed}.")


_SWITCH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def controls(preset: DemoPreset) -> tuple[Control, ...]:
    """The settings offered for a concept, each at its preset's value."""
    properties = cast("dict[str, dict[str, Any]]", preset.schema["properties"])
    return tuple(_control(name, schema, preset.settings[name]) for name, schema in properties.items())


def _control(name: str, schema: dict[str, Any], value: Any) -> Control:
    return Control(
        name=name,
        title=schema["title"],
        kind=schema["control"],
        value=value,
        low=schema.get("minimum", 0),
        high=schema.get("maximum", 0),
        step=schema.get("step"),
        whole=schema["type"] == "integer",
        options=tuple(schema.get("enum", ())),
    )


def settings(preset: DemoPreset, changes: Mapping[str, str]) -> dict[str, object]:
    """The preset with some settings changed, each given as text.

    Raises:
        InvalidInputError: a name is unknown or a value not allowed.
    """
    known = {control.name: control for control in controls(preset)}
    unknown = [name for name in changes if name not in known]
    if unknown:
        raise InvalidInputError(f"This demo has no setting called {unknown[0]}.", advice=f"It has {', '.join(known)}.")
    return {**preset.settings, **{name: known[name].parse(text) for name, text in changes.items()}}
