"""Which devices torch sees, asked in a process of its own so that nobody else has to import torch."""

import json
import subprocess
import sys
from dataclasses import dataclass

_SECONDS = 60
_QUESTION = """
import json, torch
devices = ["cpu"]
if torch.cuda.is_available():
    devices.append("cuda: " + torch.cuda.get_device_name(0))
if torch.backends.mps.is_available():
    devices.append("mps")
print(json.dumps({"devices": devices, "torch": torch.__version__, "threads": torch.get_num_threads()}))
"""


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Device names as torch gives them, best last; `problem` says why torch cannot be used."""

    devices: tuple[str, ...] = ()
    torch_version: str = ""
    threads: int = 0
    problem: str = ""


def look_for_devices() -> DeviceReport:
    """Import torch in a child and ask it; takes the seconds that importing torch takes."""
    try:
        answer = subprocess.run(
            [sys.executable, "-c", _QUESTION], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except subprocess.TimeoutExpired:
        return DeviceReport(problem=f"torch did not start within {_SECONDS} seconds")
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:] or ["no message"]
        return DeviceReport(problem=f"torch cannot be imported ({last[0]})")
    said = json.loads(answer.stdout.splitlines()[-1])
    return DeviceReport(tuple(said["devices"]), said["torch"], said["threads"])
