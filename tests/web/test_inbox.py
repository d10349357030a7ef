"""The inbox: what waits, what is accepted, and what is refused for good."""

import re
from pathlib import Path

from tests.fake_ollama import FakeOllama
from tests.web.running import NOTE, Site, running
from tests.web.writing import NOTES, finished, notes, read_only, start

SETTINGS = {"new_per_day": 20, "reviews_per_day": 200, "desired_retention": 0.9, "zone": "UTC"}


async def waiting_cards(site: Site) -> list[str]:
    """Have every new card wait, read the note, and return the ids of those that do."""
    await site.post("/settings", {**SETTINGS, "ask_before_accepting": "true"})
    await site.ingest()
    return cards_in((await site.get("/inbox")).text)


def stored(site: Site, status: str) -> set[str]:
    with site.app.state.torchdeck.db.read() as connection:
        return set(connection.exec_driver_sql("SELECT id FROM cards WHERE status = ?", (status,)).scalars())


async def test_all_cards_wait_when_the_learner_asks_for_it(site: Site) -> None:
    waiting = await waiting_cards(site)
    assert "There are no cards" not in (await site.get("/study")).text
    assert set(waiting) == stored(site, "inbox")
    assert stored(site, "active") == set()


async def test_an_accepted_card_is_studied(site: Site) -> None:
    first, *others = await waiting_cards(site)
    reply = await site.post("/inbox", {"card_id": first, "verdict": "accept"})
    assert reply.headers["location"] == "/inbox"
    assert f'data-card="{first}"' in (await site.get("/study")).text
    assert (await site.post("/inbox", {"card_id": first, "verdict": "accept"})).status_code == 409
    await site.post("/inbox/all")
    assert "The inbox is empty" in (await site.get("/inbox")).text
    assert stored(site, "active") == {first, *others}


async def test_a_refused_card_does_not_come_back_with_its_text(site: Site) -> None:
    card = (await waiting_cards(site))[0]
    with site.app.state.torchdeck.db.read() as connection:
        quote = connection.exec_driver_sql("SELECT quote FROM sources WHERE card_id = ?", (card,)).scalar_one()
    await site.post("/inbox", {"card_id": card, "verdict": "reject"})
    assert stored(site, "refused") == {card}
    assert quote in NOTE
    await site.ingest(NOTE.replace(quote, "Nothing is said of it here."))
    await site.ingest(NOTE)
    assert stored(site, "refused") == {card}
    questions = [line for line in (await site.get("/inbox")).text.split("</article>") if card in line]
    assert questions == []


async def test_a_refused_card_is_seen_nowhere_but_where_it_is_looked_for(site: Site) -> None:
    card = (await waiting_cards(site))[0]
    exported = re.search(r"(\d+) cards? as an", (await site.get("/export")).text)
    assert exported is None
    await site.post("/inbox", {"card_id": card, "verdict": "reject"})
    assert "no cards to export" in (await site.get("/export")).text
    assert "1 card found" in (await site.get("/cards?status=refused")).text
    assert f"/cards/{card}" not in "".join([(await site.get(f"/sections/{number}")).text for number in (1, 2, 3)])


async def test_a_refusal_can_be_thought_better_of(site: Site) -> None:
    card = (await waiting_cards(site))[0]
    await site.post("/inbox", {"card_id": card, "verdict": "reject"})
    assert "Study it after all" in (await site.get(f"/cards/{card}")).text
    assert (await site.post("/inbox", {"card_id": card, "verdict": "reject"})).status_code == 409
    assert (await site.post("/inbox", {"card_id": card, "verdict": "accept"})).status_code == 303
    assert stored(site, "active") == {card}


FRAGMENT = {"X-Fragment": "1", "Accept": "application/json"}


def cards_in(text: str) -> list[str]:
    return re.findall(r'data-card="([^"]+)"', text)


def version_of(page: str, card: str) -> int:
    found = re.search(rf'name="card_id" value="{card}">\s*<input type="hidden" name="version" value="(\d+)"', page)
    assert found
    return int(found[1])


def find_fault(site: Site, card: str, rule: str, threshold: str, span: str) -> None:
    """A soft gate had something against the draft of a card."""
    with site.app.state.torchdeck.db.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO rejections (run_id, section_id, rule, severity, measured, threshold, span, question, answer) "
            "SELECT 1, sources.section_id, ?, 'soft', '1', ?, ?, cards.question, '' FROM cards "
            "JOIN sources ON sources.card_id = cards.id WHERE cards.id = ?",
            (rule, threshold, span, card),
        )


async def test_a_decision_answers_with_the_list_as_it_is_then(site: Site) -> None:
    first, second, *_ = await waiting_cards(site)
    reply = await site.post("/inbox", {"card_id": first, "verdict": "accept"}, **FRAGMENT)
    assert reply.headers["x-fragment"] == "1"
    assert "<html" not in reply.text
    assert cards_in(reply.text)[0] == second
    assert "Accepted." in reply.text
    gone = await site.post("/inbox", {"card_id": first, "verdict": "accept"}, **FRAGMENT)
    assert gone.status_code == 409
    assert "decided already" in gone.json()["error"]


async def test_the_last_decision_can_be_taken_back_also_after_a_reload(site: Site) -> None:
    first, second, *_ = await waiting_cards(site)
    await site.post("/inbox", {"card_id": first, "verdict": "accept"})
    await site.post("/inbox", {"card_id": second, "verdict": "reject"})
    page = (await site.get("/inbox")).text
    assert "Refused 2 Mar 2026, 09:00" in page
    assert (await site.post("/inbox/undo")).headers["location"] == "/inbox"
    reply = await site.post("/inbox/undo", **FRAGMENT)
    assert reply.headers["x-card"] == first
    assert cards_in(reply.text)[:2] == [first, second]
    assert 'action="/inbox/undo' not in reply.text
    assert (await site.post("/inbox/undo", **FRAGMENT)).status_code == 404


async def test_a_waiting_card_is_edited_where_it_stands(site: Site) -> None:
    first, *_ = await waiting_cards(site)
    version = version_of((await site.get("/inbox")).text, first)
    words = {"card_id": first, "version": version, "question": "What stays on the shore?", "answer": "A *pool*."}
    reply = await site.post("/inbox/edit", words, **FRAGMENT)
    assert "What stays on the shore?" in reply.text
    assert "Saved." in reply.text
    assert "edited by you" in reply.text
    assert stored(site, "active") == set()
    stale = await site.post("/inbox/edit", words, **FRAGMENT)
    assert stale.status_code == 409
    words |= {"version": version_of(reply.text, first), "answer": "A pool.", "verdict": "accept"}
    assert (await site.post("/inbox/edit", words)).headers["location"] == "/inbox"
    assert stored(site, "active") == {first}


async def test_what_a_check_found_is_said_in_words_and_marked_in_the_card(site: Site) -> None:
    first, *_ = await waiting_cards(site)
    find_fault(site, first, "F3", "references that need the text, at most 0", "tide pool")
    page = (await site.get("/inbox?rule=F3")).text
    assert cards_in(page) == [first]
    assert "Name the subject; no “this”, “it” or “the example”." in page
    assert re.search(r'class="question prose"><p>What is a <mark>tide pool</mark>', page)
    assert '<q class="serif">tide pool</q>' in page
    assert "found 1." in page


async def test_deeds_come_back_to_the_same_filter(site: Site) -> None:
    first, *others = await waiting_cards(site)
    find_fault(site, first, "F3", "references that need the text, at most 0", "")
    page = (await site.get("/inbox?by=extractive&rule=none")).text
    assert cards_in(page) == others
    assert 'action="/inbox/all?by=extractive&amp;rule=none"' in page
    reply = await site.post("/inbox/all?by=extractive&rule=none")
    assert reply.headers["location"] == "/inbox?by=extractive&rule=none"
    assert stored(site, "active") == set(others)
    assert "None of them passes this filter" in (await site.get(reply.headers["location"])).text
    assert "No" in (await site.get("/inbox?by=ollama:small:1b")).text


async def test_hundreds_of_cards_have_pages(site: Site) -> None:
    await site.post("/settings", {**SETTINGS, "ask_before_accepting": "true"})
    lines = "\n".join(f"- **Shell {n}**: a shell that was found on beach number {n}" for n in range(50))
    await site.ingest(f"# Shells\n\n## Kinds of shells\n\n{lines}\n", "shells.md")
    first = (await site.get("/inbox")).text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = await site.get(following[1].replace("&amp;", "&"))
    assert len(cards_in(first)) == len(cards_in(second.text)) == 20
    assert not set(cards_in(first)) & set(cards_in(second.text))
    reply = await site.post("/inbox?page=2", {"card_id": cards_in(second.text)[0], "verdict": "accept"}, **FRAGMENT)
    assert cards_in(reply.text)[:19] == cards_in(second.text)[1:]
    assert len(cards_in(reply.text)) == 20


async def test_notes_and_findings_stay_text(site: Site) -> None:
    await site.post("/settings", {**SETTINGS, "ask_before_accepting": "true"})
    await site.ingest(
        "# Pools\n\n- **Crab <script>a()</script>**: an animal <img src=x onerror=a()> that walks sideways\n"
    )
    first, *_ = cards_in((await site.get("/inbox")).text)
    find_fault(site, first, "F3", "references that need the text, at most 0", "<script>b()</script>")
    page = (await site.get("/inbox")).text
    assert "<script>a" not in page
    assert "<script>b" not in page
    assert "<img" not in page
    assert "walks sideways" in page


async def test_addresses_that_mean_nothing_are_refused(site: Site) -> None:
    assert (await site.get("/inbox?note=x")).status_code == 422
    assert (await site.get("/inbox?page=-1")).status_code == 422
    assert (await site.get("/inbox?page=900&rule=%27;--")).status_code == 200


async def test_a_second_look_that_disagrees_is_told_in_words(tmp_path: Path, fake: FakeOllama) -> None:
    async with running(tmp_path, ollama_host=fake.url, second_look=True) as site:
        read_only(site, NOTES)
        fake.change(second_look="disagree")
        await finished(site, await start(site, note=notes(site)["Bees"]))
        page = (await site.get("/inbox")).text
        assert re.search(r"the model answered otherwise:\s*<q[^>]*>something else altogether</q>", page)
        fake.change(second_look="unanswerable")
        await finished(site, await start(site, note=notes(site)["Bread"]))
        assert "the model found no answer in the section" in (await site.get("/inbox")).text


async def test_the_last_decision_is_told_without_the_marks_of_deletions(tmp_path: Path, fake: FakeOllama) -> None:
    async with running(tmp_path, ollama_host=fake.url) as site:
        await site.post("/settings", {**SETTINGS, "ask_before_accepting": "true"})
        read_only(site, {"hive.md": "# Hive\n\nIn the dark, bees show the way by the **waggle dance** alone.\n"})
        await finished(site, await start(site, note=notes(site)["Hive"]))
        (card,) = cards_in((await site.get("/inbox")).text)
        await site.post("/inbox", {"card_id": card, "verdict": "accept"})
        notice = (await site.get("/inbox")).text.partition("data-notice")[2].partition("</div>")[0]
    assert "bees show the way by the waggle dance alone" in notice
