"""One `hwlab queue replay` in a process of its own, measured from within.

Loading modules is left out of the seconds, not of the memory: a replay of a thousand devices
loads no more than a replay of one.
"""

import importlib
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import scratch
from hwlab_cli.config import NetBox

# What the command imports only when it is called.
_LOADED = ("hwlab_cli.commands.queue", "hwlab_cli.delivery.run", "hwlab_cli.workspace")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a replay took: seconds by the clock, of CPU, and memory at its peak in MiB."""

    seconds: float
    cpu_seconds: float
    peak: float
    delivered: int = 0


def replayed(home: Path, netbox: NetBox, *options: str) -> Measured:
    """Run a replay of the log in a folder, and return what it took."""
    environment = scratch.environment(home) | {
        "HWLAB_NETBOX_URL": netbox.url,
        "HWLAB_NETBOX_TOKEN": netbox.token.get_secret_value(),
        "HWLAB_NETBOX_BATCH": str(netbox.batch),
        "HWLAB_NETBOX_CONNECTIONS": str(netbox.connections),
    }
    said, report, told = home / "said.jsonl", home / "report.json", home / "told.txt"
    with said.open("wb") as out, told.open("wb") as errors:
        ran = subprocess.run(
            [sys.executable, "-m", "bench.delivery_replay", report, *options],
            stdout=out,
            stderr=errors,
            env=environment,
            cwd=Path(__file__).parents[1],
            check=False,
        )
    if ran.returncode:
        last = told.read_text(encoding="utf-8")[-500:]
        raise RuntimeError(f"the replay ended with {ran.returncode}: {last}")
    summary = json.loads(said.read_text(encoding="utf-8").splitlines()[-1])
    within = json.loads(report.read_text(encoding="utf-8"))
    return Measured(**within, delivered=summary["delivered"])


def main() -> None:
    """Be that process."""
    from hwlab_cli.app import app

    for name in _LOADED:
        importlib.import_module(name)
    report, options = Path(sys.argv[1]), sys.argv[2:]
    begin, cpu = time.perf_counter(), time.process_time()
    try:
        app(["queue", "replay", "--json", *options], prog_name="hwlab")
    finally:
        within = {
            "seconds": time.perf_counter() - begin,
            "cpu_seconds": time.process_time() - cpu,
            "peak": _peak(),
        }
        report.write_text(json.dumps(within), encoding="utf-8")


def _peak() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        # What the system tells of a process's children begins with its parent's own peak.
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    main()
