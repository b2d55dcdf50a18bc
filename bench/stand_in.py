"""A server that answers as NetBox does what a replay asks, and forgets most of it.

For replays of so many devices that a real NetBox would take an hour. Its answers are patterned
on those that a real one gave; `bench.delivery_memory` checks them against it. Run as a program
it reads the patterns from stdin, prints its port, and serves until it is ended.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

Object = dict[str, Any]

DEVICES = "dcim/devices/"
KINDS = (
    "dcim/manufacturers/",
    "dcim/device-types/",
    "dcim/sites/",
    "dcim/device-roles/",
    "extras/tags/",
)


class Store:
    """What was made: of devices nothing but which hw_ids there are."""

    def __init__(self, patterns: dict[str, Object], there: dict[str, list[Object]]) -> None:
        self._patterns = patterns
        self._objects = {kind: list(there.get(kind, ())) for kind in KINDS}
        self._devices: set[str] = set()
        self._ids = count(
            1 + max((one["id"] for some in there.values() for one in some), default=0)
        )

    def found(self, kind: str, query: dict[str, list[str]]) -> list[Object]:
        """Return what a list of this kind answers to a query."""
        if kind == DEVICES:
            known = [one for one in query.get("cf_hwlab_id", ()) if one in self._devices]
            if known:
                raise NotImplementedError(f"a device that is there was looked up: {known[0]}")
            return []
        found = self._objects[kind]
        if makers := query.get("manufacturer_id"):
            found = [one for one in found if str(one["manufacturer"]["id"]) in makers]
        fields = query["fields"][0].split(",")
        return [{name: one[name] for name in fields} for one in found]

    def made(self, kind: str, bodies: list[Object]) -> list[Object]:
        """Make these, and return what NetBox says of them."""
        return [self._made(kind, body) for body in bodies]

    def _made(self, kind: str, body: Object) -> Object:
        made = {**self._patterns[kind], **body, "id": next(self._ids)}
        if kind == DEVICES:
            self._devices.add(body["custom_fields"]["hwlab_id"])
            # The long parts, which refer to other objects, stay as they are in the pattern.
            for name in ("site", "role", "device_type", "status", "tags"):
                made[name] = self._patterns[kind][name]
            return made
        if kind == "dcim/device-types/":
            maker = next(
                one
                for one in self._objects["dcim/manufacturers/"]
                if one["id"] == body["manufacturer"]
            )
            made["manufacturer"] = {**self._patterns[kind]["manufacturer"], **_brief(maker)}
        self._objects[kind].append(made)
        return made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Store

    def do_GET(self) -> None:
        """Answer a list."""
        kind, query = self._asked()
        results = self.store.found(kind, query)
        self._answer(
            200, {"count": len(results), "next": None, "previous": None, "results": results}
        )

    def do_POST(self) -> None:
        """Make a list of objects."""
        kind, _ = self._asked()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(201, self.store.made(kind, body))

    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        parts = urlsplit(self.path)
        return parts.path.removeprefix("/api/"), parse_qs(parts.query)

    def _answer(self, status: int, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _brief(maker: Object) -> Object:
    return {name: maker[name] for name in ("id", "name", "slug")}


def main() -> None:
    """Serve on a port of the system's choice."""
    given = json.loads(sys.stdin.readline())
    handler = type("Handler", (_Handler,), {"store": Store(given["patterns"], given["there"])})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
