"""The HTTP transport below our clients: to checked addresses alone, by our deadlines.

A transport serves one request, over a connection of its own: a kept one may be gone when it is
needed, and the name could mean another address by then. Nothing in the environment has a say:
a proxy would do the resolving and the connecting, where neither the address nor the time can be
seen to. Certificates are the exception: SSL_CERT_FILE and SSL_CERT_DIR name those to trust.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

from hwlab_cli import __version__
from hwlab_cli.identify.vision import addresses
from hwlab_cli.identify.vision.addresses import Address, AddressError, Place
from hwlab_cli.identify.vision.deadlines import Timing
from hwlab_cli.request_log import timed

_MOST_BYTES = 64 * 2**20  # a stream of one token an event takes some 300 bytes for each
_PIECE = 64 * 1024
_SENT_ON = {"accept", "content-type", "content-length", "host", "transfer-encoding"}


class NoConnectionError(Exception):
    """No connection was made, in words; `hint` is what to try."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class LostConnectionError(Exception):
    """A connection was made, and broke."""


class WrongProtocolError(Exception):
    """What comes back is no HTTP, or none that was asked for, in words."""


class Transport(httpx2.BaseTransport):
    """Sends one request. Raises the exceptions above, and those of `addresses` and `deadlines`.

    The key is put on here, so that nothing above has it: no exception, no log of the client's.
    """

    def __init__(
        self, place: Place, key: str, tls: ssl.SSLContext | None, connect: float, watch: Timing
    ) -> None:
        self._key = key
        self._backend = _Backend(place, watch, connect, has_key=bool(key))
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=self._backend,
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its answer is yet to be read."""
        headers = [
            (name, value)
            for name, value in request.headers.raw
            if name.decode("ascii").lower() in _SENT_ON
        ]
        headers += [
            (b"User-Agent", f"hwlab/{__version__}".encode()),
            # What is compressed may unpack to any size.
            (b"Accept-Encoding", b"identity"),
        ]
        if self._key:
            headers.append((b"Authorization", f"Bearer {self._key}".encode()))
        sent = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=headers,
            content=request.stream,
        )
        asked = f"{request.method} {request.url.host}{request.url.path}"
        try:
            with timed("model", asked) as answered:
                response = self._pool.handle_request(sent)
                answered(response.status)
        except httpcore2.RemoteProtocolError as error:
            raise self._protocol(error) from None
        except (httpcore2.NetworkError, httpcore2.TimeoutException):
            raise LostConnectionError from None
        told = {name.lower(): value.lower() for name, value in response.headers}
        if told.get(b"content-encoding", b"identity") not in {b"identity", b""}:
            response.close()
            raise WrongProtocolError("it compresses its answers unasked")
        return httpx2.Response(
            status_code=response.status, headers=response.headers, stream=_Body(response)
        )

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()

    def _protocol(self, error: httpcore2.RemoteProtocolError) -> Exception:
        # It says so, and in no other way, where the connection ends before the first byte.
        if not self._backend.received:
            return LostConnectionError()
        said = "disconnected" in str(error) or "closed connection" in str(error)
        return LostConnectionError() if said else WrongProtocolError("it does not speak HTTP there")


class _Body(httpx2.SyncByteStream):
    """An answer's body, with its faults in our words."""

    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._response.iter_stream()
        except (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.TimeoutException,
        ):
            raise LostConnectionError from None

    def close(self) -> None:
        self._response.close()


class _Backend(httpcore2.NetworkBackend):
    """Makes connections: resolves, checks, and connects to what was checked."""

    def __init__(self, place: Place, watch: Timing, connect: float, *, has_key: bool) -> None:
        self._place = place
        self._watch = watch
        self._connect = connect
        self._has_key = has_key
        self._sockets = httpcore2.SyncBackend()
        self._stream: _Stream | None = None

    @property
    def received(self) -> int:
        """How many bytes have come."""
        return self._stream.received if self._stream else 0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the watch knows
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        until = time.monotonic() + self._connect
        try:
            found = addresses.resolved(host, port, self._connect)
        except AddressError as error:
            raise NoConnectionError(str(error), f"is {self._place.setting} right?") from None
        addresses.check(self._place, found, has_key=self._has_key)
        why = "no address"
        for turn, address in enumerate(found):
            # A share of what is left for each, so that one that swallows what it gets does not
            # cost the next one its turn.
            share = (until - time.monotonic()) / (len(found) - turn)
            try:
                stream = self._to(address, port, max(share, 0.05), local_address, socket_options)
            except httpcore2.ConnectTimeout:
                why = f"no answer to the connection within {self._connect:g} s"
            except httpcore2.ConnectError as error:
                below = error.__cause__ or error.__context__
                told = isinstance(below, OSError) and below.strerror
                why = (told or "the connection was refused").lower()
            else:
                self._stream = _Stream(stream, self._watch, until)
                if self._place.is_plain:
                    self._watch.connected()
                return self._stream
        raise NoConnectionError(f"it can't be reached: {why}", "is the server running there?")

    def _to(
        self,
        address: Address,
        port: int,
        seconds: float,
        local_address: str | None,
        options: Iterable[httpcore2.SOCKET_OPTION] | None,
    ) -> httpcore2.NetworkStream:
        # An address as text is taken as it is, and not resolved again.
        return self._sockets.connect_tcp(str(address), port, seconds, local_address, options)


class _Stream(httpcore2.NetworkStream):
    """A connection that looks at the watch before each wait."""

    def __init__(self, stream: httpcore2.NetworkStream, watch: Timing, until: float) -> None:
        self._stream = stream
        self._watch = watch
        self._until = until
        self.received = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        while True:
            try:
                data = self._stream.read(max_bytes, self._watch.wait())
            except httpcore2.ReadTimeout:
                continue
            self.received += len(data)
            if self.received > _MOST_BYTES:
                raise WrongProtocolError("its answer has no end")
            return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for start in range(0, len(buffer), _PIECE):
            self._watch.wait()
            self._stream.write(buffer[start : start + _PIECE], self._watch.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore2.NetworkStream:
        left = max(self._until - time.monotonic(), 0.05)
        try:
            self._stream = self._stream.start_tls(ssl_context, server_hostname, left)
        except httpcore2.ConnectTimeout:
            raise NoConnectionError(
                "it can't be reached: TLS is not agreed upon in time", "is the server busy?"
            ) from None
        except httpcore2.ConnectError as error:
            raise _insecure(error) from None
        self._watch.connected()
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _insecure(error: httpcore2.ConnectError) -> NoConnectionError:
    below = error.__cause__ or error.__context__
    if isinstance(below, ssl.SSLCertVerificationError):
        return NoConnectionError(
            f"its certificate is not trusted: {below.verify_message}",
            "SSL_CERT_FILE in the environment names certificates to trust",
        )
    if isinstance(below, ssl.SSLError):
        return NoConnectionError(
            "it does not speak TLS there", "an address without TLS begins with http://"
        )
    return NoConnectionError(
        "it can't be reached: the connection broke at once", "is the server running there?"
    )
