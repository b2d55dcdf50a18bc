"""An instance for one test session, which is gone with it."""

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from netbox_server import instance, locks
from netbox_server.choices import Choices
from netbox_server.missing import MissingError

_AT_ONCE = 20
# Below the ports that systems give to clients. Any of so many, for an instance of another folder
# may look for one too while this one is still being made.
_PORTS = range(10_000, 19_000)


@contextlib.contextmanager
def instance_for_a_session(choices: Choices) -> Iterator[instance.Instance]:
    """Have a pristine NetBox for the block, alone: sessions at the same time have others.

    Raises MissingError when the machine lacks something, and NotStartedError.
    """
    number, lock = _free_slot(choices.home)
    try:
        first_port = random.SystemRandom().choice(_PORTS)
        made = instance.make(choices, f"tests-{number}", first_port)
        with _keeper(made.folder, lock):
            made.up(choices.home, choices.dump)
            made.reset()
            yield made
    finally:
        os.close(lock)


def _free_slot(home: Path) -> tuple[int, int]:
    for number in range(1, _AT_ONCE + 1):
        lock = locks.take(home / f"tests-{number}.lock")
        if lock is not None:
            return number, lock
    raise MissingError(f"a free place: {_AT_ONCE} test sessions have a NetBox each in {home}")


@contextlib.contextmanager
def _keeper(folder: Path, lock: int) -> Iterator[None]:
    """Have a process beside us that ends the instance when we are through, or dead.

    It holds the lock too, so that nobody takes the place before all has ended.
    """
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "netbox_server.keeper", folder],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
            pass_fds=[lock],
            # What the terminal sends to the tests is not for it.
            start_new_session=True,
        )
    with keeper:
        yield
