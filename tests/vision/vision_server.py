"""A server that says what a test tells it to: lies and faults that no real one has on demand."""

import contextlib
import json
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import h11

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        """Its body as JSON."""
        data = json.loads(self.body)
        assert isinstance(data, dict)
        return data

    @property
    def pictures(self) -> list[str]:
        """The URLs of the pictures in it."""
        parts = self.data["messages"][0]["content"]
        return [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]


@dataclass(slots=True)
class Exchange:
    """One request, to be answered piece by piece."""

    seen: Seen
    link: socket.socket
    ended: threading.Event
    _begun: bool = field(default=False)

    def head(self, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        """Send a head; what follows it runs to the connection's end."""
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Type: {kind}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += ["Connection: close"]
        self.link.sendall("\r\n".join([*lines, "", ""]).encode())

    def whole(self, status: int, body: str, kind: str = "application/json", **headers: str) -> None:
        """Send a whole answer."""
        data = body.encode()
        self.head(status, kind, Content_Length=str(len(data)), **headers)
        self.link.sendall(data)

    def send(self, data: str | bytes) -> None:
        """Send a piece of the body."""
        self.link.sendall(data.encode() if isinstance(data, str) else data)

    def reset(self) -> None:
        """Reset the connection."""
        self.link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.link.close()

    def hang(self) -> None:
        """Say nothing more until the client is gone."""
        self.link.settimeout(0.05)
        while not self.ended.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.link.recv(4096):
                    return


Act = Callable[[Exchange], None]


class ScriptedServer:
    """Plays one act for each request to a path; the last one again and again."""

    def __init__(self, port: int = 0) -> None:
        """Listen on a port, or on one that is free."""
        self.seen: list[Seen] = []
        self.errors: list[BaseException] = []
        self._acts: list[Act] = []
        self._by_path: dict[str, Act] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._listener = _Listener((_HOST, port), self._serve)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return f"http://{_HOST}:{self.port}/v1"

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of the questions so far."""
        return [one.data for one in self.seen if one.target.endswith("/chat/completions")]

    def plays(self, *acts: Act) -> None:
        """Answer questions so, one after the other."""
        self._acts = list(acts)

    def has(self, target: str, act: Act) -> None:
        """Answer requests to another target so."""
        self._by_path[target] = act

    def close(self) -> None:
        """End it and every exchange."""
        self._ended.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def _serve(self, link: socket.socket) -> None:
        try:
            seen = request_on(link)
            if seen is None:
                return
            with self._lock:
                self.seen.append(seen)
                act = self._by_path.get(seen.target) or self._next()
            act(Exchange(seen, link, self._ended))
        except (OSError, h11.RemoteProtocolError):
            pass  # the client has gone, or speaks TLS, as it should where a test is about that
        except BaseException as error:
            self.errors.append(error)
            raise

    def _next(self) -> Act:
        return self._acts.pop(0) if len(self._acts) > 1 else self._acts[0]


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = False  # so that closing waits for them
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], serve: Callable[[socket.socket], None]) -> None:
        super().__init__(address, socketserver.BaseRequestHandler)
        self._serve = serve

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection."""
        self._serve(request)


def request_on(link: socket.socket) -> Seen | None:
    """Read a request, None where the client has gone before its end."""
    state = h11.Connection(h11.SERVER)
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = state.next_event()
        if event is h11.NEED_DATA:
            data = link.recv(65536)
            if not data:
                return None  # it has gone, perhaps killed
            state.receive_data(data)
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            assert head is not None
            headers = {name.decode().lower(): value.decode() for name, value in head.headers}
            return Seen(head.method.decode(), head.target.decode(), headers, bytes(body))
        else:
            return None


# What servers say, in the API's words.


def event(data: Any) -> str:
    """One event of a stream."""
    return f"data: {json.dumps(data)}\n\n"


def piece(content: str | None = None, finish: str | None = None, **delta: Any) -> str:
    """One event with a piece of an answer."""
    if content is not None:
        delta["content"] = content
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"object": "chat.completion.chunk", "model": "played", "choices": [choice]})


def usage(prompt: int, completion: int) -> str:
    """The event that comes last, with an empty list of choices."""
    counted = {"prompt_tokens": prompt, "completion_tokens": completion}
    return event({"object": "chat.completion.chunk", "choices": [], "usage": counted})


DONE = "data: [DONE]\n\n"


def says(
    text: str | None,
    *,
    finish: str | None = "stop",
    counted: tuple[int, int] | None = (700, 40),
    **delta: Any,
) -> Act:
    """Stream an answer as most servers do, in a few pieces."""

    def act(exchange: Exchange) -> None:
        exchange.head(kind="text/event-stream")
        exchange.send(piece(role="assistant"))
        for name, value in delta.items():
            exchange.send(piece(**{name: value}))
        for part in _parts(text or ""):
            exchange.send(piece(part))
        exchange.send(piece(finish=finish))
        if counted:
            exchange.send(usage(*counted))
        exchange.send(DONE)

    return act


def _parts(text: str) -> Iterator[str]:
    for start in range(0, len(text), 7):
        yield text[start : start + 7]


def streams(*pieces: str | bytes, kind: str = "text/event-stream") -> Act:
    """Send these pieces of a body as they are, and close."""

    def act(exchange: Exchange) -> None:
        exchange.head(kind=kind)
        for one in pieces:
            exchange.send(one)

    return act


def fails(status: int, error: Any, **headers: str) -> Act:
    """Answer with an error; `error` is the whole body."""

    def act(exchange: Exchange) -> None:
        body = error if isinstance(error, str) else json.dumps(error)
        kind = "text/html" if body.startswith("<") else "application/json"
        exchange.whole(status, body, kind, **headers)

    return act


def hangs(*pieces: str) -> Act:
    """Send these pieces of a stream, and nothing more."""

    def act(exchange: Exchange) -> None:
        if pieces:
            exchange.head(kind="text/event-stream")
            for one in pieces:
                exchange.send(one)
        exchange.hang()

    return act


def dribbles(first: Iterable[str], over_and_over: str) -> Act:
    """Send a few pieces, then the same one without an end."""

    def act(exchange: Exchange) -> None:
        exchange.head(kind="text/event-stream")
        for one in first:
            exchange.send(one)
        while not exchange.ended.wait(0.02):
            exchange.send(over_and_over)

    return act


def refuses_unless(accepts: Callable[[dict[str, Any]], Any], error: Act, act: Act) -> Act:
    """Answer with an error unless what is asked for is to its liking."""

    def chosen(exchange: Exchange) -> None:
        (act if accepts(exchange.seen.data) else error)(exchange)

    return chosen
