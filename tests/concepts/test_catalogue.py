"""The catalogue: what content/ may look like, and that it and the demos belong together."""

from pathlib import Path

import pytest

from app.concepts.catalogue import Catalogue, read_topic
from app.config import shipped
from app.demos.manifest import Manifest
from app.errors import InvalidInputError, NotFoundError
from app.notes.loader import load

TOPIC = """# Boats

What floats.

## Raft {#raft aka="Float|log boat"}

A **raft** is logs tied together.

### A deeper heading stays inside

```
## not a heading {#no}
```

## Sail boat {#sail-boat}

A boat with a sail.
"""


def test_a_topic_is_its_file() -> None:
    topic = read_topic("boats", TOPIC, {"raft": "floating"})
    raft, sail = topic.concepts
    assert (topic.id, topic.title, topic.introduction) == ("boats", "Boats", "What floats.")
    assert (raft.id, raft.title, raft.aliases, raft.topic, raft.demo) == (
        "raft", "Raft", ("Float", "log boat"), "boats", "floating",
    )  # fmt: skip
    assert raft.body.startswith("A **raft**")
    assert "### A deeper heading" in raft.body
    assert "## not a heading {#no}" in raft.body
    assert (sail.aliases, sail.demo) == ((), None)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("## Raft {#raft}\nText.", 1, "must start"),
        ("", 1, "must start"),
        ("# Boats\n## Raft\nText.", 2, "needs an id"),
        ("# Boats\n## Raft {#Raft!}\nText.", 2, "needs an id"),
        ('# Boats\n\n## Raft {#raft alias="x"}\nText.', 3, "not of the form"),
        ('# Boats\n## Raft {#raft aka="x||y"}\nText.', 2, "alias is empty"),
        ("# Boats\n## Raft {#raft}\n\n## Ship {#ship}\nText.", 2, "has no text"),
        ("# Boats\n## Raft {#raft}\nText.\n# More", 4, "only one"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why) as raised:
        read_topic("boats", text, {})
    assert f"content/boats.md, line {line}:" in raised.value.message


@pytest.mark.parametrize(
    "second",
    ["# B\n## Other {#raft}\nText.", "# B\n## Raft {#other}\nText.", '# B\n## O {#other aka="RAFT"}\nText.'],
    ids=["same id", "same title", "alias is another's title"],
)
def test_no_two_concepts_share_an_id_or_a_name(tmp_path: Path, second: str) -> None:
    (tmp_path / "a.md").write_text("# A\n## Raft {#raft}\nText.")
    (tmp_path / "b.md").write_text(second)
    with pytest.raises(InvalidInputError):
        Catalogue.load(tmp_path)


def test_look_up_and_neighbours(tmp_path: Path) -> None:
    (tmp_path / "boats.md").write_text(TOPIC)
    catalogue = Catalogue.load(tmp_path, {"raft": "floating"})
    raft, sail = catalogue.concepts
    assert catalogue.neighbours("raft") == (None, sail)
    assert catalogue.neighbours("sail-boat") == (raft, None)
    assert catalogue.has_demo("raft")
    assert not catalogue.has_demo("sail-boat")
    assert not catalogue.has_demo("submarine")
    assert "raft" in catalogue
    with pytest.raises(NotFoundError, match="submarine"):
        catalogue.get("submarine")


def test_no_concept_without_a_demo_and_no_preset_without_a_concept() -> None:
    manifest = Manifest.load()
    catalogue = Catalogue.load(shipped("content"), manifest.demo_of_concept)
    assert {concept.id for concept in catalogue} == set(manifest.demo_of_concept)
    assert all(concept.demo for concept in catalogue)
    assert {entry.topic for entry in manifest.entries} == {topic.id for topic in catalogue.topics}


@pytest.mark.parametrize("concept", Catalogue.load(shipped("content")), ids=lambda concept: concept.id)
def test_the_shipped_text_is_short_and_complete(concept) -> None:
    words = concept.body.split()
    assert 60 <= len(words) <= 180
    assert "$" in concept.body, "a formula"
    assert concept.body.count("- **Pitfall:**") == 1
    assert "**" in concept.body.splitlines()[0], "the first line defines the term, in bold"


def test_the_shipped_content_reads_as_notes() -> None:
    """The same files are the starter notes: the attributes of their headings do not show."""
    for path in shipped("content").glob("*.md"):
        note = load(path)
        assert not [each.title for each in note.sections if "{" in each.title]
