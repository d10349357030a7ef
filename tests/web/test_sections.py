"""A section's page: what cards ask about and what none does, how it was written, and what was refused."""

import re

from tests.web.running import Site

NOTE = """\
# Tide pools

## Life

- **Limpet**: a snail that grinds a home scar into the rock
- **Anemone**: an animal that catches its prey with stinging cells

Yet so it goes, and who knows for how long.
"""
MISSING = "Yet so it goes, and who knows for how long."
RUN = (
    "INSERT INTO runs (id, learner_id, kind, writer, model, digest, state, message, wishes, counts, started_at) VALUES "
    "(?, 1, 'generate', 'ollama', 'small:1b', 'sha256:00aabbccddeeff001122', 'done', '', '{}', '{}', "
    "'2026-03-02 09:30:00.000000')"
)
WRITTEN = (
    "INSERT INTO run_sections (run_id, section_id, position, text_hash, instruction, state, writer, model, prompt, "
    "fault, message, proposed, kept, waiting, known, rejected, calls, retries, prompt_tokens, output_tokens, seconds, "
    "finish) VALUES (?, ?, 0, '', ?, 'done', ?, ?, ?, ?, ?, 5, 2, 1, 1, 2, 2, 1, 1234, 345, 6.5, 'stop')"
)
REFUSED = (
    "INSERT INTO rejections (run_id, section_id, rule, severity, measured, threshold, span, question, answer) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def run_sql(site: Site, *statements: tuple[str, tuple[object, ...]]) -> None:
    with site.app.state.torchdeck.db.write() as connection:
        for statement, values in statements:
            connection.exec_driver_sql(statement, values)


async def life(site: Site) -> tuple[int, str]:
    """The number and the page of the section called Life."""
    found = re.search(r'href="/sections/(\d+)">Life', (await site.get("/notes/1")).text)
    assert found
    return int(found[1]), (await site.get(f"/sections/{found[1]}")).text


async def test_the_passage_shows_what_no_card_quotes(site: Site) -> None:
    await site.ingest(NOTE)
    _, page = await life(site)
    assert f'<mark class="missing">{MISSING}</mark>' in page
    assert "<mark>Limpet</mark>" in page
    assert "2 of 3" in page
    assert re.search(rf"<ul class=\"missing-list\">\s*<li>{MISSING}</li>", page)
    outline = (await site.get("/notes/1")).text
    assert "Cards quote 2 of 3 sentences and 2 of 2 bold terms." in outline
    assert "2 of 3 sentences</span>" in outline


async def test_a_section_of_which_nothing_is_missing_says_so(site: Site) -> None:
    await site.ingest(NOTE.replace(MISSING, ""))
    _, page = await life(site)
    assert "Every sentence and every bold term stands in the quote of a card." in page
    assert "show-missing" not in page


async def test_a_section_tells_what_its_last_run_gave(site: Site) -> None:
    await site.ingest(NOTE)
    number, _ = await life(site)
    row = (70, number, "Ask about birds", "ollama", "small:1b", "cards-1", "", "")
    run_sql(site, (RUN, (70,)), (WRITTEN, row))
    _, page = await life(site)
    assert "small:1b, prompt cards-1" in page
    assert 'title="sha256:00aabbccddeeff001122">00aabbccddee</abbr>' in page
    assert '<a href="/runs/70">run 70</a>' in page
    assert "5 proposed: 2 new cards, 1 of them in the" in page
    assert "2 calls, 1 retry among them; 1,234 tokens read, 345 written; 6.5 s" in page
    assert "<q>Ask about birds</q>" in page


async def test_a_section_tells_why_the_built_in_writer_wrote(site: Site) -> None:
    await site.ingest(NOTE)
    number, _ = await life(site)
    row = (70, number, "", "extractive", "", "", "timeout", "It took longer than 60 seconds.")
    run_sql(site, (RUN, (70,)), (WRITTEN, row))
    _, page = await life(site)
    assert "The built-in writer wrote in place of small:1b. It took longer than 60 seconds." in page
    assert "00aabbccddee" not in page


async def test_refused_drafts_are_shown_with_every_finding_and_can_be_tried_again(site: Site) -> None:
    await site.ingest(NOTE)
    number, _ = await life(site)
    row = (70, number, "", "ollama", "small:1b", "cards-1", "", "")
    refused = ("Do limpets <b>move</b>?", "Yes.")
    binary = (70, number, "F4", "hard", "1", "yes/no questions and answers, at most 0", "Do limpets", *refused)
    bare = (70, number, "F3", "soft", "1", "references that need the text, at most 0", "move", *refused)
    warned = (
        70,
        number,
        "L2",
        "soft",
        "0.5",
        "words that question and answer share, below 0.4",
        "",
        "Only a doubt?",
        "",
    )
    lost = (70, number, "LOST", "soft", "0", "words after the label, at least 1", "Diet", "", "")
    told = ((REFUSED, each) for each in (binary, bare, warned, lost))
    run_sql(site, (RUN, (70,)), (WRITTEN, row), *told)
    _, page = await life(site)
    assert "What gave no card" in page
    assert page.count("Try this one again") == 1
    assert "Do limpets &lt;b&gt;move&lt;/b&gt;?" in page
    assert "Ask nothing that yes or no answers." in page
    assert "found 1; a warning only." in page
    assert "Only a doubt?" not in page
    assert "A label stood without its value, so there was nothing to ask." in page
    assert '<q class="serif">Diet</q>' in page
    assert re.search(r'value="Ask this again in other words: “Do limpets &lt;b&gt;move&lt;/b&gt;\?”', page)


async def test_a_section_is_written_about_again_with_a_wish(site: Site) -> None:
    await site.ingest(NOTE)
    number, page = await life(site)
    assert f'<input type="hidden" name="section" value="{number}">' in page
    reply = await site.post("/generate", {"section": number, "again": "true", "instruction": "Ask about birds"})
    assert reply.status_code == 303
    run_id = int(reply.headers["location"].rpartition("/")[2])
    job = site.app.state.torchdeck.runs.find(run_id)
    assert job is None or job.job.wait(20)
    _, page = await life(site)
    assert f'<a href="/runs/{run_id}">run {run_id}</a>' in page
    assert "<q>Ask about birds</q>" in page
    assert f'<mark class="missing">{MISSING}</mark>' in page


async def test_a_card_keeps_who_made_it_and_from_which_words(site: Site) -> None:
    await site.ingest(NOTE)
    number, page = await life(site)
    card = re.findall(r"/cards/([0-9a-f-]{36})", page)[0]
    run_sql(
        site,
        (RUN, (70,)),
        (WRITTEN, (70, number, "", "ollama", "small:1b", "cards-1", "", "")),
        (
            "UPDATE cards SET writer = 'ollama', model = 'small:1b', digest = 'sha256:00aabbccddeeff001122', "
            "rule = 'cards-1', created_at = '2026-03-02 09:31:00.000000' WHERE id = ?",
            (card,),
        ),
    )
    page = (await site.get(f"/cards/{card}")).text
    assert "2 Mar 2026, 09:31 by small:1b" in page
    assert 'title="sha256:00aabbccddeeff001122">00aabbccddee</abbr>' in page
    assert "<dt>Prompt</dt><dd>cards-1</dd>" in page
    assert re.search(r"line 5; characters [\d,]+ to [\d,]+ of the", page)
    assert '<a href="/runs/70">run 70</a>' in page
    assert "as they were written" in page
    await site.ingest(NOTE.replace("grinds a home scar", "sleeps"))
    gone = (await site.get(f"/cards/{card}")).text
    assert "a snail that grinds a home scar into the rock" in gone
