"""Start-up: `--help`, `--version` and `queue list` against importing typer, and a peer's --help.

Aims: at most 1.6 times `python -c 'import typer'`, and not slower than `sqlite-utils --help`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.verdict import Verdict, tell

_RUNS = 21


def main() -> list[Verdict]:
    """Run the commands in turn, so that a slow moment of the machine meets all of them."""
    folder = Path(sys.executable).parent
    hwlab = str(folder / "hwlab")
    commands = {
        "import typer": [sys.executable, "-c", "import typer"],
        "sqlite-utils --help": [str(folder / "sqlite-utils"), "--help"],
        "hwlab --help": [hwlab, "--help"],
        "hwlab --version": [hwlab, "--version"],
        "hwlab queue list": [hwlab, "queue", "list"],
    }
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HWLAB_HOME": home}
        add = [hwlab, "add", "--manufacturer", "Dell", "--model", "R720"]
        for _ in range(3):
            subprocess.run(add, env=environment, capture_output=True, check=True)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(_RUNS):
            for name, command in commands.items():
                begin = time.perf_counter()
                subprocess.run(command, env=environment, capture_output=True, check=True)
                seconds[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    verdicts = []
    for name in ("hwlab --help", "hwlab --version", "hwlab queue list"):
        for peer, most in (("import typer", 1.6), ("sqlite-utils --help", 1.0)):
            ratio = medians[name] / medians[peer]
            detail = f"{medians[name] * 1000:.0f} ms against {medians[peer] * 1000:.0f} ms"
            verdicts.append(Verdict(f"{name} / {peer}", ratio, "at most", most, detail))
    return verdicts


if __name__ == "__main__":
    tell(main())
