"""The command as it is, nothing replaced, in processes of its own; and a dozen photos for it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import LabelPhoto, Ran, label_photo
from crash_nursery import ROOT

# Python's own beginning is not quiet on Ctrl-C, `main` is from its first line on: whoever
# sends one must know that it has come to that.
BEGIN = """
import os, signal
signal.signal(signal.SIGINT, lambda *_: os._exit(130))
os.write(1, b"begun\\n")
from hwlab_cli.entry import main
main()
"""


class Started:
    """A run of the command, from its beginning on."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"

    def ended(self) -> Ran:
        """Wait until it ends; return how it did."""
        out, err = self.process.communicate(timeout=300)
        return Ran(self.process.returncode, out.decode(), err.decode())


class Real:
    """Starts the command."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "config.toml"
        self._config.touch()

    def start(self, home: Path, *arguments: str | Path) -> Started:
        """Start a command line; returns when Ctrl-C is quiet."""
        return Started(
            subprocess.Popen(
                [sys.executable, "-c", BEGIN, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,  # so that nothing of what follows is read along with the first line
                cwd=ROOT,
                env={
                    **{name: text for name, text in os.environ.items() if "HWLAB" not in name},
                    "HWLAB_HOME": str(home),
                    "HWLAB_CONFIG": str(self._config),
                },
            )
        )

    def run(self, home: Path, *arguments: str | Path, **_: Any) -> Ran:
        """Run a command line to its end."""
        return self.start(home, *arguments).ended()


def take_dozen(folder: Path) -> list[LabelPhoto]:
    """Take photos of twelve devices."""
    layouts = ("dell-notebook", "intel-nic")
    return [label_photo(folder, name, seed)[0] for name in layouts for seed in range(1, 7)]
