"""The real NetBox that deliveries are measured on: as new before each run, and warm."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import requests
from netbox_server.application import WORKERS
from netbox_server.choices import choices
from netbox_server.instance import Instance
from netbox_server.missing import MissingError
from netbox_server.session import instance_for_a_session
from pydantic import SecretStr

from hwlab_cli.config import NetBox
from hwlab_cli.netbox import setup
from hwlab_cli.netbox.client import Client

_WARM_CPU_SECONDS = 3.0  # of each worker; the first requests load what the others find there
_PATIENCE = 300.0


class Target:
    """A NetBox with two workers."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.settings = NetBox(url=instance.application.url, token=SecretStr(instance.record.token))

    def fresh(self) -> None:
        """Make NetBox as new, with what `hwlab netbox setup` makes, and all workers connected."""
        self._instance.reset()
        client = Client(self.settings)
        for change in list(setup.wanted(client)):
            setup.carry_out(client, change)
        client.close()
        self._ask("dcim/devices/", times=8 * WORKERS)

    def warm(self) -> None:
        """Have each worker do some work, so that none of a run is spent on its first requests."""
        begun = self._cpu()
        while any(
            seconds - begun.get(worker, 0.0) < _WARM_CPU_SECONDS
            for worker, seconds in self._cpu().items()
        ):
            self._ask("dcim/devices/", times=8 * WORKERS)

    def requests_of_hwlab(self) -> int:
        """Return how many requests of hwlab's NetBox has in its own log."""
        log = self._instance.folder / "access.log"
        return sum('"hwlab/' in line for line in log.read_text(encoding="utf-8").splitlines())

    def session(self) -> requests.Session:
        """Return a session that may ask for anything."""
        session = requests.Session()
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {self._instance.record.token}"
        return session

    def _ask(self, path: str, times: int) -> None:
        def ask(_: int) -> None:
            # Each on a connection of its own: one that is kept stays with one worker.
            with self.session() as session:
                session.get(f"{self.settings.url}/api/{path}", timeout=_PATIENCE)

        with ThreadPoolExecutor(4 * WORKERS) as pool:
            list(pool.map(ask, range(times)))

    def _cpu(self) -> dict[int, float]:
        times = {one.pid: one.cpu_times() for one in self._instance.application.workers()}
        return {pid: spent.user + spent.system for pid, spent in times.items()}


@contextlib.contextmanager
def target() -> Iterator[Target]:
    """Have a NetBox for the block; ends the program where none can be brought up here."""
    try:
        with instance_for_a_session(choices()) as instance:
            yield Target(instance)
    except MissingError as fault:
        raise SystemExit(f"no NetBox can be brought up here: missing {fault}") from fault
