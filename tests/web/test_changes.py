"""Changed notes: what waits, the two versions, every decision, undo, and folders that are followed."""

import re
import shutil

import pytest

from tests.web.running import NOTE, Site, running
from tests.web.writing import state, until

CHANGED = NOTE.replace("a home scar", "two home scars").replace("- **Advantage:** food arrives with every tide\n", "")
FRAGMENT = {"X-Fragment": "1", "Accept": "application/json"}


def rows(site: Site, query: str, *values: object) -> list[tuple[object, ...]]:
    with state(site).db.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, values)]


async def rescan(site: Site) -> str:
    """Have all notes read again and what follows done; returns the page of changes then."""
    site.clock.forward(minutes=5)
    reply = await site.post("/changes/rescan")
    assert reply.status_code == 303
    await until(lambda: not state(site).busy, "the rescan and its run")
    return (await site.get(reply.headers["location"])).text


async def save(site: Site, text: str, name: str = "tide-pools.md") -> str:
    (site.notes / name).write_text(text)
    return await rescan(site)


def proposals(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-proposal="(\d+)"', page)]


def card_of(site: Site, proposal: int) -> str:
    return str(rows(site, "SELECT card_id FROM proposals WHERE id = ?", proposal)[0][0])


def status_of(site: Site, card: str) -> str:
    return str(rows(site, "SELECT status FROM cards WHERE id = ?", card)[0][0])


@pytest.fixture
async def changed(studying: Site) -> Site:
    """A note of which one fact has changed and another has gone."""
    await save(studying, CHANGED)
    return studying


async def test_without_notes_the_page_says_how_following_works(site: Site) -> None:
    page = (await site.get("/changes")).text
    assert "Follow a folder" in page
    assert 'action="/changes/follow"' in page


async def test_a_folder_is_followed_read_and_let_go(site: Site) -> None:
    (site.notes / "tide-pools.md").write_text(NOTE)
    reply = await site.post("/changes/follow", {"path": str(site.notes)})
    await until(lambda: not state(site).busy, "reading the folder")
    page = (await site.get(reply.headers["location"])).text
    assert "1 note read again: 1 new." in page
    assert str(site.notes) in (await site.get("/settings")).text
    await site.post("/changes/unfollow", {"path": str(site.notes)})
    assert 'action="/changes/unfollow"' not in (await site.get("/settings")).text
    assert (await site.post("/changes/unfollow", {"path": str(site.notes)})).status_code == 404
    assert (await site.post("/changes/follow", {"path": "/nowhere/at/all"})).status_code == 422


async def test_a_changed_note_waits_and_is_counted_everywhere(changed: Site) -> None:
    page = (await changed.get("/changes")).text
    assert "1 note waits for your word" in page
    assert "1 to replace, 1 to retire" in page
    for path in ("/", "/notes", "/settings"):
        assert re.search(r'class="waits"[^>]*>1<', (await changed.get(path)).text), path
    assert "Look at the changes" in (await changed.get("/")).text


async def test_the_difference_marks_words_with_elements_and_says_what_they_are(changed: Site) -> None:
    page = (await changed.get("/changes/1")).text
    assert "snail that grinds <del>a</del> home <del>scar</del> into" in page
    assert "snail that grinds <ins>two</ins> home <ins>scars</ins> into" in page
    assert "<del>- **Advantage:** food arrives with every tide</del>" in page
    assert '<span class="hidden-visually">removed: </span>' in page
    assert re.search(r'class="fold">\d+ lines as before', page)


async def test_a_proposal_shows_both_cards_the_reason_and_the_passage(changed: Site) -> None:
    page = (await changed.get("/changes/1")).text
    replaced, gone = page.split("<article")[1:3]
    assert "A snail that grinds <ins>two</ins> home <ins>scars</ins> into the rock" in replaced
    assert "a number." in replaced
    assert "<mark>: a snail that grinds two home scars into the rock</mark>" in replaced
    assert "Its passage is gone." in gone
    assert "<del>Advantage:</del>" in gone
    assert 'value="reword"' not in gone


async def test_the_words_of_a_note_stay_words(studying: Site) -> None:
    evil = "two <script>alert(1)</script> & <mark class='missing'>scars</mark>"
    await save(studying, NOTE.replace("a home scar", evil))
    page = (await studying.get("/changes/1")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_everything_is_applied_as_proposed_and_undone_after_a_restart(changed: Site) -> None:
    cards = "SELECT * FROM cards ORDER BY id"
    before = rows(changed, cards)
    ids = proposals((await changed.get("/changes/1")).text)
    reply = await changed.post("/changes/1", {"deed": "apply", "take": ids})
    assert reply.status_code == 303
    page = (await changed.get(reply.headers["location"])).text
    assert "Done: 1 card replaced, 1 retired." in page
    assert proposals(page) == []
    assert "Nothing waits for your word" in (await changed.get("/changes")).text
    async with running_again(changed) as again:
        listed = (await again.get("/changes")).text
        assert "1 card replaced, 1 retired" in listed
        number = re.search(r'name="application" value="(\d+)"', listed)
        assert number
        await again.post("/changes/undo", {"application": number[1]})
        assert rows(again, cards) == before
        assert "undone" in (await again.get("/changes")).text
        assert proposals((await again.get("/changes/1")).text) == ids


def running_again(site: Site):  # type: ignore[no-untyped-def]
    """The same home served by another process's application."""
    shutil.move(site.notes, site.home / "kept")
    return running(site.home, site.clock, watch=False)


async def test_one_is_accepted_alone_and_the_other_still_waits(changed: Site) -> None:
    first, second = proposals((await changed.get("/changes/1")).text)
    reply = await changed.post("/changes/1", {"deed": f"accept:{second}", "take": [first, second]}, **FRAGMENT)
    assert reply.headers["x-fragment"] == "1"
    assert "<html" not in reply.text
    assert proposals(reply.text) == [first]
    assert status_of(changed, card_of(changed, second)) == "retired"
    assert "Done: 1 card retired." in reply.text


async def test_the_learner_overrules_with_words_of_their_own(changed: Site) -> None:
    first, second = proposals((await changed.get("/changes/1")).text)
    card = card_of(changed, first)
    form = {
        "take": [first, second],
        f"verdict-{first}": "reword",
        f"question-{first}": "What is a limpet?",
        f"answer-{first}": "A snail\r\nwith scars.",
        f"verdict-{second}": "leave",
    }
    reply = await changed.post("/changes/1", form)
    assert "Done: 1 card reworded." in (await changed.get(reply.headers["location"])).text
    words = rows(changed, "SELECT question, answer, status, edited FROM cards WHERE id = ?", card)
    assert words == [("What is a limpet?", "A snail\nwith scars.", "active", 1)]
    assert status_of(changed, card_of(changed, second)) == "active"
    assert "Nothing waits for your word" in (await changed.get("/changes")).text


async def test_all_are_left_as_they_are_and_asked_about_again(changed: Site) -> None:
    ids = proposals((await changed.get("/changes/1")).text)
    page = (await changed.post("/changes/1", {"deed": "leave", "seen": ids}, **FRAGMENT)).text
    assert "Left as they are." in page
    assert {status_of(changed, card_of(changed, each)) for each in ids} == {"active"}
    assert "2 cards left as they are" in (await changed.get("/changes")).text
    page = (await changed.post("/changes/1/again", {"proposal": ids[0]}, **FRAGMENT)).text
    assert proposals(page) == ids[:1]


async def test_a_decision_too_late_is_said_in_words_and_changes_nothing(changed: Site) -> None:
    first, second = proposals((await changed.get("/changes/1")).text)
    await changed.post("/changes/1", {"deed": f"accept:{first}"})
    before = rows(changed, "SELECT * FROM cards ORDER BY id")
    reply = await changed.post("/changes/1", {"deed": "apply", "take": [first, second]}, **FRAGMENT)
    assert reply.status_code == 409
    assert "decided already" in reply.json()["error"]
    assert rows(changed, "SELECT * FROM cards ORDER BY id") == before


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"deed": "apply"}, 422),
        ({"deed": "leave"}, 422),
        ({"deed": "burn"}, 422),
        ({"deed": "accept:9999"}, 404),
        ({"deed": f"accept:{'9' * 25}"}, 422),
        ({"take": ["x"]}, 422),
        ({"take": [1], "verdict-1": "delete"}, 422),
        ({"take": [1], "question-1": " "}, 422),
    ],
)
async def test_a_form_that_makes_no_sense_changes_nothing(changed: Site, form: dict[str, object], status: int) -> None:
    before = rows(changed, "SELECT * FROM cards ORDER BY id")
    assert (await changed.post("/changes/1", form)).status_code == status
    assert rows(changed, "SELECT * FROM cards ORDER BY id") == before


async def test_what_is_not_there_is_said_so(site: Site) -> None:
    assert (await site.get("/changes/7")).status_code == 404
    assert (await site.post("/changes/undo", {"application": "7"})).status_code == 404
    assert (await site.post("/changes/missing", {"change": "7", "deed": "keep"})).status_code == 404
    huge = "9" * 25
    assert (await site.get(f"/changes/{huge}")).status_code == 422
    assert (await site.post("/changes/undo", {"application": huge})).status_code == 422
    assert (await site.get("/changes/of/none")).headers["location"] == "/cards/none#sources"


async def test_a_card_in_the_learners_words_is_flagged_and_edited_by_hand(studying: Site) -> None:
    card = str(rows(studying, "SELECT id FROM cards WHERE answer LIKE '%home scar%'")[0][0])
    await studying.post(f"/cards/{card}", {"question": "Mine?", "answer": "Yes, a scar.", "version": 0})
    await save(studying, CHANGED)
    page = (await studying.get("/changes/1")).text
    own = page.split("<article")[1]
    assert "Your card" in own
    assert "in your own words" in own
    assert "Let it stand on the new passage" in own
    assert '<option value="leave" selected>' in own
    assert "two home scars</mark>" in own or "two home scars into the rock</mark>" in own
    assert "back to the change" in (await studying.get(f"/cards/{card}?back=/changes/1")).text
    await studying.post("/changes/1", {"take": proposals(page)})
    assert rows(studying, "SELECT question, status FROM cards WHERE id = ?", card) == [("Mine?", "active")]


async def test_a_mended_typo_is_listed_as_done_by_itself(studying: Site) -> None:
    await save(studying, NOTE.replace("stinging", "stingging"))
    await studying.post("/changes/1", {"deed": "apply", "take": proposals((await studying.get("/changes/1")).text)})
    page = await save(studying, NOTE)
    assert "by itself: it was safe" in page


async def test_a_change_that_no_card_asks_about_is_listed_quietly(studying: Site) -> None:
    page = await save(studying, NOTE.replace("## Salt", "## On salt"))
    assert "Nothing waits for your word" in page
    assert re.search(r"the text changed; all \d+ cards stand", page)
    shown = (await studying.get("/changes/1")).text
    assert "Nothing is left to decide" in shown
    assert "<ins>## On salt</ins>" in shown


async def test_a_missing_folder_is_asked_about_as_one(studying: Site) -> None:
    await studying.ingest(NOTE.replace("tide", "ebb").replace("Tide", "Ebb"), "ebb.md")
    live = rows(studying, "SELECT count(*) FROM cards WHERE status = 'active'")
    shutil.move(studying.notes, studying.home / "away")
    page = await rescan(studying)
    assert "2 notes wait for your word" in page
    assert re.search(rf"The folder <span[^>]*>{re.escape(str(studying.notes))}</span> is not there", page)
    assert rows(studying, "SELECT count(*) FROM cards WHERE status = 'active'") == live
    changes = re.search(r'name="change" value="([\d,]+)"', page)
    assert changes
    assert "The file of" not in page
    await studying.post("/changes/missing", {"change": changes[1], "deed": "retire"})
    page = (await studying.get("/changes")).text
    assert rows(studying, "SELECT count(*) FROM cards WHERE status = 'active'") == [(0,)]
    assert "no file any more" in page
    applications = re.search(r'name="application" value="(\d+,\d+)"', page)
    assert applications
    await studying.post("/changes/undo", {"application": applications[1]})
    assert rows(studying, "SELECT count(*) FROM cards WHERE status = 'active'") == live


async def test_a_missing_note_may_be_studied_on(studying: Site) -> None:
    (studying.notes / "tide-pools.md").unlink()
    page = await rescan(studying)
    assert "1 file has gone from" in page
    assert "Its file is not there." in (await studying.get("/changes/1")).text
    await studying.post("/changes/missing", {"change": "1", "deed": "keep"})
    page = await rescan(studying)
    assert "Nothing waits for your word" in page
    assert "you go on studying its" in page


async def test_study_and_the_card_lead_to_both_versions_and_back(changed: Site) -> None:
    card = card_of(changed, proposals((await changed.get("/changes/1")).text)[0])
    page = (await changed.get(f"/study?card={card}&reveal=true")).text
    address = re.search(r'href="(/changes/of/[^"]+)" data-doubt', page)
    assert address
    reply = await changed.get(address[1].replace("&amp;", "&"))
    assert reply.headers["location"].endswith(f"#card-{card}")
    shown = (await changed.get(reply.headers["location"])).text
    assert f'href="/study?card={card}&amp;reveal=true" data-back' in shown
    assert f'id="card-{card}"' in shown
    assert "Source changed" in (await changed.get(f"/cards/{card}")).text
    form = re.search(r'action="(/changes/1[^"]*)" id="decide"', shown)
    assert form
    reply = await changed.post(form[1].replace("&amp;", "&"), {"deed": "leave", "seen": proposals(shown)})
    assert "data-back" in (await changed.get(reply.headers["location"])).text


async def test_a_card_that_stands_says_nothing_of_changes(studying: Site) -> None:
    card = str(rows(studying, "SELECT id FROM cards LIMIT 1")[0][0])
    assert "data-doubt" not in (await studying.get("/study")).text
    assert "data-doubt" not in (await studying.get(f"/cards/{card}")).text


async def test_back_leads_to_pages_of_ours_only(changed: Site) -> None:
    for back in ("https://evil.test/", "//evil.test", "/study?x=<script>", "javascript:alert(1)"):
        assert (await changed.get(f"/changes/1?back={back}")).status_code == 422


async def test_folders_cannot_be_named_where_others_sign_in(tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with running(tmp_path, password="a long password") as site:
        assert (await site.get("/changes")).status_code == 303
        reply = await site.post("/login", {"password": "a long password"})
        assert reply.status_code == 303
        assert 'action="/changes/follow"' not in (await site.get("/changes")).text
        assert (await site.post("/changes/follow", {"path": str(tmp_path)})).status_code == 422
        assert (await site.post("/changes/unfollow", {"path": str(tmp_path)})).status_code == 422


async def test_the_list_comes_as_a_part_for_the_script(changed: Site) -> None:
    reply = await changed.get("/changes", **FRAGMENT)
    assert reply.headers["x-fragment"] == "1"
    assert "<html" not in reply.text
    assert 'data-count="1"' in reply.text
