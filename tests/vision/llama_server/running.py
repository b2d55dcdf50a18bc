"""A llama-server that runs, and one that is kept loading for as long as a test wants."""

import contextlib
import http.client
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from netbox_server.missing import NotStartedError, log_end
from netbox_server.waiting import until

from llama_server.installation import Installation
from llama_server.kept import kept

_HOST = "127.0.0.1"
# Below the ports that systems give to clients, and apart from those of the tests' NetBox.
_PORTS = range(19_000, 20_000)
_SECONDS = 120.0
_TRIES = 5

SLOTS = 2
CONTEXT = 2048
"""How many tokens each slot has room for."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens."""

    url: str
    log: Path


@dataclass(frozen=True, slots=True)
class Gate:
    """Keeps a server loading: the model that it opens is a pipe that nobody writes into."""

    link: Path
    pipe: Path
    model: Path

    @classmethod
    def at(cls, folder: Path, model: Path) -> "Gate":
        """Make one in a folder."""
        gate = cls(folder / "gated.gguf", folder / "pipe", model)
        os.mkfifo(gate.pipe)
        gate.link.symlink_to(gate.pipe)
        return gate

    def open(self) -> None:
        """Let the server load: what it fails to read as a model, it opens a second time."""
        replacing = self.link.with_suffix(".new")
        replacing.symlink_to(self.model)
        replacing.replace(self.link)
        self.pipe.open("wb").close()


@contextlib.contextmanager
def running(
    made: Installation,
    folder: Path,
    *options: str,
    gate: Gate | None = None,
    with_eyes: bool = True,
) -> Iterator[Running]:
    """Have a server for the block; with a gate it is still loading. Raises NotStartedError."""
    model = gate.link if gate else made.model
    command: list[str | Path] = [*made.command, "--model", model]
    command += ["--ctx-size", str(SLOTS * CONTEXT), "--parallel", str(SLOTS)]
    command += ["--mmproj", made.projector] if with_eyes else []
    log = folder / "llama-server.log"
    for _ in range(_TRIES):
        port = random.SystemRandom().choice(_PORTS)
        with kept([*command, "--port", str(port), *options], log) as server:
            wanted = {200, 503} if gate else {200}
            until(lambda: server.poll() is not None or _health(port) in wanted, _SECONDS)  # noqa: B023
            if server.poll() is None:
                yield Running(f"http://{_HOST}:{port}/v1", log)
                return
    raise NotStartedError(f"llama-server did not start: {log_end(log)}")


def _health(port: int) -> int:
    """Return the status of a server's health, 0 where there is none."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
