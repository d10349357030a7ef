"""The list of cards, one card, and its edit."""

import html
import re
from urllib.parse import urlencode

import pytest

from tests.web.running import NOTE, Site

CLOZE = "Tides are caused by the {{c1::moon}} and the {{c2::sun}}."


def cards(site: Site) -> list[tuple[str, str, str, int]]:
    """(id, kind, question, version) of every card."""
    with site.app.state.torchdeck.db.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, kind, question, version FROM cards ORDER BY position")
        return [(row.id, row.kind, row.question, row.version) for row in rows]


def basic(site: Site) -> tuple[str, int]:
    return next((card_id, version) for card_id, kind, _, version in cards(site) if kind == "basic")


async def test_search_finds_words_of_questions_and_answers(studying: Site) -> None:
    everything = await studying.get("/cards")
    assert f"{len(cards(studying))} cards" in everything.text
    found = await studying.get("/cards?text=stinging+cells")
    assert "1 card found" in found.text
    assert "stinging" in found.text
    assert "No card matches" in (await studying.get("/cards?text=volcano")).text
    for odd in ('"', "*", "a AND", "(", "NEAR(", "'; DROP TABLE cards; --", "%"):
        reply = await studying.client.get("/cards", params={"text": odd})
        assert reply.status_code == 200, odd


async def test_filters_by_note_and_status(studying: Site) -> None:
    total = len(cards(studying))
    assert f"{total} cards found" in (await studying.get("/cards?note=1&status=new")).text
    assert "No card matches" in (await studying.get("/cards?note=99")).text
    card, _ = basic(studying)
    await studying.post(f"/cards/{card}/suspend")
    assert "1 card found" in (await studying.get("/cards?status=suspended")).text
    assert f"{total - 1} cards found" in (await studying.get("/cards?status=new")).text


async def test_long_lists_have_pages(studying: Site) -> None:
    lines = "\n".join(f"- **Shell {n}**: a shell that was found on beach number {n}" for n in range(70))
    await studying.ingest(f"# Shells\n\n## Kinds of shells\n\n{lines}\n", "shells.md")
    assert len(cards(studying)) > 60
    first = (await studying.get("/cards?note=2")).text
    assert "Page 1 of 2" in first
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following
    second = (await studying.get(following[1].replace("&amp;", "&"))).text
    assert "Page 2 of 2" in second
    shown = [set(re.findall(r"/cards/([0-9a-f-]{36})", text)) for text in (first, second)]
    assert len(shown[0]) == 50
    assert not shown[0] & shown[1]


async def test_a_card_shows_its_source_and_its_history(studying: Site) -> None:
    card, _ = basic(studying)
    page = await studying.get(f"/cards/{card}")
    assert "<mark>" in page.text
    assert "Not answered yet." in page.text
    assert "by the built-in writer" in page.text


async def test_editing_keeps_the_card_and_marks_it(studying: Site) -> None:
    card, version = basic(studying)
    form = {"question": "What lives in a **pool**?", "answer": "Limpets & $x<y$", "version": version}
    reply = await studying.post(f"/cards/{card}", form)
    assert reply.headers["location"] == f"/cards/{card}?notice=saved"
    page = (await studying.get(reply.headers["location"])).text
    assert "What lives in a <strong>pool</strong>?" in page
    assert "edited by you" in page
    assert "Saved." in page
    stale = await studying.post(f"/cards/{card}", form)
    assert stale.status_code == 409
    assert "your words were not saved" in stale.text


async def test_an_edit_that_leaves_nothing_to_ask_is_refused(studying: Site) -> None:
    card, version = basic(studying)
    reply = await studying.post(f"/cards/{card}", {"question": "  ", "answer": "x", "version": version})
    assert reply.status_code == 422
    assert "nothing was changed" in reply.text
    assert next(row for row in cards(studying) if row[0] == card)[3] == version


async def test_a_cloze_keeps_its_deletions(studying: Site) -> None:
    with studying.app.state.torchdeck.db.write() as connection:
        card, _ = basic(studying)
        connection.exec_driver_sql("UPDATE cards SET kind = 'cloze', question = ? WHERE id = ?", (CLOZE, card))
    version = next(row[3] for row in cards(studying) if row[0] == card)
    page = (await studying.get(f"/cards/{card}")).text
    assert 'caused by the <span class="blank">[…]</span> and the sun' in page
    assert "<strong>moon</strong>" in page
    refused = await studying.post(f"/cards/{card}", {"question": "Tides are caused by the moon.", "version": version})
    assert refused.status_code == 422
    assert "c1::" in refused.text
    changed = {"question": "Tides follow the {{c1::moon}}.", "version": version}
    assert (await studying.post(f"/cards/{card}", changed)).status_code == 303


async def test_suspending_takes_a_card_out_of_study_and_back(studying: Site) -> None:
    first = re.search(r'data-card="([^"]+)"', (await studying.get("/study")).text)
    assert first
    card = first[1]
    page = await studying.get((await studying.post(f"/cards/{card}/suspend")).headers["location"])
    assert "Suspended" in page.text
    assert f'data-card="{card}"' not in (await studying.get("/study")).text
    await studying.post(f"/cards/{card}/unsuspend")
    assert f'data-card="{card}"' in (await studying.get("/study")).text


async def test_past_the_last_page_is_the_last_page(studying: Site) -> None:
    page = (await studying.get("/cards?page=99")).text
    assert f"/cards/{basic(studying)[0]}" in page


async def test_a_buried_card_can_be_asked_today_after_all(studying: Site) -> None:
    card, _ = basic(studying)
    page = await studying.get((await studying.post(f"/cards/{card}/bury")).headers["location"])
    assert f'action="/cards/{card}/unbury"' in page.text
    page = await studying.get((await studying.post(f"/cards/{card}/unbury")).headers["location"])
    assert f'action="/cards/{card}/bury"' in page.text


async def test_an_edit_leads_back_to_where_it_began(studying: Site) -> None:
    study = (await studying.get("/study?note=1")).text
    edit = re.search(r'href="([^"]+)" data-edit', study)
    assert edit
    page = (await studying.get(html.unescape(edit[1]))).text
    action = html.unescape(re.findall(r'action="([^"]+)" class="edit"', page)[0])
    card = re.findall(r"/cards/([0-9a-f-]{36})", action)[0]
    words = {"question": "Is this asked again?", "answer": "It is."}
    reply = await studying.post(action, {**words, "version": 0})
    assert reply.headers["location"] == f"/study?note=1&card={card}"
    again = (await studying.get(reply.headers["location"])).text
    assert f'data-card="{card}"' in again


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test", "/study?note=1&card=x", "/study\n", "/settings"])
async def test_an_edit_leads_nowhere_else(studying: Site, back: str) -> None:
    card, _ = basic(studying)
    words = {"question": "Is this kept?", "answer": "No.", "version": 0}
    address = f"/cards/{card}?{urlencode({'back': back})}"
    assert (await studying.get(address)).status_code == 422
    assert (await studying.post(address, words)).status_code == 422
    assert "Is this kept?" not in (await studying.get(f"/cards/{card}")).text


async def test_notes_and_sections_lead_to_their_cards(studying: Site) -> None:
    notes = (await studying.get("/notes")).text
    note = re.search(r'href="(/notes/\d+)">Tide pools', notes)
    assert note
    outline = (await studying.get(note[1])).text
    section = re.search(r'href="(/sections/\d+)">Life', outline)
    assert section
    page = (await studying.get(section[1])).text
    assert "stinging cells" in page
    assert "<mark>" in page
    assert re.findall(r"/cards/[0-9a-f-]{36}", page)
    assert "‹" in page
    assert "›" in page


async def test_formulas_are_mathml(studying: Site) -> None:
    section = re.search(r'href="(/sections/\d+)">Salt', (await studying.get("/notes/1")).text)
    assert section
    page = (await studying.get(section[1])).text
    assert "<math" in page
    assert "<mfrac" in page


async def test_two_notes_of_one_title_are_told_apart(studying: Site) -> None:
    await studying.ingest(NOTE.replace("home scar", "small dent"), "again.md")
    page = (await studying.get("/notes")).text
    assert "again.md" in page
    assert "tide-pools.md" in page
