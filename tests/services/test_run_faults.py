"""Whatever a model's server does, a run ends, every section has cards of somebody, and no card is half or double.

Over real sockets: the fake server breaks in a dozen ways, always or now and then.
"""

import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.config import Settings
from app.domain import ModelSettings
from app.generator.extractive.writer import ExtractiveWriter
from app.generator.model.asking import Patience
from app.generator.model.seam import Deadline, ModelInfo
from app.generator.model.writer import ModelWriter
from app.generator.ollama import loop
from app.services.run_report import GenerateReport
from app.services.workspace import Workspace, open_workspace
from tests.fake_ollama import FakeOllama, Fault, fake_ollama
from tests.services.run_scenes import (
    assert_whole,
    carry,
    in_thread,
    many_sections,
    plan,
    read,
    rows,
    states,
    write_notes,
)

MODEL = "llama3.1:8b"
HASTY = Patience(Deadline(first_frame=0.5, between_frames=0.3, total=1.0), pauses=(0.01, 0.02))
SECTIONS = 5


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the server does, and how a section's row names it where nothing else helps."""

    name: str
    fault: Fault | None
    told_as: str


TROUBLES = (
    Trouble("refused", None, "server unavailable"),
    Trouble("silent", Fault("silence"), "timeout"),
    Trouble("stalled", Fault("stall"), "timeout"),
    Trouble("trickling", Fault("trickle", detail="40"), "timeout"),
    Trouble("500", Fault("error_500"), "server fault"),
    Trouble("cut in mid-JSON", Fault("cut_line"), "server"),
    Trouble("missing model", Fault("missing_model"), "model missing"),
    Trouble("out of memory", Fault("out_of_memory"), "server fault"),
    Trouble("100 MB", Fault("huge"), "too large"),
    Trouble("bad UTF-8", Fault("bad_utf8"), ""),
    Trouble("HTML from a proxy", Fault("html_502"), "server unavailable"),
    Trouble("reset", Fault("reset"), "server unavailable"),
)


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeOllama]:
    with fake_ollama(slots=2, loaded=True) as server:
        yield server


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def hasty_writer(host: str, seed: int) -> ModelWriter:
    """A writer that gives up within a second what it would wait minutes for."""
    settings = ModelSettings(host, MODEL, 8192, 2, "", 4, second_look=False, embedding_model="")
    info = ModelInfo(MODEL, "d1", 8192, 2)
    rng = random.Random(seed)
    return ModelWriter(loop.shared(settings), settings, ExtractiveWriter(), rng=rng, info=info, patience=HASTY)


def run_through(workspace: Workspace, fake: FakeOllama, trouble: Trouble, share: float, seed: int) -> GenerateReport:
    """One run over five sections while the server is in trouble for a share of its calls."""
    host = fake.url
    if trouble.fault is None:
        host = closed_port()
    else:
        fault = trouble.fault
        fake.change(faults=[Fault(fault.kind, share=share, detail=fault.detail)], seed=seed)
    writer = hasty_writer(host, seed)
    run_id = plan(workspace, writer)
    try:
        return in_thread(lambda: carry(workspace, run_id, writer))()
    finally:
        fake.change(faults=[])


def check(workspace: Workspace, report: GenerateReport) -> None:
    """Nothing is lost, half or double."""
    assert report.state.value == "done"
    assert states(workspace, report.run_id) == {"done": SECTIONS + 1}
    assert rows(workspace, "SELECT count(*) FROM sections WHERE generated_hash = text_hash") == [(SECTIONS + 1,)]
    assert_whole(workspace)
    without = rows(
        workspace,
        "SELECT s.title FROM sections s WHERE level = 2 AND s.id NOT IN (SELECT section_id FROM sources)",
    )
    assert without == []
    odd = "SELECT writer, fault FROM run_sections WHERE (fault = '') != (message = '') OR writer = ''"
    assert rows(workspace, odd) == []


def fresh(folder: Path) -> Settings:
    return Settings(home=folder / "home", zone="UTC")


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_a_server_in_trouble_costs_no_section(tmp_path: Path, fake: FakeOllama, trouble: Trouble) -> None:
    with open_workspace(fresh(tmp_path)) as workspace:
        read(workspace, write_notes(tmp_path / "vault", [many_sections(SECTIONS)]))
        report = run_through(workspace, fake, trouble, 1.0, seed=1)
        check(workspace, report)
        if trouble.told_as:
            assert report.fallbacks >= SECTIONS
            faults = {str(fault) for (fault,) in rows(workspace, "SELECT DISTINCT fault FROM run_sections")}
            assert all(fault.startswith(trouble.told_as) for fault in faults - {""}), faults
            assert report.message


def sweep(folder: Path, fake: FakeOllama, runs: int) -> None:
    rng = random.Random(11)
    for trouble in TROUBLES:
        for number in range(runs):
            home = folder / f"{trouble.name.replace(' ', '-')}-{number}"
            with open_workspace(fresh(home)) as workspace:
                read(workspace, write_notes(home / "vault", [many_sections(SECTIONS)]))
                check(
                    workspace,
                    run_through(workspace, fake, trouble, rng.choice([0.3, 0.6, 1.0]), rng.randrange(1 << 20)),
                )


def test_troubles_that_come_and_go_cost_no_section(tmp_path: Path, fake: FakeOllama) -> None:
    sweep(tmp_path, fake, runs=1)


@pytest.mark.slow
def test_each_trouble_fifty_times(tmp_path: Path, fake: FakeOllama) -> None:
    sweep(tmp_path, fake, runs=50)
