"""Choosing what to write about, and who would write: with a model's server beside, and without."""

import re
from pathlib import Path

import pytest

from app.services.browse_runs import MOST_SECTIONS
from tests.fake_ollama import FakeOllama
from tests.web.running import Site, running
from tests.web.writing import NOTES, NOWHERE, finished, notes, read_only, sections, settled, start, ticked


async def test_what_no_writer_has_read_is_ticked(alone: Site) -> None:
    found = sections(alone)
    page = (await alone.get("/generate")).text
    assert ticked(page) == set(found.values())
    await finished(alone, await start(alone, section=found["Wax"], writer="extractive"))
    page = (await alone.get("/generate")).text
    assert ticked(page) == set(found.values()) - {found["Wax"]}
    assert "2 of 3 sections not yet written" in page


async def test_a_link_may_choose_one_note(alone: Site) -> None:
    found = sections(alone)
    page = (await alone.get(f"/generate?note={notes(alone)['Bread']}")).text
    assert ticked(page) == {found["Bread"], found["Crust"]}
    assert "Wax" not in page


async def test_only_what_was_ticked_is_asked_about(beside: Site, fake: FakeOllama) -> None:
    found = sections(beside)
    page = await finished(beside, await start(beside, section=[found["Wax"], found["Crust"]]))
    heard = " ".join(request.text for request in fake.requests())
    assert "makes the comb out of sugar" in heard
    assert "browns the crust" in heard
    assert "waggle" not in heard
    assert "By llama3.1:8b" in page
    assert re.search(r"<dt>new cards</dt><dd>[1-9]", page)
    assert f'href="/sections/{found["Wax"]}"' in page


async def test_a_whole_note_and_a_section_of_another(beside: Site) -> None:
    run = await start(beside, note=notes(beside)["Bread"], section=sections(beside)["Wax"])
    await finished(beside, run)
    assert settled(beside, run).keys() == {"Bread", "Crust", "Wax"}


async def test_a_wish_goes_to_the_model(beside: Site, fake: FakeOllama) -> None:
    await finished(beside, await start(beside, section=sections(beside)["Wax"], instruction="ask  for\ncauses"))
    assert "ask for causes" in fake.requests()[-1].text


async def test_nothing_is_started_over_nothing(beside: Site, fake: FakeOllama) -> None:
    empty = await beside.post("/generate", {"writer": "auto"})
    assert empty.status_code == 422
    assert "Nothing was ticked" in empty.text
    wax = sections(beside)["Wax"]
    run = await start(beside, section=wax)
    await finished(beside, run)
    written = await beside.post("/generate", {"section": wax})
    assert written.status_code == 422
    assert "Also what was written about before" in written.text
    assert (await beside.get(f"/runs/{run + 1}")).status_code == 404


async def test_writing_again_asks_for_more_and_doubles_nothing(beside: Site, fake: FakeOllama) -> None:
    wax = sections(beside)["Wax"]
    await finished(beside, await start(beside, section=wax))
    before = fake.counters()
    page = await finished(beside, await start(beside, section=wax, again="true"))
    assert fake.counters() != before
    assert "No new cards" in page
    assert "known already" in page


@pytest.mark.parametrize("form", [{"section": "none"}, {"note": -1}, {"writer": "somebody"}, {"other": "x"}])
async def test_forms_that_no_page_sends(beside: Site, form: dict[str, object]) -> None:
    reply = await beside.post("/generate", form)
    assert reply.status_code == 422
    assert "Nothing was changed" in reply.text


async def test_a_section_that_is_gone_is_not_written_about(beside: Site) -> None:
    reply = await beside.post("/generate", {"section": [sections(beside)["Wax"], 4711]})
    assert reply.status_code == 404


async def test_a_large_collection_is_chosen_by_notes(tmp_path: Path) -> None:
    async with running(tmp_path, ollama_host=NOWHERE) as site:
        chapters = "\n\n".join(f"## Chapter {number}\n\nIt is short." for number in range(MOST_SECTIONS))
        read_only(site, {"book.md": f"# Book\n\n{chapters}\n", **NOTES})
        page = (await site.get("/generate")).text
        assert ticked(page) == set()
        assert ticked(page, "note") == set(notes(site).values())
        assert len(page) < 30_000
        book = notes(site)["Book"]
        assert f'href="/generate?note={book}"' in page
        assert len(ticked((await site.get(f"/generate?note={book}")).text)) == MOST_SECTIONS + 1


async def test_a_form_may_have_thousands_of_boxes(alone: Site) -> None:
    found = list(sections(alone).values())
    run = await start(alone, section=found * 1_000, writer="extractive")
    await finished(alone, run)
    assert len(settled(alone, run)) == len(found)


async def test_added_notes_are_written_about_by_a_run(tmp_path: Path, fake: FakeOllama) -> None:
    async with running(tmp_path, ollama_host=fake.url) as site:
        await site.ingest(NOTES["bees.md"], "bees.md")
        page = (await site.get("/jobs/1")).text
        assert "Their cards are being written." in page
        run = re.search(r'href="/runs/(\d+)"', page)
        assert run is not None
        await finished(site, int(run[1]))
        assert settled(site, int(run[1])) == dict.fromkeys(("Bees", "Dances", "Wax"), "ollama")


async def test_who_would_write_is_asked_apart_from_the_page(beside: Site, fake: FakeOllama) -> None:
    page = (await beside.get("/generate")).text
    assert 'data-fill="/generate/writer"' in page
    assert fake.requests(path="") == []
    part = await beside.get("/generate/writer")
    assert part.headers["x-fragment"] == "1"
    assert "131,072 tokens of context" in part.text
    assert "Fit for the job" in part.text
    assert "Fit for the job" in (await beside.get("/generate?ask=true")).text


async def test_without_a_server_the_page_says_what_to_type(alone: Site) -> None:
    part = (await alone.get("/generate/writer")).text
    assert f"No Ollama listens at {NOWHERE}" in part
    assert "ollama serve" in part
    assert re.search(r'value="auto" disabled', part)
    assert re.search(r'value="extractive" checked', part)


async def test_a_model_that_is_not_installed(tmp_path: Path, fake: FakeOllama) -> None:
    async with running(tmp_path, ollama_host=fake.url, model="gemma:2b") as site:
        part = (await site.get("/generate/writer")).text
        assert "no model called gemma:2b" in part
        assert "ollama pull gemma:2b" in part
        link = re.search(r'href="(/settings\?fetch=[^#"]+)#get"', part)
        assert link is not None
        assert 'name="name" value="gemma:2b"' in (await site.get(link[1])).text


async def test_about_tells_who_writes(beside: Site, fake: FakeOllama) -> None:
    assert fake.url in (await beside.get("/about")).text
    assert "llama3.1:8b writes the cards" in (await beside.get("/about/writer")).text
    assert "llama3.1:8b writes the cards" in (await beside.get("/about?ask=true")).text


async def test_about_tells_why_no_model_writes(alone: Site) -> None:
    said = (await alone.get("/about/writer")).text
    assert "The built-in writer writes the cards" in said
    assert NOWHERE in said
