"""A demo file run by itself."""

import subprocess
import sys

import pytest

from app.demos.activations.relu_variants import demo
from app.demos.console import main


def test_a_preset_is_run_and_its_claims_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(demo, ["--preset", "prelu", "--device", "cpu"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("200/200 slope 0.29")
    assert sum(line.startswith("figure: ") for line in lines) == 2
    assert lines[-3].startswith("✓ The learned slope")
    assert " s on CPU, " in lines[-1]


def test_a_failed_claim_is_a_failed_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(demo, ["--preset", "elu", "--set", "alpha=3", "--device", "cpu"])
    assert ended.value.code == 1
    assert "✗ On N(0, 1)" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--preset", "no"], ["--set", "alpha=99"], ["--set", "alpha"], ["--set", "x=1"]])
def test_what_cannot_be_run_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(demo, arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_file_is_a_program() -> None:
    command = [
        sys.executable,
        "-m",
        "app.demos.activations.activation_functions",
        "--preset",
        "relu",
        "--device",
        "cpu",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "✓ Equals torch.relu exactly" in told
