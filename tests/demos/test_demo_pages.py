"""Concepts and demos over HTTP: the pages, a run started, followed, cancelled and shown, and what is refused.

One application serves all tests of this file, because a worker takes seconds to import torch.
"""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.demos.runs import RunState
from tests.web.running import Site, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTE = """# Units

## ReLU

**ReLU** is the function that passes positive inputs and stops all others.

- **Range:** from zero upwards
"""
JSON = {"Accept": "application/json"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    home: Path = tmp_path_factory.mktemp("demos")
    async with running(home) as started:
        await started.ingest(NOTE, "units.md")
        yield started


async def start(house: Site, concept: str, **fields: object) -> dict[str, str]:
    reply = await house.post("/runs", {"concept": concept, **fields}, **JSON)
    assert reply.status_code == 202, reply.text
    answer: dict[str, str] = reply.json()
    return answer


async def finished(house: Site, concept: str, **fields: object) -> dict[str, str]:
    answer = await start(house, concept, **fields)
    run = house.app.state.torchdeck.runner.get(answer["run"])
    assert run.wait(60)
    assert run.state is RunState.DONE, run.message
    return answer


async def test_the_map_names_every_concept_with_its_cards(house: Site) -> None:
    page = (await house.get("/concepts")).text
    for concept in house.app.state.torchdeck.catalogue:
        assert f'href="/concepts/{concept.id}"' in page
        assert f'href="/demos/{concept.id}"' in page
    assert re.search(r"ReLU</b></a>\s*<p[^>]*>\d+ cards?, 0 in review", page)


async def test_a_concept_shows_its_text_its_demo_the_cards_and_the_sections(house: Site) -> None:
    page = (await house.get("/concepts/relu")).text
    assert "works like a valve" in page
    assert "<math" in page
    assert 'href="/demos/relu"' in page
    assert re.search(r'href="/sections/\d+">ReLU</a>', page)
    assert re.search(r'href="/cards/[0-9a-f-]{36}"', page)
    assert 'rel="prev">‹ Activation function' in page
    assert 'rel="next">Sigmoid' in page


async def test_what_does_not_exist_is_not_found(house: Site) -> None:
    for path in ("/concepts/submarine", "/demos/submarine", "/runs/nothing/events", "/runs/nothing/figures/0.svg"):
        assert (await house.get(path)).status_code == 404, path


async def test_before_a_run_the_page_asks_and_says_what_will_be_checked(house: Site) -> None:
    page = (await house.get("/demos/relu?from=/study%3Fcard=some-card")).text
    assert "How much gradient passes?" in page
    assert page.count('type="radio"') == 3
    assert "What will be checked" in page
    assert 'type="range"' in page
    assert "back to the card" in page
    code = re.sub(r"<[^>]+>", "", page)
    assert "def relu(p, device):" in code
    assert "def all_or_nothing(p, r):" in code
    assert "stretched_sigmoid" not in code


async def test_settings_stand_in_the_address(house: Site) -> None:
    page = (await house.get("/demos/prelu?rate=0.25")).text
    assert 'value="0.25"' in page
    reset = re.search(r'id="reset"[^>]*>', page)
    assert reset is not None
    assert "hidden" not in reset[0]
    fresh = re.search(r'id="reset"[^>]*>', (await house.get("/demos/prelu")).text)
    assert fresh is not None
    assert "hidden" in fresh[0]
    for wrong in ("/demos/prelu?rate=9", "/demos/prelu?colour=red", "/demos/relu?span=wide"):
        assert (await house.get(wrong)).status_code == 422, wrong


async def test_a_run_by_a_plain_form_leads_to_its_page(house: Site) -> None:
    form = {"concept": "prelu", "rate": "0.2", "true_slope": "0.3", "seed": "1", "device": "cpu", "predicted": "0"}
    reply = await house.post("/runs", {**form, "token": "t", "from": "/study"})
    assert reply.status_code == 303
    address = reply.headers["location"]
    assert address.startswith("/demos/prelu?rate=0.2&seed=1&device=cpu&predicted=0&from=%2Fstudy&run=")
    run = house.app.state.torchdeck.runner.get(address.rpartition("=")[2])
    assert run.wait(60)
    page = (await house.get(address)).text
    assert "You predicted" in page
    assert "“where it started”" in page
    assert "at the data" in page
    assert page.count("<img src=") == 2
    assert re.search(r"slope 0\.\d+</dt><dd>expected 0\.3 ± 0\.02", page)
    assert re.search(r"s · CPU · torch \d+\.\d+\.\d+ · 1 thread", page)
    assert 'data-status="passed"' in page


async def test_a_failed_claim_and_a_run_without_an_answer_are_shown_as_such(house: Site) -> None:
    answer = await finished(house, "softmax", stable="off")
    assert "stable=off" in answer["page"]
    page = (await house.get(answer["page"])).text
    assert 'data-status="failed"' in page
    assert "not a number" in page
    assert "This run gives no answer" in page


async def test_a_box_that_is_ticked_overrules_the_off_before_it(house: Site) -> None:
    reply = await house.client.post(
        "/runs",
        content="concept=softmax&stable=off&stable=on",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", **JSON},
    )
    assert reply.status_code == 202
    assert "stable" not in reply.json()["page"]


async def test_the_events_of_a_run_can_be_heard_again_from_any_point(house: Site) -> None:
    answer = await finished(house, "prelu")
    whole = (await house.get(answer["events"])).text
    names = re.findall(r"^event: (\w+)$", whole, re.MULTILINE)
    numbers = [int(number) for number in re.findall(r"^id: (\d+)$", whole, re.MULTILINE)]
    assert names[0] == "queued"
    assert names[-1] == "done"
    assert numbers == list(range(1, len(names) + 1))
    step = json.loads(re.findall(r"^event: step\ndata: (.*)$", whole, re.MULTILINE)[-1])
    assert (step["done"], step["total"]) == (200, 200)
    assert step["live"].startswith("slope 0.29")
    rest = (await house.get(answer["events"], **{"Last-Event-ID": str(numbers[-2])})).text
    assert re.findall(r"^event: (\w+)$", rest, re.MULTILINE) == ["done"]


async def test_a_figure_is_a_picture_of_its_own_with_a_policy_of_its_own(house: Site) -> None:
    answer = await finished(house, "elu")
    reply = await house.get(f"/runs/{answer['run']}/figures/0.svg")
    assert reply.headers["content-type"] == "image/svg+xml"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script" not in policy
    assert reply.text.startswith("<svg ")
    table = await house.get(f"/runs/{answer['run']}/figures/1.csv")
    assert table.text.splitlines()[1].startswith("ReLU,0.39")
    assert (await house.get(f"/runs/{answer['run']}/figures/9.svg")).status_code == 404


async def test_only_the_results_are_sent_to_a_script(house: Site) -> None:
    answer = await finished(house, "tanh")
    part = await house.get(answer["page"], **{"X-Fragment": "1"})
    assert part.headers["x-fragment"] == "1"
    assert "<html" not in part.text
    assert 'data-state="done"' in part.text


async def test_a_run_of_another_concept_or_one_forgotten_is_not_shown(house: Site) -> None:
    answer = await finished(house, "tanh")
    for path in (f"/demos/relu?run={answer['run']}", "/demos/tanh?run=forgotten"):
        page = (await house.get(path)).text
        assert "What will be checked" in page


async def test_a_run_can_be_stopped(house: Site) -> None:
    answer = await start(house, "relu")
    assert (await house.post(f"/runs/{answer['run']}/cancel", **JSON)).status_code == 202
    run = house.app.state.torchdeck.runner.get(answer["run"])
    assert run.wait(60)
    reply = await house.post(f"/runs/{answer['run']}/cancel")
    assert reply.status_code == 303
    assert reply.headers["location"].endswith(f"run={answer['run']}")


@pytest.mark.parametrize(
    "fields",
    [{"span": "999"}, {"colour": "red"}, {"predicted": "7"}, {"predicted": "x"}, {"device": "tpu"}],
    ids=lambda fields: "=".join(*fields.items()),
)
async def test_what_the_form_does_not_offer_is_refused(house: Site, fields: dict[str, str]) -> None:
    reply = await house.post("/runs", {"concept": "relu", **fields}, **JSON)
    assert reply.status_code == 422
    assert reply.json()["error"]


async def test_another_site_cannot_start_a_run(house: Site) -> None:
    reply = await house.client.post("/runs", data={"concept": "relu"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 403


async def test_opening_a_demo_starts_a_worker_and_nothing_else_does(tmp_path: Path) -> None:
    async with running(tmp_path) as fresh:
        await fresh.get("/concepts/relu")
        assert fresh.app.state.torchdeck.runner.processes() == []
        await fresh.get("/demos/relu")
        assert len(fresh.app.state.torchdeck.runner.processes()) == 1
