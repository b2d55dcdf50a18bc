"""Several connections to NetBox, each used by one thread at a time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

from hwlab_cli.netbox.client import Client

What = TypeVar("What")
Answer = TypeVar("Answer")


class Connections:
    """A pool of threads with a connection each, made when it is first needed."""

    def __init__(self, client: Client) -> None:
        self.most = client.settings.connections
        self._client = client
        self._pool = ThreadPoolExecutor(self.most, "netbox")
        self._free: SimpleQueue[Client | None] = SimpleQueue()
        for _ in range(self.most):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What is under way is recorded as sent: waiting for it would make Ctrl-C slow.
        self._pool.shutdown(wait=error is None, cancel_futures=True)
        while not self._free.empty():
            client = self._free.get()
            if client is not None:
                client.close()

    def submit(self, do: Callable[[Client, What], Answer], what: What) -> Future[Answer]:
        """Do something with one of the connections, in a thread."""

        def run() -> Answer:
            client = self._free.get() or self._client.again()
            try:
                return do(client, what)
            finally:
                self._free.put(client)

        return self._pool.submit(run)
