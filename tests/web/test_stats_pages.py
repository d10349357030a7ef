"""The statistics page and its table."""

import csv
import io

from tests.web.running import Site


def rename(site: Site, model: str) -> None:
    """Let a model have written one card, and the learner have decided over three."""
    with site.app.state.torchdeck.db.write() as connection:
        connection.exec_driver_sql(
            "UPDATE cards SET writer = 'ollama', model = ?, digest = 'sha256:00aabbccddeeff001122', rule = 'cards-1' "
            "WHERE number = 1",
            (model,),
        )
        connection.exec_driver_sql(
            "INSERT INTO decisions (learner_id, card_id, batch, accepted, edited, decided_at) "
            "SELECT 1, id, number, 1, number = 1, '2026-03-02 09:30:00.000000' FROM cards WHERE number <= 3"
        )


async def test_before_the_first_card_there_is_a_way_on(site: Site) -> None:
    page = (await site.get("/stats")).text
    assert "Nothing has been written yet" in page
    assert 'href="/add"' in page


async def test_each_writer_has_its_rates_with_how_sure_they_are(studying: Site) -> None:
    rename(studying, "small:1b")
    page = (await studying.get("/stats")).text
    assert "<b>small:1b</b>" in page
    assert 'title="sha256:00aabbccddeeff001122">00aabbccddee</abbr>' in page
    assert "1 of 1" in page
    assert "21 to 100 %" in page
    assert "<b>the built-in writer</b>" in page
    assert "2 of 2" in page
    assert 'aria-current="page">Stats' in page
    assert "style=" not in page


async def test_the_table_has_the_same_numbers_rule_by_rule(studying: Site) -> None:
    rename(studying, '=HYPERLINK("http://x.test")')
    reply = await studying.get("/stats/writers.csv")
    assert reply.headers["content-type"].startswith("text/csv")
    head, *rows = csv.reader(io.StringIO(reply.text))
    assert {len(row) for row in rows} == {len(head)}
    cards, model = head.index("cards"), head.index("model")
    assert rows[0][model] == '\'=HYPERLINK("http://x.test")'
    built_in, *rules = [row for row in rows if row[0] == "extractive"]
    assert int(built_in[cards]) == sum(int(rule[cards]) for rule in rules) > 0
    assert rows[0][head.index("accepted, share")] == "1.0"
    assert rows[0][head.index("lapsed, share")] == ""
