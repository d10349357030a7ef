"""The wheel: everything is inside, and installed by itself it serves its pages from any folder."""

import http.client
import os
import socket
import subprocess
import sys
import sysconfig
import time
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("templates", "static", "content")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; the dependencies are this one's, seen through a path file.

    A path file's folders are not searched for further path files, so an editable checkout stays out of sight.
    """
    folder = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())
    (site / "dependencies.pth").write_text("".join(f"{sysconfig.get_path(name)}\n" for name in ("purelib", "platlib")))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TORCHDECK_", "PYTHON"))}
    return {**kept, "TORCHDECK_HOME": str(tmp_path / "home"), "OLLAMA_HOST": "http://127.0.0.1:9"}


def files_below(folder: Path) -> Iterator[str]:
    """Paths of a folder's files, as the wheel should name them."""
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix()


def test_nothing_is_left_out_of_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    expected = {f"app/{name}" for name in files_below(ROOT / "app")}
    for folder in SHIPPED:
        expected |= {f"app/_shipped/{folder}/{name}" for name in files_below(ROOT / folder)}
    assert expected - inside == set()
    assert {"app/demos/manifest.json", "app/_shipped/templates/base.html"} <= inside
    assert any(name.startswith("app/db/migrations/versions/") for name in inside)
    others = {name for name in inside - expected if ".dist-info/" not in name}
    assert others == set()


def test_the_wheel_says_what_it_is_and_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata_name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(metadata_name).decode())
        scripts = archive.read(metadata_name.replace("METADATA", "entry_points.txt")).decode()
        names = archive.namelist()
    assert metadata["Name"] == "torchdeck"
    assert metadata["License-Expression"] == "MIT"
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert metadata["Requires-Python"] == ">=3.11"
    needed = metadata.get_all("Requires-Dist")
    assert needed is not None
    assert "torch==2.13.0" in needed
    assert not any(need.startswith("anki") and "extra" not in need for need in needed)
    assert "torchdeck = app.cli:main" in scripts


def test_the_installed_command_is_the_wheels_own(installed: Path, environment: dict[str, str], tmp_path: Path) -> None:
    where = "import app; print(app.__file__)"
    shown = subprocess.run(
        [installed / "bin" / "python", "-c", where], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert Path(shown.stdout.strip()).is_relative_to(installed)
    for command in ([installed / "bin" / "torchdeck"], [installed / "bin" / "python", "-m", "app"]):
        done = subprocess.run([*command, "--version"], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("torchdeck ")


def test_the_installed_server_shows_its_pages_from_any_folder(
    installed: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [installed / "bin" / "torchdeck", "serve", "--port", str(port), "--no-open"],
            cwd=tmp_path,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        deadline = time.monotonic() + 20
        while True:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            try:
                status, page = get(port, "/")
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        assert status == 200, page
        assert "Torchdeck" in page
        style = next(part for part in page.split('"') if part.startswith("/static/") and ".css" in part)
        assert get(port, style)[0] == 200
        assert get(port, "/concepts")[0] == 200
    finally:
        server.terminate()
        server.wait(10)


def get(port: int, path: str) -> tuple[int, str]:
    """Status and text of a page; redirects are followed once."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    if reply.status in (302, 303, 307):
        return get(port, str(reply.headers["location"]))
    return reply.status, text
