"""One run of deliveries: devices, then their photos, then what their fields lack."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from hwlab_cli.carried import Carried
from hwlab_cli.delivery import devices, fields, photos
from hwlab_cli.delivery.connections import Connections
from hwlab_cli.delivery.ledger import Ledger
from hwlab_cli.errors import ConfigError, HwlabError
from hwlab_cli.netbox.client import Client
from hwlab_cli.workspace import Workspace


class Delivery:
    """Delivers what is ready. After `run`, `fault` says why NetBox could not be asked further.

    The token is read at the first run, and kept for those that follow.
    """

    def __init__(self, work: Workspace) -> None:
        self.fault: HwlabError | None = None
        self._work = work
        self._client: Client | None = None

    def run(
        self,
        *,
        only: Sequence[str] | None = None,
        limit: int | None = None,
        begun: Iterable[str] = (),
        stop: Callable[[], bool] = bool,
    ) -> Iterator[Carried]:
        """Deliver what is ready; yields each intake as one of its ops is settled.

        Each op is tried once. `limit` bounds how many intakes are touched, and those that were
        `begun` before are among them. An outage ends the run, and costs no attempts; `stop`
        ends it after what is under way.
        """
        self.fault = None
        try:
            self._client = client = self._client or Client(self._work.settings.netbox)
        except ConfigError as error:
            self.fault = error
            return
        ledger = Ledger(self._work, only, limit, begun, stop)
        try:
            with Connections(client) as connections:
                yield from devices.deliver(ledger, client, connections)
                yield from photos.deliver(ledger, client, connections)
                # Those come last: they are owed only since a device was found there.
                yield from fields.deliver(ledger, client)
            ledger.ended()
        finally:
            client.close()
            self.fault = ledger.fault
