"""One run of deliveries: devices, then their fields, then their photos."""

from collections.abc import Callable, Iterator, Sequence

from hwlab_cli.carried import Carried
from hwlab_cli.delivery import devices, fields, photos
from hwlab_cli.delivery.connections import Connections
from hwlab_cli.delivery.ledger import Ledger
from hwlab_cli.errors import ConfigError, HwlabError
from hwlab_cli.netbox.client import Client
from hwlab_cli.workspace import Workspace


class Delivery:
    """Delivers what is ready. After `run`, `fault` says why NetBox could not be asked further."""

    def __init__(self, work: Workspace, stop: Callable[[], bool] = bool) -> None:
        self.fault: HwlabError | None = None
        self._work = work
        self._stop = stop

    def run(
        self, *, only: Sequence[str] | None = None, limit: int | None = None
    ) -> Iterator[Carried]:
        """Deliver what is ready; yields each intake as one of its ops is settled.

        Each op is tried once; `limit` bounds how many devices are created. An outage ends the
        run, and costs no attempts; `stop` ends it after what is under way.
        """
        try:
            client = Client(self._work.settings.netbox)
        except ConfigError as error:
            self.fault = error
            return
        ledger = Ledger(self._work, only, self._stop)
        try:
            with Connections(client) as connections:
                yield from devices.deliver(ledger, client, connections, limit)
                yield from fields.deliver(ledger, client)
                yield from photos.deliver(ledger, client, connections)
        finally:
            client.close()
            self.fault = ledger.fault
