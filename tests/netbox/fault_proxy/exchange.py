"""One request on its way through the proxy, and what each fault does to it."""

import json
import socket
import threading
from http import HTTPStatus

import h11

from fault_proxy import wire
from fault_proxy.faults import (
    Answer,
    Close,
    Cut,
    CutBy,
    Delay,
    Do,
    Fault,
    Hang,
    Hold,
    Point,
    Reset,
    Truncate,
)
from fault_proxy.script import Seen

_PATIENCE = 300.0


class _OverError(Exception):
    """The exchange has ended before NetBox's answer was passed on."""

    def __init__(self, *, reusable: bool = False) -> None:
        super().__init__()
        self.reusable = reusable


class Exchange:
    """A request, of which only the head was read so far."""

    def __init__(
        self,
        client: socket.socket,
        netbox: tuple[str, int],
        request: wire.Message,
        head: h11.Request,
        seen: Seen,
        ended: threading.Event,
    ) -> None:
        self._client = client
        self._netbox = netbox
        self._request = request
        self._head = head
        self._seen = seen
        self._ended = ended

    def carry_out(self) -> bool:
        """Bring the request to its end; tell whether another may come on this connection.

        Raises BrokenError when the client or NetBox is gone, and OSError.
        """
        try:
            self._reach(Point.BEFORE)
            # A connection for each request: one that NetBox has let go of in the meantime would
            # have to be told from one that it breaks off.
            with socket.create_connection(self._netbox, timeout=_PATIENCE) as link:
                sent = self._send_half(link) if self._strikes_at(Point.DURING) else 0
                self._reach(Point.DURING)
                self._read_request()
                link.sendall(self._request.raw[sent:])
                self._reach(Point.SENT)
                answer = wire.answer_on(link, self._head.method)
                head = answer.read_head()
                if not isinstance(head, h11.Response):
                    raise wire.BrokenError("NetBox closed the connection without an answer")
                answer.read_body()
            self._seen.netbox_status = head.status_code
            self._reach(Point.AFTER)
        except _OverError as over:
            return over.reusable
        return self._pass_on(answer, head)

    def _strikes_at(self, point: Point) -> bool:
        return getattr(self._seen.fault, "point", None) is point

    def _reach(self, point: Point) -> None:
        if self._strikes_at(point) and self._seen.fault:
            self._strike(self._seen.fault)

    def _strike(self, fault: Fault) -> None:
        match fault:
            case Reset():
                wire.reset(self._client)
            case Close():
                wire.close(self._client)
            case Hang():
                wire.wait_for_end(self._client)
            case Delay(seconds=seconds):
                self._ended.wait(seconds)
                return
            case Hold():
                # Whoever sent it may be killed meanwhile: it is on its way all the same.
                self._read_request()
                self._hold(fault)
                return
            case Do(call=call):
                call()
                return
            case Answer():
                self._read_request()
                self._answer(fault)
                raise _OverError(reusable=self._stays_open())
        raise _OverError

    def _hold(self, hold: Hold) -> None:
        hold.reached.set()
        while not hold.released.wait(0.05):
            if self._ended.is_set():
                raise _OverError

    def _read_request(self) -> None:
        self._request.read_body()
        self._seen.size = len(self._request.body)
        self._seen.objects = _objects(bytes(self._request.body))

    def _send_half(self, link: socket.socket) -> int:
        length = next((value for name, value in self._head.headers if name == b"content-length"), 0)
        self._request.read_body(int(length) // 2)
        came, body = self._request.raw, len(self._request.body)
        # A short body has come all at once, and a request without one is halved in its head.
        part = came[: len(came) - max(1, body // 2)] if body else came[: len(came) // 2]
        link.sendall(part)
        return len(part)

    def _answer(self, answer: Answer) -> None:
        headers = {
            "Content-Type": answer.content_type,
            "Content-Length": str(len(answer.body)),
            **answer.headers,
        }
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", *lines]
        self._seen.status = answer.status
        self._client.sendall("\r\n".join([*head, "", ""]).encode() + answer.body)

    def _pass_on(self, answer: wire.Message, head: h11.Response) -> bool:
        match self._seen.fault:
            case Cut(by=by):
                self._client.sendall(answer.raw[: len(answer.raw) - len(answer.body) // 2 - 1])
                if by is CutBy.STALL:
                    wire.wait_for_end(self._client)
                elif by is CutBy.RESET:
                    wire.reset(self._client)
                else:
                    wire.close(self._client)
                return False
            case Truncate():
                self._answer(_half(answer, head))
            case _:
                self._seen.status = head.status_code
                self._client.sendall(answer.raw)
        return self._stays_open(head)

    def _stays_open(self, answer: h11.Response | None = None) -> bool:
        headers = [*self._head.headers, *(answer.headers if answer else [])]
        said = [value.lower() for name, value in headers if name == b"connection"]
        return b"close" not in said and self._head.http_version == b"1.1"


def _half(answer: wire.Message, head: h11.Response) -> Answer:
    headers = {name.decode(): value.decode() for name, value in head.headers}
    for framing in ("content-length", "transfer-encoding"):
        headers.pop(framing, None)
    body = bytes(answer.body[: len(answer.body) // 2])
    return Answer(head.status_code, body, headers.pop("content-type", ""), headers)


def _objects(body: bytes) -> int:
    try:
        content = json.loads(body)
    except ValueError:
        return 0
    return len(content) if isinstance(content, list) else 1
