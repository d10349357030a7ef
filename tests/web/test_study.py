"""A study session by its forms, as a browser without JavaScript sends them, and by fragments."""

import asyncio
import re
from html import unescape

import pytest

from tests.web.running import NOTE, Site

FRAGMENT = {"X-Fragment": "1"}


def form_of(html: str) -> dict[str, object]:
    """The hidden fields of the rating form."""
    form = re.search(r'<form[^>]*id="rate".*?</form>', html, re.DOTALL)
    assert form, html
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0].split("<button")[0]))


def question_of(html: str) -> str:
    found = re.search(r'id="question"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert found, html
    return found[1].strip()


def reviews(site: Site) -> int:
    with site.app.state.torchdeck.db.read() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM reviews").scalar_one()


async def test_without_cards_the_page_says_what_to_do(site: Site) -> None:
    page = await site.get("/study")
    assert "There are no cards yet." in page.text
    assert 'href="/add"' in page.text
    assert "Add notes" in (await site.get("/")).text


async def test_question_answer_rating_by_forms_alone(studying: Site) -> None:
    asked = await studying.get("/study")
    assert re.search(r'<div id="back" hidden>', asked.text)
    assert re.search(r'<form[^>]*id="rate"[^>]* hidden>', asked.text)
    reveal = re.search(r'href="(/study\?card=[^"]+)"', asked.text)
    assert reveal
    shown = await studying.get(reveal[1].replace("&amp;", "&"))
    assert re.search(r'<div id="back">', shown.text)
    assert question_of(shown.text) == question_of(asked.text)
    assert re.findall(r"<b>(Again|Hard|Good|Easy)</b>", shown.text) == ["Again", "Hard", "Good", "Easy"]
    studying.clock.forward(seconds=7)
    reply = await studying.post("/study/answer", {**form_of(shown.text), "rating": 4})
    assert reply.status_code == 303
    assert reply.headers["location"] == "/study"
    after = await studying.get("/study")
    assert question_of(after.text) != question_of(asked.text)
    assert "2 of" in after.text
    with studying.app.state.torchdeck.db.read() as connection:
        row = connection.exec_driver_sql("SELECT rating, duration_ms FROM reviews").one()
    assert row.rating == 4
    assert abs(row.duration_ms - 7_000) <= 100


async def test_the_button_s_interval_is_the_one_applied(studying: Site) -> None:
    page = await studying.get("/study")
    promised = dict(re.findall(r"<b>(\w+)</b> <span>(.*?) <kbd>", page.text))
    card = form_of(page.text)["card_id"]
    await studying.post("/study/answer", {**form_of(page.text), "rating": 4})
    history = (await studying.get(f"/cards/{card}")).text
    assert f"<td>{promised['Easy']}</td>" in history


async def test_a_fragment_brings_the_next_card(studying: Site) -> None:
    page = await studying.get("/study")
    reply = await studying.post("/study/answer", {**form_of(page.text), "rating": 3, "duration_ms": 1234}, **FRAGMENT)
    assert reply.status_code == 200
    assert reply.headers["x-fragment"] == "1"
    assert "<html" not in reply.text
    assert question_of(reply.text) != question_of(page.text)


async def test_sending_twice_counts_once(studying: Site) -> None:
    form = {**form_of((await studying.get("/study")).text), "rating": 3}
    replies = await asyncio.gather(*(studying.post("/study/answer", form, **FRAGMENT) for _ in range(20)))
    assert {reply.status_code for reply in replies} == {200}
    assert reviews(studying) == 1


async def test_a_stale_page_is_told_so(studying: Site) -> None:
    first, second = [form_of((await studying.get("/study")).text) for _ in range(2)]
    assert (await studying.post("/study/answer", {**first, "rating": 3})).status_code == 303
    page = await studying.post("/study/answer", {**second, "rating": 1})
    assert page.status_code == 409
    assert "the answer was not counted" in page.text
    fragment = await studying.post("/study/answer", {**second, "rating": 1}, **FRAGMENT)
    assert fragment.status_code == 409
    assert "This is the next one." in fragment.text
    assert form_of(fragment.text)["card_id"] != second["card_id"]
    assert reviews(studying) == 1


async def test_undo_brings_the_card_back(studying: Site) -> None:
    page = await studying.get("/study")
    await studying.post("/study/answer", {**form_of(page.text), "rating": 3})
    back = (await studying.post("/study/undo")).headers["location"]
    assert question_of((await studying.get(back)).text) == question_of(page.text)
    nothing = await studying.post("/study/undo", **FRAGMENT)
    assert nothing.status_code == 404
    assert "no answer left to undo" in nothing.text
    assert (await studying.post("/study/undo")).status_code == 404


async def test_undo_shows_the_card_it_took_back_even_when_another_is_more_urgent(studying: Site) -> None:
    urgent = await studying.get("/study")
    await studying.post("/study/answer", {**form_of(urgent.text), "rating": 1})
    page = await studying.get("/study")
    assert question_of(page.text) != question_of(urgent.text)
    await studying.post("/study/answer", {**form_of(page.text), "rating": 3})
    studying.clock.forward(minutes=2)
    assert question_of((await studying.get("/study")).text) == question_of(urgent.text)
    fragment = await studying.post("/study/undo", **FRAGMENT)
    assert question_of(fragment.text) == question_of(page.text)
    location = (await studying.post("/study/undo")).headers["location"]
    assert question_of((await studying.get(location)).text) == question_of(urgent.text)


async def test_a_card_that_may_not_be_asked_gives_way_to_the_next(studying: Site) -> None:
    page = await studying.get("/study")
    card = form_of(page.text)["card_id"]
    await studying.post("/study/bury", {"card_id": card})
    other = await studying.get(f"/study?card={card}&reveal=true")
    assert form_of(other.text)["card_id"] != card
    assert re.search(r'<div id="back" hidden>', other.text)
    assert form_of((await studying.get("/study?card=unknown")).text)


async def test_answers_get_through_while_notes_are_read(studying: Site) -> None:
    lines = "\n".join(f"- **Wave {n}**: a wave of height {n} that runs up beach number {n}" for n in range(40))
    for number in range(25):
        text = f"# Beach {number}\n\n## Waves on beach {number}\n\n{lines.replace('Wave', f'Wave {number}')}\n"
        (studying.notes / f"beach-{number}.md").write_text(text)
    page = await studying.get("/study")
    location = (await studying.post("/add/folder", {"path": str(studying.notes)})).headers["location"]
    job = studying.app.state.torchdeck.jobs.get(int(location.rpartition("/")[2]))
    assert not job.over
    assert "Stop" in (await studying.get(location)).text
    reply = await studying.post("/study/answer", {**form_of(page.text), "rating": 3}, **FRAGMENT)
    assert reply.status_code == 200
    assert reviews(studying) == 1
    await studying.post(f"{location}/stop")
    assert await asyncio.to_thread(job.wait, 20)
    assert job.state in {"stopped", "done"}
    stopped = await studying.get(location)
    assert "You stopped it" in stopped.text or "Your notes are in." in stopped.text


async def test_a_buried_card_waits_until_tomorrow(studying: Site) -> None:
    page = await studying.get("/study")
    card = form_of(page.text)["card_id"]
    fragment = await studying.post("/study/bury", {"card_id": card}, **FRAGMENT)
    assert form_of(fragment.text)["card_id"] != card
    studying.clock.forward(days=1)
    assert form_of((await studying.get("/study")).text)["card_id"] == card


@pytest.mark.parametrize("how", ["bury", "suspend"])
async def test_setting_aside_can_be_taken_back(studying: Site, how: str) -> None:
    card = form_of((await studying.get("/study")).text)["card_id"]
    fragment = await studying.post(f"/study/{how}", {"card_id": card}, **FRAGMENT)
    assert form_of(fragment.text)["card_id"] != card
    assert re.search(rf'action="/study/return"><input type="hidden" name="card_id" value="{card}">', fragment.text)
    back = await studying.post("/study/return", {"card_id": card}, **FRAGMENT)
    assert form_of(back.text)["card_id"] == card
    assert 'action="/study/return"' not in back.text


async def test_the_last_card_set_aside_can_be_taken_back(studying: Site) -> None:
    while "data-end" not in (page := await studying.get("/study")).text:
        card = form_of(page.text)["card_id"]
        last = await studying.post("/study/suspend", {"card_id": card}, **FRAGMENT)
    assert f'name="card_id" value="{card}"' in last.text
    back = await studying.get((await studying.post("/study/return", {"card_id": card})).headers["location"])
    assert form_of(back.text)["card_id"] == card


async def test_the_session_ends_with_a_page_that_says_so(studying: Site) -> None:
    answered = 0
    while True:
        page = await studying.get("/study")
        if "data-end" in page.text:
            break
        await studying.post("/study/answer", {**form_of(page.text), "rating": 4})
        answered += 1
        assert answered < 50
    assert answered
    assert "Done for today." in page.text
    assert f"{answered} answer" in page.text
    today = await studying.get("/")
    assert "Nothing is due." in today.text


async def test_one_note_at_a_time(studying: Site) -> None:
    await studying.ingest(NOTE.replace("Tide pools", "Rock pools").replace("tide pool", "rock pool"), "rock.md")
    titles = re.findall(r'href="/study\?note=(\d+)"', (await studying.get("/")).text)
    assert titles
    note = titles[-1]
    while True:
        page = await studying.get(f"/study?note={note}")
        if "data-end" in page.text:
            break
        assert f'action="/study/answer?note={note}"' in page.text
        await studying.post(f"/study/answer?note={note}", {**form_of(page.text), "rating": 4})
    assert "This note is done for today." in page.text or "Done for today." in page.text


async def test_a_demo_leads_back_to_the_session_it_was_opened_from(site: Site) -> None:
    await site.post("/add/starter")
    assert site.app.state.torchdeck.jobs.get(1).wait(20)
    link = re.search(r'href="(/demos/[^"]+)" data-demo', (await site.get("/study?note=1")).text)
    assert link
    demo = (await site.get(unescape(link[1]))).text
    back = re.search(r'<a href="([^"]+)" data-back>', demo)
    assert back
    page = await site.get(unescape(back[1]))
    assert 'action="/study/answer?note=1"' in page.text
    assert '<div id="back">' in page.text
    assert (await site.get("/demos/relu?from=https://evil.test/")).status_code == 422
    assert (await site.get("/demos/relu?from=//evil.test")).status_code == 422


async def test_the_passage_comes_with_its_quote_marked(studying: Site) -> None:
    card = form_of((await studying.get("/study")).text)["card_id"]
    passage = await studying.get(f"/cards/{card}/passage")
    assert passage.headers["x-fragment"] == "1"
    assert "<mark>" in passage.text


async def test_wrong_forms_change_nothing(studying: Site) -> None:
    form = {**form_of((await studying.get("/study")).text), "rating": 3}
    wrong = [{"rating": 5}, {"rating": 0}, {"version": "x"}, {"submission_id": "a b"}, {"extra": 1}, {"card_id": ""}]
    for change in wrong:
        reply = await studying.post("/study/answer", {**form, **change})
        assert reply.status_code == 422, change
    assert (await studying.post("/study/answer", {**form, "card_id": "none"})).status_code == 404
    assert reviews(studying) == 0
