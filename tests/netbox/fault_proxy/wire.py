"""HTTP messages on a socket: where one ends, with its bytes as they came."""

import socket
import struct

import h11

_CHUNK = 65536


class BrokenError(Exception):
    """The other side is gone, or does not speak HTTP."""


class Message:
    """A message that is coming in, taken as far as is asked for."""

    def __init__(self, link: socket.socket, parser: h11.Connection, early: bytes = b"") -> None:
        self._link = link
        self._parser = parser
        self._fed = bytearray()
        self._whole = False
        self.body = bytearray()
        if early:
            self._feed(early)

    def read_head(self) -> h11.Request | h11.Response | None:
        """Read the first line and the headers; None when the connection ends before them.

        Raises BrokenError.
        """
        while True:
            event = self._next()
            if isinstance(event, h11.Request | h11.Response):
                return event
            if isinstance(event, h11.ConnectionClosed):
                return None

    def read_body(self, enough: int | None = None) -> None:
        """Read on to the message's end, or until so many bytes of the body are there.

        Raises BrokenError.
        """
        while not self._whole and (enough is None or len(self.body) < enough):
            event = self._next()
            if isinstance(event, h11.Data):
                self.body += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._whole = True
            elif isinstance(event, h11.ConnectionClosed):
                raise BrokenError("closed in the middle of a message")

    @property
    def raw(self) -> bytes:
        """What has come of this message so far, byte for byte."""
        return bytes(self._fed[: len(self._fed) - len(self.left_over)])

    @property
    def left_over(self) -> bytes:
        """What has come of the next message already."""
        return self._parser.trailing_data[0] if self._whole else b""

    def _next(self) -> object:
        try:
            while (event := self._parser.next_event()) is h11.NEED_DATA:
                self._feed(self._link.recv(_CHUNK))
        except (OSError, h11.RemoteProtocolError) as fault:
            raise BrokenError(str(fault)) from fault
        return event

    def _feed(self, data: bytes) -> None:
        self._fed += data
        self._parser.receive_data(data)


def request_on(link: socket.socket, early: bytes = b"") -> Message:
    """Return the request that comes next on a client's connection."""
    return Message(link, h11.Connection(h11.SERVER), early)


def answer_on(link: socket.socket, method: bytes) -> Message:
    """Return the answer that comes next to a request of that method."""
    parser = h11.Connection(h11.CLIENT)
    # The parser wants to know what was asked: the answer to a HEAD has no body.
    parser.send(h11.Request(method=method, target="/", headers=[("Host", "netbox")]))
    parser.send(h11.EndOfMessage())
    return Message(link, parser)


def reset(link: socket.socket) -> None:
    """Close a connection so that the other side is told it was reset."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


def close(link: socket.socket) -> None:
    """Close a connection in good order."""
    # To close what still has bytes to read would be a reset.
    link.shutdown(socket.SHUT_WR)
    wait_for_end(link)
    link.close()


def wait_for_end(link: socket.socket) -> None:
    """Read and drop until the other side has closed."""
    try:
        while link.recv(_CHUNK):
            pass
    except OSError:
        pass
