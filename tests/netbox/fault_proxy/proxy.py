"""The proxy: a listener, and a thread for each connection."""

import contextlib
import itertools
import random
import re
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import h11

from fault_proxy import wire
from fault_proxy.exchange import Exchange
from fault_proxy.faults import Fault
from fault_proxy.script import Chooser, Rule, Script, Seen

_HOST = "127.0.0.1"
# Below the ports that systems give to clients: one of those, while nobody listens on it,
# would now and then be connected to itself.
_PORTS = range(20_000, 30_000)


class FaultProxy:
    """A proxy in front of a NetBox; without any fault everything passes byte for byte."""

    def __init__(self, netbox_url: str) -> None:
        to = urlsplit(netbox_url)
        self._netbox = (to.hostname or _HOST, to.port or 80)
        self._script = Script()
        self._lock = threading.Lock()
        self._seen: list[Seen] = []
        self._open: set[socket.socket] = set()
        self._none_open = threading.Condition(self._lock)
        self._connections = itertools.count()
        self._numbers = itertools.count()
        self.errors: list[BaseException] = []
        self._ended = threading.Event()
        self._listener: _Listener | None = None
        self._port = _free_port()
        self.accept()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://{_HOST}:{self._port}"

    def inject(
        self,
        fault: Fault,
        *,
        method: str | None = None,
        path: str = "",
        nth: int = 1,
        times: int | None = 1,
    ) -> Rule:
        """Break requests: from the nth that fits, counted from now, so many; None is all.

        `path` is a regular expression looked for in path and query.
        """
        rule = Rule(fault, method, re.compile(path), nth, times)
        self._script.add(rule)
        return rule

    def choose(self, chooser: Chooser | None) -> None:
        """Have a function decide on every request that no rule strikes, from many threads."""
        self._script.chooser = chooser

    def clear(self) -> None:
        """Forget all rules and the chooser; what was seen stays."""
        self._script.clear()

    def unmet(self) -> list[Rule]:
        """Return the rules that have struck nobody: a test that relies on one proves nothing."""
        return self._script.unmet()

    def seen(self, method: str | None = None, path: str = "") -> list[Seen]:
        """Return the requests so far, in the order of arrival; filtered as `inject` does."""
        with self._lock:
            found = list(self._seen)
        return [
            one for one in found if method in (None, one.method) and re.search(path, one.target)
        ]

    def forget(self) -> None:
        """Begin to count requests anew."""
        with self._lock:
            self._seen.clear()

    def refuse(self) -> None:
        """Refuse connections from now on, and break off those that are open."""
        with self._lock:
            listener, self._listener = self._listener, None
            links = list(self._open)
        if listener:
            listener.end()
        for link in links:
            # The thread that serves it notices, and closes it.
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def accept(self) -> None:
        """Take connections, again."""
        with self._lock:
            if self._listener is None:
                self._listener = _Listener(self._port, self._serve, self.errors)

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Refuse connections for the block."""
        self.refuse()
        try:
            yield
        finally:
            self.accept()

    def close(self) -> None:
        """End it, and every connection; what hangs is let go."""
        self._ended.set()
        self.refuse()
        with self._none_open:
            self._none_open.wait_for(lambda: not self._open, timeout=30)

    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            refused = self._listener is None
            if not refused:
                self._open.add(client)
        if refused:
            wire.reset(client)
            return
        number = next(self._connections)
        try:
            early = b""
            while (left := self._serve_one(client, number, early)) is not None:
                early = left
        except (wire.BrokenError, OSError):
            # One side is gone: so is the connection.
            pass
        finally:
            client.close()
            with self._none_open:
                self._open.discard(client)
                self._none_open.notify_all()

    def _serve_one(self, client: socket.socket, number: int, early: bytes) -> bytes | None:
        request = wire.request_on(client, early)
        head = request.read_head()
        if not isinstance(head, h11.Request):
            return None
        with self._lock:
            seen = Seen(next(self._numbers), number, head.method.decode(), head.target.decode())
            self._seen.append(seen)
        seen.fault = self._script.fault_for(seen)
        exchange = Exchange(client, self._netbox, request, head, seen, self._ended)
        return request.left_over if exchange.carry_out() else None


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, port: int, serve: Callable[[socket.socket], None], errors: list[BaseException]
    ) -> None:
        self._serve_connection = serve
        self._errors = errors
        super().__init__((_HOST, port), socketserver.BaseRequestHandler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def finish_request(self, request: object, client_address: object) -> None:
        """Serve a connection, in a thread of its own."""
        if isinstance(request, socket.socket):
            self._serve_connection(request)

    def shutdown_request(self, request: object) -> None:
        """Leave a served connection: it has been closed in the way that was asked for."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep what went wrong in a thread, for whoever has the proxy."""
        if error := sys.exception():
            self._errors.append(error)

    def end(self) -> None:
        """Stop listening; connections go on, for one of them may be who calls this."""
        self.shutdown()
        self.server_close()


def _free_port() -> int:
    for port in random.SystemRandom().sample(_PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
        return port
    raise OSError("no free port for the proxy")
