"""Valkey, without which NetBox answers nothing."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netbox_server.missing import NotStartedError, log_end
from netbox_server.processes import end, recorded
from netbox_server.waiting import until


@dataclass(frozen=True, slots=True)
class Cache:
    """One Valkey, on a Unix socket, that keeps nothing on disk."""

    program: Path
    socket: Path
    folder: Path

    @property
    def _pid_file(self) -> Path:
        return self.folder / "valkey.pid"

    @property
    def _log(self) -> Path:
        return self.folder / "valkey.log"

    def start(self) -> None:
        """Start it, unless it runs.

        Raises NotStartedError when it does not answer.
        """
        if recorded(self._pid_file, self.socket):
            return
        options: dict[str, str | Path] = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "daemonize": "yes",
            "pidfile": self._pid_file,
            "logfile": self._log,
            "dir": self.folder,
            "save": "",
            "appendonly": "no",
        }
        command: list[str | Path] = [self.program]
        for name, value in options.items():
            command += [f"--{name}", value]
        subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
        if not until(self._answers, 20):
            raise NotStartedError(f"Valkey did not start: {log_end(self._log)}")

    def stop(self) -> None:
        """Stop it, if it runs."""
        if process := recorded(self._pid_file, self.socket):
            end(process)

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Have no cache for the block."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def flush(self) -> None:
        """Forget everything."""
        self._say(b"FLUSHALL\r\n", b"+OK")

    def _answers(self) -> bool:
        try:
            self._say(b"PING\r\n", b"+PONG")
        except OSError:
            return False
        return True

    def _say(self, command: bytes, expected: bytes) -> None:
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(20)
            link.connect(str(self.socket))
            link.sendall(command)
            answer = link.makefile("rb").readline()
        if not answer.startswith(expected):
            raise NotStartedError(f"Valkey said {answer!r}")
