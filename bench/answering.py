"""A vision server that takes the same time for each answer, so many at once.

Run as a program with seconds and slots: it prints its port, and serves until stdin ends.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = json.dumps(
    {
        "manufacturer": "Dell",
        "model": "PowerEdge R720",
        "part_number": None,
        "serial": "7XK4M2S",
        "category": "server",
        "mac_addresses": [],
        "u_height": 2,
        "specs": {"memory": "64 GB", "drive bays": '8 x 2.5"'},
        "ai_notes": "The label on the front is worn.",
        "confidence": 0.9,
    }
)
# As a local model does: half of the time for the pictures, then token by token.
_BEFORE_THE_FIRST = 0.5
_TOKENS = 60


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, seconds: float, slots: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seconds = seconds
        self.slots = threading.BoundedSemaphore(slots)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Answer a question."""
        left = int(self.headers["Content-Length"])
        while left:
            left -= len(self.rfile.read(min(left, 2**20)))
        with self.server.slots:
            began = time.monotonic()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            step = len(ANSWER) // _TOKENS + 1
            parts = [ANSWER[start : start + step] for start in range(0, len(ANSWER), step)]
            for number, part in enumerate(parts):
                share = _BEFORE_THE_FIRST + (1 - _BEFORE_THE_FIRST) * number / len(parts)
                _until(began + share * self.server.seconds)
                self._event(part)
            _until(began + self.server.seconds)
        self._event(None)
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""

    def _event(self, content: str | None) -> None:
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        if content is not None:
            choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
        data = {"object": "chat.completion.chunk", "model": "fixed", "choices": [choice]}
        self.wfile.write(b"data: " + json.dumps(data).encode() + b"\n\n")


def _until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def main() -> None:
    """Be that server."""
    server = _Server(float(sys.argv[1]), int(sys.argv[2]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
