"""What a learner may set, as text."""

import pytest

from app.demos.controls import controls, settings
from app.demos.manifest import Manifest
from app.domain import DemoPreset
from app.errors import InvalidInputError

PRESET = DemoPreset(
    module="nowhere",
    summary="A demo.",
    auto="fastest",
    settings={"rate": 0.1, "steps": 3, "way": "up", "quick": False, "hidden": 7},
    schema={
        "type": "object",
        "properties": {
            "rate": {"control": "slider", "minimum": 0.1, "maximum": 2, "step": 0.1, "title": "Rate", "type": "number"},
            "steps": {"control": "slider", "minimum": 1, "maximum": 9, "step": 1, "title": "Steps", "type": "integer"},
            "way": {"control": "choice", "enum": ["up", "down"], "title": "Way", "type": "string"},
            "quick": {"control": "switch", "title": "Quick", "type": "boolean"},
        },
    },
    claims=(),
    question="?",
    options=("a", "b"),
)


def test_a_preset_unchanged_is_itself() -> None:
    assert settings(PRESET, {}) == PRESET.settings


def test_text_becomes_values() -> None:
    changed = settings(PRESET, {"rate": "1.5", "steps": "4", "way": "down", "quick": "on"})
    assert changed == {"rate": 1.5, "steps": 4, "way": "down", "quick": True, "hidden": 7}
    assert isinstance(changed["steps"], int)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("rate", "3", "a number from 0.1 to 2"),
        ("rate", "nan", "a number from"),
        ("rate", "inf", "a number from"),
        ("rate", "fast", "a number from"),
        ("rate", "", "a number from"),
        ("steps", "2.5", "a whole number from 1 to 9"),
        ("steps", "10", "a whole number"),
        ("way", "left", "one of up, down"),
        ("quick", "perhaps", "on or off"),
        ("speed", "1", "It has rate, steps, way, quick"),
        ("hidden", "1", "It has rate, steps, way, quick"),
    ],
)
def test_what_is_not_allowed_is_refused_with_what_is(name: str, text: str, says: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        settings(PRESET, {name: text})
    assert name in raised.value.message
    assert says in str(raised.value)


@pytest.mark.parametrize("concept", sorted(Manifest.load().demo_of_concept))
def test_every_control_accepts_its_own_value(concept: str) -> None:
    preset = Manifest.load().for_concept(concept).presets[concept]
    for control in controls(preset):
        text = ("on" if control.value else "off") if isinstance(control.value, bool) else str(control.value)
        assert control.parse(text) == control.value
