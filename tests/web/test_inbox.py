"""The inbox: what waits, what is accepted, and what is refused for good."""

import re

from tests.web.running import NOTE, Site

SETTINGS = {"new_per_day": 20, "reviews_per_day": 200, "desired_retention": 0.9, "zone": "UTC"}


async def waiting_cards(site: Site) -> list[str]:
    """Have every new card wait, read the note, and return the ids of those that do."""
    await site.post("/settings", {**SETTINGS, "ask_before_accepting": "true"})
    await site.ingest()
    return re.findall(r'name="card_id" value="([^"]+)"', (await site.get("/inbox")).text)


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
