"""Metadata at the top of a note is neither text nor a rule."""

import pytest

from app.notes.front_matter import front_matter


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ("---\ntitle: Plain\n---\n", "Plain"),
        ("---\ntitle: 'Quoted: with a colon'\n...\n", "Quoted: with a colon"),
        ("---\ntitle: 2024-01-02\n---\n", "2024-01-02"),
        ("---\ntitle: >\n  folded over\n  lines\n---\n", "folded over lines"),
        ("---\ntags: [a, b]\n---\n", ""),
        ("---\n---\n", ""),
        ("---\ntitle: A: slip\nother: x\n---\n", "A: slip"),
        ("---\ntitle: [a\nkey: b\n---\n", "[a"),
        ("\n---\ntitle: After a blank line\n---\n", "After a blank line"),
        ('+++\ntitle = "Toml"\n+++\n', "Toml"),
    ],
)
def test_the_block_is_taken_off_and_its_title_read(block: str, title: str) -> None:
    found = front_matter(block + "text\n")
    assert found.end == len(block)
    assert found.title == title


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA sentence between two rules.\n\n---\n",
        "---\ntitle: never closed\n",
        "text\n---\ntitle: not at the top\n---\n",
        "+++\nnot toml at all\n+++\n",
        "---\n- a list\n- between rules\n---\n",
        "# Title\n",
        "",
    ],
)
def test_what_is_no_front_matter(text: str) -> None:
    assert front_matter(text).end == 0


def test_a_bomb_of_aliases_is_only_read() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))
    found = front_matter(f"---\na0: &a0 x\n{levels}\ntitle: Bomb\n---\n")
    assert found.title == "Bomb"
