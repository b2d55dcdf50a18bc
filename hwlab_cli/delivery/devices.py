"""Delivering devices: the next ones are looked up while those before them are created."""

from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING, Any

from hwlab_cli.carried import Carried
from hwlab_cli.catalog.known import CatalogTypes
from hwlab_cli.delivery.connections import Connections
from hwlab_cli.delivery.ledger import Ledger
from hwlab_cli.delivery.looking import looked_up
from hwlab_cli.model import OpKind
from hwlab_cli.netbox import creating
from hwlab_cli.netbox.batches import Batch, Batches
from hwlab_cli.netbox.client import Client
from hwlab_cli.netbox.creating import Order
from hwlab_cli.netbox.faults import NetBoxError
from hwlab_cli.netbox.outcome import Outcome, Result
from hwlab_cli.netbox.references import References
from hwlab_cli.oplog.connection import OpLog
from hwlab_cli.oplog.query import Intake

if TYPE_CHECKING:
    from hwlab_cli.oplog.claims import Claim

_WINDOW = 150
"""How many are looked up together: as many hw_ids as one request can name."""
_AHEAD = 300
"""How many are kept waiting to be sent: enough for batches of few types each, and little memory."""

_Looked = tuple[dict[str, Outcome], list[Order]]


def deliver(ledger: Ledger, client: Client, connections: Connections) -> Iterator[Carried]:
    """Create the devices that are owed."""
    yield from _Creation(ledger, client, connections).carried_out()


class _Creation:
    """The devices of one run: claimed, looked up, waiting, under way."""

    def __init__(self, ledger: Ledger, client: Client, connections: Connections) -> None:
        self._ledger = ledger
        self._connections = connections
        self._references = References(client, CatalogTypes(ledger.work.home))
        self._claims: dict[str, Claim] = {}
        self._all_are_claimed = False
        self._looking: Future[_Looked] | None = None
        self._waiting: Batches[Order] = Batches(client.settings.batch, connections.most)
        self._running: dict[Future[Result], Batch[Order]] = {}

    def carried_out(self) -> Iterator[Carried]:
        """Create all of them, until there are none or NetBox can't be asked further."""
        outcomes: dict[str, Outcome] = {}
        while True:
            self._look_ahead()
            self._send()
            # Written down while NetBox is at work on the next ones, which it need not wait for.
            yield from self._settled(outcomes)
            under_way: list[Future[Any]] = [*self._running]
            under_way += [self._looking] if self._looking else []
            if not under_way:
                break
            ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
            outcomes = {}
            for future in ended:
                is_look = future is self._looking
                outcomes |= self._looked(future) if is_look else self._sent(future)
        yield from self._ledger.stopped(self._claims)

    @property
    def _idle(self) -> int:
        """How many connections nothing is asked on."""
        return self._connections.most - len(self._running) - (self._looking is not None)

    def _look_ahead(self) -> None:
        """Have the next ones looked up, where few are waiting."""
        if self._all_are_claimed or self._looking or not self._idle:
            return
        if len(self._waiting) >= _AHEAD:
            return
        window = self._ledger.claimed(OpKind.CREATE_DEVICE, _WINDOW)
        if not window:
            self._all_are_claimed = True
            return
        self._claims |= window
        self._looking = self._connections.submit(self._look, self._ledger.intakes(window))

    def _look(self, client: Client, intakes: Mapping[str, Intake]) -> _Looked:
        # In a thread, which needs a connection of its own to the log too.
        with OpLog.open(self._ledger.work.home, create=False) as log:
            return looked_up(log, client, self._references, intakes)

    def _looked(self, future: Future[_Looked]) -> dict[str, Outcome]:
        """Take what a look ahead came to; return the outcomes that it told already."""
        self._looking = None
        try:
            outcomes, orders = future.result()
        except NetBoxError as fault:
            self._ledger.fault = self._ledger.fault or fault
            return {}
        self._waiting.add((order.references.device_type, order) for order in orders)
        return outcomes

    def _send(self) -> None:
        """Send batches on the connections that are idle."""
        while self._ledger.may_send and self._idle:
            batch = self._waiting.take()
            if batch is None:
                return
            ours = self._ledger.recorded([self._claims[order.hw_id] for order in batch.items])
            for order in batch.items:
                if order.hw_id not in ours:
                    del self._claims[order.hw_id]
            batch.items = [order for order in batch.items if order.hw_id in ours]
            self._running[self._connections.submit(creating.create, batch.items)] = batch

    def _sent(self, future: Future[Result]) -> dict[str, Outcome]:
        """Take what a batch came to; return its outcomes."""
        batch, result = self._running.pop(future), future.result()
        self._waiting.ended(batch, well=result.fault is None)
        self._ledger.fault = self._ledger.fault or result.fault
        return result.outcomes

    def _settled(self, outcomes: Mapping[str, Outcome]) -> Iterator[Carried]:
        window = {hw_id: self._claims.pop(hw_id) for hw_id in outcomes}
        yield from self._ledger.settled(window, outcomes)
