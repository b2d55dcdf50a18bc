"""A person at a real terminal multiplexer: keys go in, the screen is seen, all is recorded."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from netbox_server.waiting import until

REQUIRED = os.environ.get("HWLAB_TEST_TMUX", "").strip() == "required"
_PATIENCE = 90.0
_PROMPT = "bench$ "
_ENDED = re.compile(r"^ended (\d+)$", re.MULTILINE)


class Tmux:
    """A shell in a tmux of its own, 80 columns wide, on which `hwlab` is at hand.

    What it showed from the first byte to the last is in `recording`.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], *, rows: int = 50) -> None:
        if not shutil.which("tmux") and not REQUIRED:
            pytest.skip("tmux is not installed")
        self._socket = folder / "tmux"
        self.recording = folder / "recording.ansi"
        self._seen = 0
        self._environment = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": os.environ["HOME"],
            "LANG": "C.UTF-8",
            "PS1": _PROMPT,
            **environment,
        }
        shell = ("bash", "--norc", "--noprofile")
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", str(rows), *shell)
        self._tmux("pipe-pane", "-o", f"cat >> '{self.recording}'")
        self.types("clear\r")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tmux("kill-server")

    def types(self, keys: str) -> None:
        """Press keys, one after the other."""
        for byte in keys.encode():
            # By its number, since tmux takes some characters for its own.
            self._tmux("send-keys", "-H", f"{byte:02x}")

    def sees(self, text: str) -> None:
        """Wait until the terminal shows something new that has this in it."""

        def shown() -> bool:
            place = self.display.find(text, self._seen)
            if place < 0:
                return False
            self._seen = place + len(text)
            return True

        assert until(shown, _PATIENCE, 0.1), f"never shown: {text}\n{self.display[self._seen :]}"

    def runs(self, command: str) -> None:
        """Begin a command line."""
        self._seen = len(self.display)
        self.types(f"{command}; echo ended $?\r")

    def ends(self) -> int:
        """Wait until the command line has ended; return its exit code."""
        found: list[str] = []

        def ended() -> bool:
            found[:] = _ENDED.findall(self.display[self._seen :])
            return bool(found)

        assert until(ended, _PATIENCE, 0.1), f"never ended\n{self.display[self._seen :]}"
        return int(found[0])

    @property
    def display(self) -> str:
        """All that the terminal has shown, as it stands there."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-").replace("\xa0", " ").rstrip()

    def _tmux(self, *command: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), *command],
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout
