"""Today, settings, about, static files, and a start that stays light."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.services.today import streak
from tests.web.running import Site

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days_ago", "length"),
    [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2], 3), ([1, 2, 3], 3), ([0, 2, 3], 1), ([0, 1, 3], 2)],
)
def test_streaks(days_ago: list[int], length: int) -> None:
    assert streak([TODAY - timedelta(days=ago) for ago in days_ago], TODAY) == length


async def test_today_counts_what_is_due(studying: Site) -> None:
    page = (await studying.get("/")).text
    left = studying.app.state.torchdeck.learner.new_per_day
    with studying.app.state.torchdeck.db.read() as connection:
        active = connection.exec_driver_sql("SELECT count(*) FROM cards WHERE status = 'active'").scalar_one()
    assert f"<h1>{min(active, left)} cards are due.</h1>" in page
    assert page.count("<li") >= 7
    assert 'href="/study"' in page


async def test_settings_count_from_the_next_card_on(studying: Site) -> None:
    form = {"new_per_day": 2, "reviews_per_day": 50, "desired_retention": 0.85, "zone": "Europe/Berlin"}
    reply = await studying.post("/settings", form)
    assert reply.status_code == 303
    page = (await studying.get(reply.headers["location"])).text
    assert "Saved." in page
    assert 'value="Europe/Berlin"' in page
    assert "2 cards are due." in (await studying.get("/")).text
    assert studying.app.state.torchdeck.scheduler.desired_retention == 0.85


@pytest.mark.parametrize(
    "change",
    [{"zone": "Atlantis/Center"}, {"new_per_day": -1}, {"desired_retention": 1.5}, {"reviews_per_day": "many"}],
)
async def test_settings_that_cannot_be_used(site: Site, change: dict[str, object]) -> None:
    form = {"new_per_day": 20, "reviews_per_day": 200, "desired_retention": 0.9, "zone": "UTC", **change}
    before = site.app.state.torchdeck.learner
    reply = await site.post("/settings", form)
    assert reply.status_code == 422
    assert site.app.state.torchdeck.learner == before


async def test_about_says_where_the_data_is(studying: Site) -> None:
    page = (await studying.get("/about")).text
    assert str(studying.home / "torchdeck.db") in page
    assert "the built-in writer" in page
    assert 'href="/runs/1"' in page


async def test_static_files_are_kept_by_version_and_checked_without(site: Site) -> None:
    page = (await site.get("/")).text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    versioned = await site.get(address)
    assert "immutable" in versioned.headers["cache-control"]
    plain = await site.get(address.partition("?")[0])
    assert plain.headers["cache-control"] == "no-cache"
    again = await site.get(address.partition("?")[0], **{"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/static/../app/main.py", "/static/%2e%2e/pyproject.toml", "/static//etc/passwd"])
async def test_static_files_stay_in_their_folder(site: Site, path: str) -> None:
    assert (await site.get(path)).status_code == 404


async def test_the_maths_font_is_served(site: Site) -> None:
    reply = await site.get("/fonts/maths")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "font/ttf"
    assert b"MATH" in reply.content[:500]


async def test_pages_are_not_kept_by_anyone(studying: Site) -> None:
    for path in ("/", "/study", "/notes/1", "/cards", "/nowhere"):
        assert (await studying.get(path)).headers["cache-control"] == "no-store"


STARTED = """
import asyncio, json, sys
from pathlib import Path
from app.config import Settings
from app.main import create_app
app = create_app(Settings(home=Path(sys.argv[1])))
async def start():
    async with app.router.lifespan_context(app):
        return sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps(asyncio.run(start())))
"""


def test_starting_loads_nothing_heavy(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", STARTED, str(tmp_path)], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "fastapi" in loaded
    assert not loaded & {"torch", "matplotlib", "genanki", "ollama", "numpy", "anki"}
