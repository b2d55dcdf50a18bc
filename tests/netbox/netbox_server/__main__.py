"""`python -m netbox_server up` and `down`: a NetBox to try hwlab on, which stays up.

On stdout goes what a shell can take as it is; on stderr, what a person wants to know.
"""

import os
import sys
from pathlib import Path

from netbox_server import instance, locks
from netbox_server.choices import VERSION, choices
from netbox_server.missing import MissingError, NotStartedError

_NAME = "developer"
_FIRST_PORT = 8001


def main() -> int:
    """Do what the command line says."""
    wanted = sys.argv[1:]
    home = choices().home
    lock = locks.take(home / f"{_NAME}.lock")
    if wanted not in (["up"], ["down"]) or lock is None:
        _tell("another run is at it" if lock is None else "usage: python -m netbox_server up|down")
        return 2
    try:
        return _up() if wanted == ["up"] else _down(home / _NAME)
    except (MissingError, NotStartedError, ValueError) as fault:
        missing = "missing: " if isinstance(fault, MissingError) else ""
        _tell(f"no NetBox can be brought up here: {missing}{fault}")
        return 1
    finally:
        os.close(lock)


def _up() -> int:
    said = choices()
    running = instance.load(said.home / _NAME)
    if running is None or running.application.status() is None:
        _tell(f"bringing NetBox {VERSION} up in {said.home}; the first time takes minutes")
        running = instance.make(said, _NAME, _FIRST_PORT, durable=True)
        running.up(said.home, said.dump, browsable=True)
    url, record = running.application.url, running.record
    _tell(f"NetBox {VERSION} is up at {url}, with the user admin, password {record.password}")
    _tell(f"its tokens: {record.token} and, in the old form, {record.v1_token}")
    _tell("point hwlab at it with the two lines that follow; `make netbox-down` ends it")
    sys.stdout.write(f"export HWLAB_NETBOX_URL={url}\nexport HWLAB_NETBOX_TOKEN={record.token}\n")
    return 0


def _down(folder: Path) -> int:
    running = instance.load(folder)
    if running is not None:
        running.down()
    _tell(f"NetBox is down; its data stay in {folder}" if running else "there is no NetBox here")
    return 0


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
