"""Files as they come: encodings, what is no note, and what a folder holds."""

import hashlib
import os
from pathlib import Path

import pytest

from app.errors import InvalidInputError
from app.notes.loader import LARGEST, MOST_SECTIONS, find_notes, load

TEXT = "# Überanpassung\r\n\r\nDie Kurve folgt dem Rauschen: σ² ≫ 0.\r\n"


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_text_in_each_readable_encoding(tmp_path: Path, encoding: str) -> None:
    content = TEXT.encode(encoding)
    note = load(write(tmp_path / "note.md", content))
    assert note.text == TEXT.replace("\r\n", "\n")
    assert note.title == "Überanpassung"
    assert note.content_hash == hashlib.sha256(content).hexdigest()
    assert note.sections[0].end_line == 3


def test_utf_16_with_the_bytes_the_other_way_round(tmp_path: Path) -> None:
    note = load(write(tmp_path / "note.txt", b"\xfe\xff" + TEXT.encode("utf-16-be")))
    assert note.title == "Überanpassung"


def test_the_file_name_is_the_title_of_last_resort(tmp_path: Path) -> None:
    note = load(write(tmp_path / "week_2_notes.txt", b"Only a sentence, and it ends here.\n"))
    assert note.title == "week 2 notes"
    assert [(section.level, section.start_line) for section in note.sections] == [(0, 1)]


@pytest.mark.parametrize(
    ("content", "reason", "advice"),
    [
        (b"", "is empty", "Write something"),
        (b" \n\t\n\xef\xbb\xbf", "is empty", "Write something"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\1\2\3\4", "is not text", "markdown"),
        ("naïve Bayes".encode("latin-1"), "is not valid UTF-8 (line 1)", "UTF-8"),
        (b"fine\nfine\n\xff\xfea", "is not valid UTF-8 (line 3)", "UTF-8"),
        (b"\xff\xfea\0b", "is not valid UTF-16", "UTF-8"),
        (b"# a\n" * (MOST_SECTIONS + 1), "has more than 20,000 headings", "Split it"),
        (b"x" * (LARGEST + 1), "is larger than 5 MB", "Split it"),
    ],
)
def test_a_file_that_cannot_be_used_says_so(tmp_path: Path, content: bytes, reason: str, advice: str) -> None:
    path = write(tmp_path / "bad.md", content)
    with pytest.raises(InvalidInputError) as caught:
        load(path)
    assert str(path) in caught.value.message
    assert reason in caught.value.message
    assert "every other note is still ingested" in caught.value.message
    assert advice in caught.value.advice
    assert path.read_bytes() == content


def test_five_megabytes_are_still_read(tmp_path: Path) -> None:
    line = b"A line of prose, not at all special, and long enough to be one.\n"
    note = load(write(tmp_path / "long.md", b"# Long\n\n" + line * ((LARGEST - 10) // len(line))))
    assert note.sections[0].end_line > 80_000


def test_stray_nuls_are_dropped(tmp_path: Path) -> None:
    assert load(write(tmp_path / "note.md", b"# A\0B\n\ntext\n")).title == "AB"


def test_a_missing_file_and_one_that_is_no_note(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no file or folder"):
        find_notes(tmp_path / "nowhere")
    with pytest.raises(InvalidInputError, match=r"\.markdown"):
        find_notes(write(tmp_path / "slides.pdf", b"%PDF"))
    with pytest.raises(InvalidInputError, match="is not a file"):
        load(tmp_path / "gone.md")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "secret.md", b"# A\n")
    path.chmod(0)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        load(path)


def test_a_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "A.txt", "sub/c.markdown", "sub/d.pdf", ".git/e.md", ".hidden.md", "a.MD", "z/.x/y.md"):
        write(tmp_path / name, b"# x\n")
    found = [path.relative_to(tmp_path).as_posix() for path in find_notes(tmp_path)]
    assert found == ["a.MD", "A.txt", "b.md", "sub/c.markdown"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside, outside, sibling = tmp_path / "vault", tmp_path / "other", tmp_path / "vault-2"
    write(outside / "secret.md", b"# s\n")
    write(sibling / "close.md", b"# s\n")
    kept = write(inside / "real.md", b"# r\n")
    (inside / "out.md").symlink_to(outside / "secret.md")
    (inside / "near.md").symlink_to(sibling / "close.md")
    (inside / "folder").symlink_to(outside, target_is_directory=True)
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "alias.md").symlink_to(kept)
    (inside / "broken.md").symlink_to(inside / "nowhere.md")
    assert [path.name for path in find_notes(inside)] == ["alias.md", "real.md"]


def test_a_single_file_is_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "one.md", b"# x\n")
    assert find_notes(path) == [path]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "is a PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "is a Word document or a ZIP archive"),
        (b"{\\rtf1\\ansi Hello}", "is rich text"),
        (b"\n<!DOCTYPE html>\n<title>x</title>", "is a web page"),
        ("# Title\n\ntext\n".encode("utf-16-le"), "is UTF-16 without a byte order mark"),
        ("# Title\n\ntext\n".encode("utf-16-be"), "is UTF-16 without a byte order mark"),
    ],
)
def test_other_kinds_of_file_are_named(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(InvalidInputError, match=what) as caught:
        load(write(tmp_path / "notes.txt", content))
    assert "every other note is still ingested" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Graph theory 3f2a1b9c4d5e6f708192a3b4c5d6e7f8.md", "Graph theory"),
        ("202403041215 Testing.md", "Testing"),
        ("202403041215.md", "202403041215"),
        ("2024-03-04-testing.md", "testing"),
        ("2024-03-04.md", "2024-03-04"),
        ("linear_maps.md", "linear maps"),
        ("k-means.md", "k-means"),
    ],
)
def test_the_title_of_a_file(tmp_path: Path, name: str, title: str) -> None:
    assert load(write(tmp_path / name, b"only text here, without a title\n")).title == title
