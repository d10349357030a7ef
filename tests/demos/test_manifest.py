"""The manifest is what the demo files say now."""

import pytest

from app.demos.manifest import MANIFEST, Manifest, generate
from app.demos.sources import excerpt, source_of
from app.errors import NotFoundError

ENTRIES = Manifest.load()
CONCEPTS = sorted(ENTRIES.demo_of_concept)


def test_the_manifest_is_current() -> None:
    assert MANIFEST.read_text("utf-8") == generate(), "run `python -m app.demos.manifest`"


def test_the_first_family_is_one_entry_with_its_nine_concepts() -> None:
    (entry,) = [entry for entry in ENTRIES.entries if entry.demo == "activation-functions"]
    assert set(entry.presets) == set(
        "activation-function relu sigmoid tanh leaky-relu prelu elu softmax logits".split()
    )


def test_an_unknown_concept_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="submarine"):
        ENTRIES.for_concept("submarine")


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_concept_has_its_page_complete(concept: str) -> None:
    preset = ENTRIES.for_concept(concept).presets[concept]
    assert preset.summary.endswith(".")
    assert preset.claims
    assert preset.question
    assert len(set(preset.options)) == len(preset.options) >= 2
    assert set(preset.schema["properties"]) <= set(preset.settings)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_the_code_shown_is_what_runs_for_the_concept(concept: str) -> None:
    source = source_of(ENTRIES.for_concept(concept).presets[concept].module)
    shown = excerpt(source, concept)
    compile(shown, concept, "exec")
    assert "yield result(" in shown
    assert shown.count("@demo.claim(") == len(ENTRIES.for_concept(concept).presets[concept].claims)
    assert "class P" not in shown
    assert len(shown.splitlines()) < len(source.splitlines())


def test_the_excerpt_follows_calls_and_leaves_out_other_concepts() -> None:
    source = """
demo = Demo()
A, B = 1, 2
C = 3
def used(): return C
def unused(): return 4
GUESS = Predict()
@demo.shows("one", GUESS)
def first(p, device):
    yield used()
@demo.claim("It holds", about="one", breaks={})
def holds(p, r):
    return True
@demo.shows("two", GUESS)
def second(p, device):
    yield unused()
"""
    assert excerpt(source, "one") == (
        "C = 3\n\n\ndef used(): return C\n\n\ndef first(p, device):\n    yield used()\n\n\n"
        '@demo.claim("It holds", about="one", breaks={})\ndef holds(p, r):\n    return True\n'
    )
