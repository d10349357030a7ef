"""Adding notes: uploads, zips that mean harm, pasted text, folders, and the work they start."""

import io
import re
import stat
import zipfile
from pathlib import Path

import pytest

from app.errors import InvalidInputError
from app.services.add_notes import safe_name
from app.services.unzip import Limits, unpack
from tests.fake_ollama import FakeOllama
from tests.web.running import NOTE, SAME_ORIGIN, Site, running


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    file.seek(0)
    return file


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


async def upload(site: Site, *files: tuple[str, bytes]):
    parts = [("files", (name, content)) for name, content in files]
    return await site.client.post("/add/files", files=parts, headers=SAME_ORIGIN)


async def outcome(site: Site, reply) -> str:
    assert reply.status_code == 303, reply.text
    job = site.app.state.torchdeck.jobs.get(int(reply.headers["location"].rpartition("/")[2]))
    assert job.wait(20)
    return (await site.get(reply.headers["location"])).text


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("link.md")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def test_a_zip_gives_its_notes_and_nothing_else(tmp_path: Path) -> None:
    file = zipped(
        ("vault/a.md", b"# A"),
        ("vault/deep/b.TXT", b"B"),
        ("vault/picture.png", b"no note"),
        ("vault/.obsidian/workspace.md", b"hidden"),
        ("__MACOSX/vault/._a.md", b"litter"),
    )
    found = unpack(file, tmp_path / "vault")
    assert files_below(tmp_path) == ["vault/vault/a.md", "vault/vault/deep/b.TXT"]
    assert sorted(path.name for path in found) == ["a.md", "b.TXT"]


@pytest.mark.parametrize(
    "name",
    [
        "../out.md",
        "a/../../out.md",
        "/etc/out.md",
        "..\\out.md",
        "C:/out.md",
        "C:out.md",
        "a\\b.md",
        "x/" * 400 + "a.md",
        "a" * 300 + ".md",
    ],
)
def test_names_that_lead_out_are_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInputError, match="nothing was kept"):
        unpack(zipped(("good.md", b"# Good"), (name, b"bad")), tmp_path / "vault")
    assert files_below(tmp_path) == []


def test_links_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="leads out"):
        unpack(zipped(("good.md", b"# Good"), (link(), b"/etc/passwd")), tmp_path / "vault")
    assert files_below(tmp_path) == []


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    bomb = zipped(*((f"{n}.md", b"\0" * 900_000) for n in range(10)))
    assert len(bomb.getvalue()) < 20_000
    with pytest.raises(InvalidInputError, match="unpacks to more than 2 MB"):
        unpack(bomb, tmp_path / "vault", Limits(total_bytes=2_000_000))
    assert files_below(tmp_path) == []


def test_a_header_that_lies_about_the_size_is_no_way_around(tmp_path: Path) -> None:
    raw = bytearray(zipped(("a.md", b"\0" * 900_000)).getvalue())
    central = raw.index(b"PK\x01\x02")
    for at in (22, central + 24):
        raw[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InvalidInputError):
        unpack(io.BytesIO(bytes(raw)), tmp_path / "vault", Limits(total_bytes=1_000))
    assert files_below(tmp_path) == []


def test_too_many_entries(tmp_path: Path) -> None:
    many = zipped(*((f"{n}.png", b"") for n in range(30)))
    with pytest.raises(InvalidInputError, match="30 entries"):
        unpack(many, tmp_path / "vault", Limits(members=20))


def test_the_same_name_twice(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="twice"):
        unpack(zipped(("a.md", b"1"), ("A.md", b"2")), tmp_path / "vault")


@pytest.mark.parametrize("cut", [0, 10, 40, 80])
def test_a_torn_zip(tmp_path: Path, cut: int) -> None:
    whole = zipped(("a.md", b"# A" * 50)).getvalue()
    with pytest.raises(InvalidInputError, match="nothing of it was kept"):
        unpack(io.BytesIO(whole[: len(whole) - cut - 1]), tmp_path / "vault")
    assert files_below(tmp_path) == []


def test_a_zip_without_notes(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="holds no notes"):
        unpack(zipped(("a.png", b"")), tmp_path / "vault")


def test_a_second_zip_replaces_what_has_the_same_name(tmp_path: Path) -> None:
    unpack(zipped(("a.md", b"old"), ("b.md", b"stays")), tmp_path / "vault")
    unpack(zipped(("a.md", b"new")), tmp_path / "vault")
    assert (tmp_path / "vault/a.md").read_bytes() == b"new"
    assert (tmp_path / "vault/b.md").read_bytes() == b"stays"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tide pools", "Tide pools"),
        ("../../etc/passwd", "etc passwd"),
        (".hidden", "hidden"),
        ("Über Wellen: 1/2", "Über Wellen 1 2"),
        ("\x00\n", "Untitled"),
        ("水" * 80, "水" * 33),
    ],
)
def test_titles_become_safe_file_names(title: str, name: str) -> None:
    assert safe_name(title) == name


async def test_uploaded_notes_become_cards(site: Site) -> None:
    bundle = zipped(("course/waves.md", NOTE.replace("Tide pools", "Waves").encode())).getvalue()
    page = await outcome(site, await upload(site, ("../tide.md", NOTE.encode()), ("course.zip", bundle)))
    assert "Your notes are in." in page
    assert "2 notes" in page
    assert re.search(r"<dt>new cards</dt><dd>[1-9]", page)
    assert files_below(site.home / "notes") == ["course/course/waves.md", "tide.md"]


async def test_it_is_said_why_no_model_wrote(tmp_path: Path, fake: FakeOllama) -> None:
    async with running(tmp_path, ollama_host=fake.url, model="mistral:7b") as site:
        page = await outcome(site, await upload(site, ("tide.md", NOTE.encode())))
    assert "The built-in writer writes the cards: mistral:7b is not installed" in page
    assert "ollama pull mistral:7b" in page


async def test_a_bad_file_is_named_and_the_others_are_read(site: Site) -> None:
    page = await outcome(site, await upload(site, ("tide.md", NOTE.encode()), ("broken.md", b"\xff\xfe\x00\xd8bad")))
    assert "1 file could not be read" in page
    assert "broken.md" in page
    assert "1 note" in page


async def test_what_is_no_note_is_refused(site: Site) -> None:
    reply = await upload(site, ("shell.exe", b"MZ"))
    assert reply.status_code == 422
    assert "is not a kind of note" in reply.text
    assert not (site.home / "notes").exists()


async def test_no_file_chosen(site: Site) -> None:
    reply = await upload(site, ("", b""))
    assert reply.status_code == 422


async def test_pasted_text_becomes_a_note(site: Site) -> None:
    page = await outcome(site, await site.post("/add/text", {"title": "Tide: pools", "text": NOTE}))
    assert "Your notes are in." in page
    assert (site.home / "notes/Tide pools.md").read_text() == NOTE
    again = await site.post("/add/text", {"title": "Tide pools", "text": "other"})
    assert again.status_code == 422
    assert "another title" in again.text
    assert (site.home / "notes/Tide pools.md").read_text() == NOTE


async def test_a_folder_is_read_where_it_is(site: Site) -> None:
    (site.notes / "tide.md").write_text(NOTE)
    page = await outcome(site, await site.post("/add/folder", {"path": f'"{site.notes}"'}))
    assert "Your notes are in." in page
    assert not (site.home / "notes").exists()


@pytest.mark.parametrize("path", ["notes", "./notes", "/nowhere/at/all", " "])
async def test_a_path_that_leads_nowhere(site: Site, path: str) -> None:
    reply = await site.post("/add/folder", {"path": path})
    assert reply.status_code == 422


async def test_the_shipped_notes_start_a_first_session(site: Site) -> None:
    page = await outcome(site, await site.post("/add/starter"))
    assert "Your notes are in." in page
    assert "due" in (await site.get("/")).text
    assert "/add/starter" not in (await site.get("/add")).text


async def test_one_file_that_is_no_note_does_not_stop_the_others(site: Site) -> None:
    reply = await upload(site, ("letter.docx", b"PK"), ("tides.md", NOTE.encode()), ("torn.zip", b"not a zip"))
    page = await outcome(site, reply)
    assert "Your notes are in." in page
    assert "2 files could not be read" in page
    assert "letter.docx" in page
    assert "torn.zip" in page
    assert files_below(site.home / "notes") == ["tides.md"]


async def test_the_shipped_notes_are_offered_until_they_are_there(site: Site) -> None:
    assert "/add/starter" in (await site.get("/add")).text
    await outcome(site, await site.post("/add/starter"))
    assert "/add/starter" not in (await site.get("/add")).text


async def test_rejections_can_be_looked_at(studying: Site) -> None:
    page = (await studying.get("/runs/1")).text
    assert "By the built-in writer" in page
    with studying.app.state.torchdeck.db.read() as connection:
        rules = set(connection.exec_driver_sql("SELECT rule FROM rejections").scalars())
    for rule in rules:
        assert rule in (await studying.get(f"/runs/1?rule={rule}")).text


async def test_the_deck_can_be_downloaded(studying: Site, tmp_path: Path) -> None:
    assert "cards as an .apkg file" in (await studying.get("/export")).text
    reply = await studying.get("/export/deck.apkg?deck=Sea::Shore&scheduling=true")
    assert reply.status_code == 200
    assert "Sea%20Shore.apkg" in reply.headers["content-disposition"]
    assert "collection.anki2" in zipfile.ZipFile(io.BytesIO(reply.content)).namelist()


async def test_an_empty_collection_has_nothing_to_export(site: Site) -> None:
    assert "no cards to export" in (await site.get("/export")).text
    assert (await site.get("/export/deck.apkg")).status_code == 422
