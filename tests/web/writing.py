"""A site beside a fake model server: notes that no writer has read yet, runs waited for, and what the server heard."""

import asyncio
import re
from collections.abc import Callable

from app.services.ingest import ingest
from app.web.state import State
from tests.web.running import Site

PATIENCE = 30.0
NOWHERE = "http://127.0.0.1:9"
SLOW = 400.0
"""Milliseconds for a reply, so that a run can be met while it goes on."""

NOTES = {
    "bees.md": """\
# Bees

A **worker bee** is a female bee that gathers nectar and keeps the hive warm.

## Dances

The **waggle dance** is a figure that tells other bees where the flowers stand.

## Wax

The **wax gland** is an organ that makes the comb out of sugar.
""",
    "bread.md": """\
# Bread

A **sourdough starter** is a culture of yeast that makes dough rise.

## Crust

The **Maillard reaction** is a change that browns the crust of a loaf.
""",
}


def state(site: Site) -> State:
    """The parts of the application under test."""
    found: State = site.app.state.torchdeck
    return found


def read_only(site: Site, notes: dict[str, str]) -> None:
    """Have notes read without a card being written, as `torchdeck ingest` does."""
    for name, text in notes.items():
        (site.notes / name).write_text(text)
    parts = state(site)
    report = ingest(parts.db, [site.notes], learner=parts.learner, now=parts.now(), matcher=parts.matcher)
    assert len(report.notes) == len(notes)


def sections(site: Site) -> dict[str, int]:
    """The ids of all sections, by title."""
    with state(site).db.read() as connection:
        return dict(connection.exec_driver_sql("SELECT title, id FROM sections WHERE gone_at IS NULL").all())


def notes(site: Site) -> dict[str, int]:
    """The ids of all notes, by title."""
    with state(site).db.read() as connection:
        return dict(connection.exec_driver_sql("SELECT title, id FROM notes").all())


def run_row(site: Site, run_id: int) -> dict[str, object]:
    """A run as it is stored."""
    with state(site).db.read() as connection:
        return dict(connection.exec_driver_sql("SELECT * FROM runs WHERE id = ?", (run_id,)).mappings().one())


def settled(site: Site, run_id: int) -> dict[str, str]:
    """The sections of a run that have been dealt with: their titles, and who wrote."""
    with state(site).db.read() as connection:
        return dict(
            connection.exec_driver_sql(
                "SELECT s.title, r.writer FROM run_sections r JOIN sections s ON s.id = r.section_id "
                "WHERE r.run_id = ? AND r.state != 'pending'",
                (run_id,),
            ).all()
        )


async def start(site: Site, **form: object) -> int:
    """Start a run by the page's form; returns its number."""
    reply = await site.post("/generate", form)
    assert reply.status_code == 303, reply.text
    return int(reply.headers["location"].rpartition("/")[2])


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something to come true, without stopping the application."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not condition():
        assert loop.time() < end, f"{what}: not within {PATIENCE:.0f} seconds"
        await asyncio.sleep(0.02)


async def finished(site: Site, run_id: int) -> str:
    """Wait until a run is over; returns its page."""
    at_work = state(site).runs.find(run_id)
    if at_work is not None:
        await until(lambda: at_work.job.over, f"run {run_id}")
    return (await site.get(f"/runs/{run_id}")).text


def ticked(page: str, name: str = "section") -> set[int]:
    """The boxes of that name that are ticked in a page."""
    boxes = re.findall(rf'<input type="checkbox" name="{name}" value="(\d+)"([^>]*)>', page)
    return {int(value) for value, rest in boxes if "checked" in rest}
