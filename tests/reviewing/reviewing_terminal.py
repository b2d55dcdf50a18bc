"""A person at a terminal: types into hwlab, and sees what the terminal shows of it."""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

LONG = 120
_STYLES = re.compile(rb"\x1b\[[\d;]*m")
_ABILITIES = b"\x1b[c"


class Terminal:
    """hwlab at a terminal of 80 by `rows`, which answers questions as `replies` says."""

    def __init__(
        self,
        arguments: Sequence[str | Path],
        *,
        rows: int = 60,
        env: Mapping[str, str] | None = None,
        reply: bytes = b"\x1b[?62;22c",
    ) -> None:
        self.screen = pyte.HistoryScreen(80, rows, history=2000)
        self._stream = pyte.ByteStream(self.screen)
        self._reply = reply
        self.sent = b""
        self._seen = 0
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "hwlab_cli", *map(str, arguments)],
            env={**os.environ, "TERM": "xterm-256color", **(env or {})},
            dimensions=(rows, 80),
            timeout=LONG,
        )
        self.child.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.child.close(force=True)

    def sees(self, text: str) -> None:
        """Wait until the terminal shows something new that has this in it."""
        while True:
            words = _STYLES.sub(b"", self.sent).decode(errors="replace").replace("\xa0", " ")
            place = words.find(text, self._seen)
            if place >= 0:
                self._seen = place + len(text)
                return
            self._more(text)

    def types(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys)

    def ends(self) -> int:
        """Wait for hwlab to end; return its exit code."""
        while True:
            try:
                self._more("the end")
            except EOFError:
                break
        self.child.wait()
        code = self.child.exitstatus
        return code if code is not None else -int(self.child.signalstatus or 0)

    @property
    def display(self) -> str:
        """What the screen shows now."""
        return "\n".join(line.rstrip() for line in self.screen.display).strip()

    def _more(self, wanted: str) -> None:
        try:
            got = self.child.read_nonblocking(65536, LONG)
        except pexpect.TIMEOUT:
            raise AssertionError(f"never shown: {wanted}\n{self.display}") from None
        except pexpect.EOF:
            raise EOFError(f"ended before it showed: {wanted}\n{self.display}") from None
        self.sent += got
        self._stream.feed(got)
        if self._reply and _ABILITIES in self.sent and _ABILITIES in self.sent[-len(got) - 3 :]:
            self.child.send(self._reply)
            self._reply = b""
