"""Runs from the page: followed, cancelled, taken up, and what they gave, beside a model's server."""

import re
from pathlib import Path

from app.db.run_locks import working_on
from app.domain import Author
from app.services.run_plan import RunWishes, plan_run
from tests.fake_ollama import FakeOllama
from tests.fake_ollama.faults import Fault
from tests.web.running import Site, running
from tests.web.writing import NOTES, SLOW, finished, notes, read_only, run_row, sections, settled, start, state, until

WORDS = {
    "Bees": "gathers nectar",
    "Dances": "where the flowers stand",
    "Wax": "comb out of sugar",
    "Bread": "culture of yeast",
    "Crust": "browns the crust",
}


async def test_a_run_is_followed_without_reloading(beside: Site, fake: FakeOllama) -> None:
    fake.change(latency_ms=SLOW)
    run = await start(beside, note=list(notes(beside).values()))
    await until(lambda: bool(settled(beside, run)), "a section")
    part = await beside.get(f"/runs/{run}", **{"X-Fragment": "1"})
    assert part.headers["x-fragment"] == "1"
    assert "<html" not in part.text
    assert re.search(r'<progress max="5" value="[1-4]"', part.text)
    assert "tokens per second" in part.text
    assert re.search(r"Now: Bees|Now: Bread", part.text)
    assert "data-over" not in part.text
    whole = (await beside.get(f"/runs/{run}")).text
    assert 'http-equiv="refresh"' in whole
    today = (await beside.get("/")).text
    assert f'href="/runs/{run}"' in today
    assert re.search(r"writing \d of 5", today)
    assert "data-over" in await finished(beside, run)
    assert "writing" not in (await beside.get("/settings")).text.partition("<main")[0]


async def test_studying_goes_on_beside_a_run(beside: Site, fake: FakeOllama) -> None:
    await finished(beside, await start(beside, section=sections(beside)["Wax"]))
    fake.change(latency_ms=SLOW)
    run = await start(beside, note=list(notes(beside).values()))
    page = (await beside.get("/study")).text
    form = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("card_id", "version")}
    form |= {"submission_id": "0123456789", "rating": 3, "duration_ms": 900}
    reply = await beside.post("/study/answer", form)
    assert reply.status_code == 303
    assert state(beside).runs.busy
    with state(beside).db.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reviews").scalar_one() == 1
    await beside.post(f"/runs/{run}/stop")


async def test_a_cancelled_run_goes_on_where_it_stopped(beside: Site, fake: FakeOllama) -> None:
    fake.change(latency_ms=SLOW)
    run = await start(beside, note=list(notes(beside).values()))
    await until(lambda: bool(settled(beside, run)), "a section")
    reply = await beside.post(f"/runs/{run}/stop")
    assert reply.headers["location"] == f"/runs/{run}"
    page = await finished(beside, run)
    done = settled(beside, run)
    assert f"Cancelled after {len(done)} of 5 sections" in page
    assert run_row(beside, run)["state"] == "cancelled"
    generate = (await beside.get("/generate")).text
    assert f'action="/runs/{run}/continue"' in generate
    assert "was cancelled" in generate

    fake.change(latency_ms=0)
    heard = fake.requests()[-1].number
    assert (await beside.post(f"/runs/{run}/continue")).headers["location"] == f"/runs/{run}"
    page = await finished(beside, run)
    assert "Cancelled" not in page
    assert settled(beside, run).keys() == sections(beside).keys()
    asked_then = " ".join(request.text for request in fake.requests(after=heard))
    assert {title for title, words in WORDS.items() if words in asked_then} == WORDS.keys() - done.keys()
    assert "/continue" not in (await beside.get("/generate")).text


async def test_what_another_run_has_done_is_not_offered_again(beside: Site, fake: FakeOllama) -> None:
    fake.change(latency_ms=SLOW)
    run = await start(beside, note=list(notes(beside).values()))
    await beside.post(f"/runs/{run}/stop")
    await finished(beside, run)
    assert f"/runs/{run}/continue" in (await beside.get("/generate")).text
    fake.change(latency_ms=0)
    await finished(beside, await start(beside, note=list(notes(beside).values())))
    assert "/continue" not in (await beside.get("/generate")).text
    assert f"/runs/{run}/continue" in (await beside.get(f"/runs/{run}")).text


async def test_a_run_is_cancelled_only_once_and_over_runs_do_not_go_on(beside: Site) -> None:
    run = await start(beside, section=sections(beside)["Wax"])
    await finished(beside, run)
    assert (await beside.post(f"/runs/{run}/stop")).status_code == 303
    assert run_row(beside, run)["state"] == "done"
    assert (await beside.post(f"/runs/{run}/continue")).status_code == 409
    assert (await beside.post("/runs/99/continue")).status_code == 404
    assert (await beside.post("/runs/99/stop")).status_code == 404


async def test_a_closed_server_leaves_a_run_that_can_be_taken_up(tmp_path: Path, fake: FakeOllama) -> None:
    fake.change(latency_ms=SLOW)
    async with running(tmp_path, ollama_host=fake.url) as site:
        read_only(site, NOTES)
        run = await start(site, note=list(notes(site).values()))
        await until(lambda: bool(settled(site, run)), "a section")
        vault = site.notes
    vault.rename(tmp_path / "elsewhere")
    fake.change(latency_ms=0)
    async with running(tmp_path, ollama_host=fake.url) as site:
        assert run_row(site, run)["state"] == "interrupted"
        page = (await site.get(f"/runs/{run}")).text
        assert "Interrupted after" in page
        assert "Torchdeck was closed" in page
        await site.post(f"/runs/{run}/continue")
        await finished(site, run)
        assert run_row(site, run)["state"] == "done"
        assert settled(site, run).keys() == sections(site).keys()


async def test_runs_wait_for_one_another(beside: Site, fake: FakeOllama) -> None:
    fake.change(latency_ms=SLOW)
    first = await start(beside, note=notes(beside)["Bees"])
    second = await start(beside, note=notes(beside)["Bread"])
    assert f'<a href="/runs/{first}">run {first}</a>' in (await beside.get(f"/runs/{second}")).text
    fake.change(latency_ms=0)
    await finished(beside, second)
    assert settled(beside, first).keys() == {"Bees", "Dances", "Wax"}
    assert settled(beside, second).keys() == {"Bread", "Crust"}


async def test_a_run_of_another_process_is_followed_and_cancelled(beside: Site) -> None:
    parts = state(beside)
    run = plan_run(parts.db, parts.learner, RunWishes(), author=Author("ollama", "llama3.1:8b"), now=parts.now())
    with working_on(parts.db.path, run) as mine:
        assert mine
        page = (await beside.get(f"/runs/{run}")).text
        assert "Writing cards…" in page
        assert "0 of 5 sections" in page
        await beside.post(f"/runs/{run}/stop")
        assert run_row(beside, run)["state"] == "cancelled"


async def test_a_run_that_nobody_works_on_any_more_can_be_taken_up(beside: Site) -> None:
    parts = state(beside)
    run = plan_run(parts.db, parts.learner, RunWishes(), author=Author("ollama", "llama3.1:8b"), now=parts.now())
    page = (await beside.get(f"/runs/{run}")).text
    assert "Interrupted after 0 of 5 sections" in page
    await beside.post(f"/runs/{run}/continue")
    await finished(beside, run)
    assert settled(beside, run).keys() == sections(beside).keys()


async def test_a_run_that_waits_can_be_taken_back_and_taken_up(beside: Site, fake: FakeOllama) -> None:
    fake.change(latency_ms=SLOW)
    first = await start(beside, note=notes(beside)["Bees"])
    second = await start(beside, note=notes(beside)["Bread"])
    await beside.post(f"/runs/{second}/stop")
    assert "Cancelled after 0 of 2 sections" in (await beside.get(f"/runs/{second}")).text
    await beside.post(f"/runs/{second}/continue")
    fake.change(latency_ms=0)
    await finished(beside, second)
    assert settled(beside, first).keys() == {"Bees", "Dances", "Wax"}
    assert settled(beside, second).keys() == {"Bread", "Crust"}
    assert run_row(beside, second)["state"] == "done"


async def test_vectors_are_made_where_a_model_for_them_is_chosen(tmp_path: Path, fake: FakeOllama) -> None:
    async with running(tmp_path, ollama_host=fake.url, embedding_model="nomic-embed-text") as site:
        read_only(site, NOTES)
        await finished(site, await start(site, note=list(notes(site).values())))
        with state(site).db.read() as connection:
            stored = connection.exec_driver_sql("SELECT card_id FROM card_vectors").scalars().all()
            cards = connection.exec_driver_sql("SELECT id FROM cards").scalars().all()
        assert cards
        assert set(stored) == set(cards)


async def test_what_the_built_in_writer_took_over_is_told_and_tried_again(beside: Site, fake: FakeOllama) -> None:
    fake.change(faults=[Fault("empty_text", contains="sugar")])
    run = await start(beside, note=list(notes(beside).values()))
    page = await finished(beside, run)
    taken_over = {title for title, writer in settled(beside, run).items() if writer == "extractive"}
    assert "Wax" in taken_over
    assert "Crust" not in taken_over
    assert f"The built-in writer wrote for {len(taken_over)} section" in page
    assert "empty" in page
    fault = re.search(rf'href="/runs/{run}\?fault=([^#"]+)#results"', page)
    assert fault is not None
    only = (await beside.get(f"/runs/{run}?fault={fault[1]}")).text
    assert "Wax" in only
    assert "Crust" not in only.partition('id="refused"')[0]

    fake.change(faults=[])
    reply = await beside.post(f"/runs/{run}/again")
    again = int(reply.headers["location"].rpartition("/")[2])
    assert again > run
    page = await finished(beside, again)
    assert settled(beside, again) == dict.fromkeys(taken_over, "ollama")
    assert "The built-in writer wrote for" not in page
    assert (await beside.post(f"/runs/{again}/again")).status_code == 409


async def test_without_a_server_the_built_in_writer_writes(alone: Site) -> None:
    run = await start(alone, note=list(notes(alone).values()), writer="auto")
    page = await finished(alone, run)
    assert "By the built-in writer" in page
    assert set(settled(alone, run).values()) == {"extractive"}
    assert run_row(alone, run)["state"] == "done"


async def test_trying_again_needs_the_model(beside: Site, fake: FakeOllama, tmp_path: Path) -> None:
    fake.change(faults=[Fault("empty_text", contains="sugar")])
    run = await start(beside, section=sections(beside)["Wax"])
    await finished(beside, run)
    fake.change(faults=[Fault("missing_model"), Fault("missing_model", path="/api/show")])
    reply = await beside.post(f"/runs/{run}/again")
    assert reply.status_code == 503
    assert "Nothing was changed." in reply.text
    assert (await beside.get(f"/runs/{run + 1}")).status_code == 404


async def test_refused_drafts_are_shown_by_rule(beside: Site, fake: FakeOllama) -> None:
    fake.change(spoil="F4")
    run = await start(beside, note=list(notes(beside).values()))
    page = await finished(beside, run)
    assert f'href="/runs/{run}?rule=F4#refused"' in page
    only = (await beside.get(f"/runs/{run}?rule=F4")).text
    shown = re.findall(r'<p class="small"><b>(\w+)</b>', only)
    assert shown
    assert set(shown) == {"F4"}
